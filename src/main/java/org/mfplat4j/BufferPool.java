package org.mfplat4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.DirectBufferPool;
import org.mfplat4j.internal.LeakNet;
import org.mfplat4j.internal.Natives;

/**
 * Buffers for transfers that are used again and again: a fixed number of direct buffers of one
 * size, each aligned to pages, in one piece of memory.
 *
 * <pre>{@code
 * try (BufferPool pool = new BufferPool(1 << 20, 8)) {
 *   ByteBuffer buffer = pool.take();
 *   stream.beginRead(buffer, result -> { stream.endRead(result); …; pool.give(buffer); }, null);
 * }
 * }</pre>
 *
 * <p>Why not {@link ByteBuffer#allocateDirect}: what it gives is seldom aligned (16 bytes behind a
 * page, for a MiB), and then the kernel copies a block to it at less than half the speed; it is
 * cleared first, and freed only when the garbage collector comes by. A pool of 2 MiB and more asks
 * the system for huge pages.
 *
 * <p>The pool is bounded: who takes a buffer when all are taken waits. It watches over them: giving
 * back what was not taken is an error, and what was never given back is reported by {@link #close}.
 * The memory lives as long as anybody refers to one of the buffers, so using one after it was given
 * back, or after the pool was closed, spoils data but not the JVM.
 *
 * <p><b>Threading.</b> Any thread may call any method; {@link #take} blocks, and so does not belong
 * in a callback.
 */
public final class BufferPool implements AutoCloseable {
  private static final int PAGE = 4096;

  private final int bufferSize;
  private final int stride;
  private final long address;
  private final ByteBuffer[] buffers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition given = lock.newCondition();

  // Guarded by lock. The free buffers' indexes form a stack, so that the warmest comes first.
  private final int[] free;
  private final boolean[] taken;
  private int freeCount;
  private boolean closed;

  /**
   * Makes a pool, with all its memory.
   *
   * @param bufferSize the size of a buffer in bytes, 1 or more; it takes whole pages of memory
   * @param buffers how many there are, 1 or more
   * @throws IllegalArgumentException if one of them is less than 1, or the whole is 2 GiB or more
   * @throws OutOfMemoryError if there is less direct memory (see {@code -XX:MaxDirectMemorySize})
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   */
  public BufferPool(int bufferSize, int buffers) {
    if (bufferSize < 1 || buffers < 1) {
      throw new IllegalArgumentException(
          "a pool needs a buffer of a byte at least: " + buffers + " of " + bufferSize);
    }
    long wholePages = ((long) bufferSize + PAGE - 1) / PAGE * PAGE;
    if (wholePages * buffers > DirectBufferPool.MAX_ALIGNED) {
      throw new IllegalArgumentException(
          "too large for one pool: " + buffers + " buffers of " + bufferSize + " bytes");
    }
    MediaFoundation.requireAvailable();
    this.bufferSize = bufferSize;
    this.stride = (int) wholePages;
    this.buffers = new ByteBuffer[buffers];
    this.free = new int[buffers];
    this.taken = new boolean[buffers];
    ByteBuffer memory = DirectBufferPool.allocate(stride * buffers);
    this.address = Natives.addressOf(memory);
    // Best effort: the kernel need not translate, and a disk need not gather, so many pages.
    Natives.adviseHugePages(address, (long) stride * buffers);
    for (int i = 0; i < buffers; i++) {
      this.buffers[i] = memory.slice(i * stride, bufferSize);
      free[freeCount++] = buffers - 1 - i;
    }
  }

  /**
   * The size of every buffer.
   *
   * @return the size in bytes
   */
  public int bufferSize() {
    return bufferSize;
  }

  /**
   * How many buffers can be taken now.
   *
   * @return the count; others may change it at once
   */
  public int available() {
    lock.lock();
    try {
      return freeCount;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a buffer, and waits while there is none.
   *
   * @return a buffer whose position is 0 and whose limit is its size; its content is whatever was
   *     there. To be given back by {@link #give}
   * @throws IllegalStateException if the pool is closed, or is closed meanwhile
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public ByteBuffer take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (freeCount == 0 && !closed) {
        given.await();
      }
      return takeLocked();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a buffer, and waits while there is none, but not for ever.
   *
   * @param timeout how long to wait at most; zero or less only looks
   * @param unit the unit of the timeout
   * @return a buffer, as {@link #take} gives it; null when the time ran out first
   * @throws IllegalStateException if the pool is closed, or is closed meanwhile
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public @Nullable ByteBuffer poll(long timeout, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(timeout);
    lock.lockInterruptibly();
    try {
      while (freeCount == 0 && !closed) {
        if (left <= 0) {
          return null;
        }
        left = given.awaitNanos(left);
      }
      return takeLocked();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives a buffer back: the very object that was taken, not while an operation uses it.
   *
   * @param buffer the buffer
   * @throws IllegalArgumentException if it is not a buffer of this pool, but a slice or a duplicate
   *     of one for example, or if it was given back before
   */
  public void give(ByteBuffer buffer) {
    int index = indexOf(buffer);
    lock.lock();
    try {
      if (!taken[index]) {
        throw new IllegalArgumentException("the buffer was given back before: " + buffer);
      }
      taken[index] = false;
      free[freeCount++] = index;
      given.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the pool: nobody can take a buffer any more, and who waits for one is told so. Buffers
   * that are still taken stay usable, and can be given back; how many there are is reported to the
   * logger, since most often they were forgotten. Idempotent.
   */
  @Override
  public void close() {
    int missing;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      missing = buffers.length - freeCount;
      given.signalAll();
    } finally {
      lock.unlock();
    }
    if (missing > 0) {
      LeakNet.report(this + " was closed with " + missing + " buffers not given back", null);
    }
  }

  private ByteBuffer takeLocked() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
    int index = free[--freeCount];
    taken[index] = true;
    return buffers[index].clear().order(ByteOrder.BIG_ENDIAN);
  }

  @SuppressWarnings("ReferenceEquality")
  private int indexOf(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      long offset = Natives.addressOf(buffer) - address;
      if (offset >= 0 && offset < (long) stride * buffers.length) {
        int index = (int) (offset / stride);
        // The very object: a slice of it would come back as somebody's whole buffer.
        if (buffers[index] == buffer) {
          return index;
        }
      }
    }
    throw new IllegalArgumentException("not a buffer of this pool: " + buffer);
  }

  @Override
  public String toString() {
    return "BufferPool[" + buffers.length + " of " + bufferSize + " bytes]";
  }
}
