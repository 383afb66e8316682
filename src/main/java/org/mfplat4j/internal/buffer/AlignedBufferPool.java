package org.mfplat4j.internal.buffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.BufferPool;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.LeakNet;

/** Buffers of one piece of memory, each at the beginning of a page. */
public final class AlignedBufferPool implements BufferPool {
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

  public AlignedBufferPool(int bufferSize, int buffers) {
    if (bufferSize < 1 || buffers < 1) {
      throw new IllegalArgumentException(
          "a pool needs a buffer of a byte at least: " + buffers + " of " + bufferSize);
    }
    long wholePages = ((long) bufferSize + PAGE - 1) / PAGE * PAGE;
    if (wholePages * buffers > DirectBufferPool.MAX_ALIGNED) {
      throw new IllegalArgumentException(
          "too large for one pool: " + buffers + " buffers of " + bufferSize + " bytes");
    }
    PlatformState.requireAvailable();
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

  @Override
  public int bufferSize() {
    return bufferSize;
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return freeCount;
    } finally {
      lock.unlock();
    }
  }

  @Override
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

  @Override
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

  @Override
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
