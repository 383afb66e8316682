package org.mfplat4j;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * Buffers for transfers that are used again and again: a fixed number of direct buffers of one
 * size, each aligned to pages, in one piece of memory.
 *
 * <pre>{@code
 * try (BufferPool pool = BufferPool.create(1 << 20, 8)) {
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
 * <p>The pool is bounded: a thread that takes a buffer when all are taken waits. It watches over
 * them: giving back what was not taken is an error, and what was never given back is reported by
 * {@link #close}. The memory lives as long as anybody refers to one of the buffers, so using one
 * after it was given back, or after the pool was closed, spoils data but not the JVM.
 *
 * <p><b>Threading.</b> Any thread may call any method; {@link #take} blocks, and so does not belong
 * in a callback.
 */
public interface BufferPool extends AutoCloseable {
  /**
   * Makes a pool, with all its memory.
   *
   * @param bufferSize the size of a buffer in bytes, 1 or more; it takes whole pages of memory
   * @param buffers how many there are, 1 or more
   * @return the pool, to be closed by the caller
   * @throws IllegalArgumentException if one of them is less than 1, or the whole is 2 GiB or more
   * @throws OutOfMemoryError if there is less direct memory (see {@code -XX:MaxDirectMemorySize})
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   */
  static BufferPool create(int bufferSize, int buffers) {
    return MediaFoundationProvider.get().createBufferPool(bufferSize, buffers);
  }

  /**
   * The size of every buffer.
   *
   * @return the size in bytes
   */
  int bufferSize();

  /**
   * How many buffers can be taken now.
   *
   * @return the count; others may change it at once
   */
  int available();

  /**
   * Takes a buffer, and waits while there is none.
   *
   * @return a buffer whose position is 0 and whose limit is its size; its content is whatever was
   *     there. To be given back by {@link #give}
   * @throws IllegalStateException if the pool is closed, or is closed meanwhile
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  ByteBuffer take() throws InterruptedException;

  /**
   * Takes a buffer, and waits while there is none, but not for ever.
   *
   * @param timeout how long to wait at most; zero or less only looks
   * @param unit the unit of the timeout
   * @return a buffer, as {@link #take} gives it; null when the time ran out first
   * @throws IllegalStateException if the pool is closed, or is closed meanwhile
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @Nullable ByteBuffer poll(long timeout, TimeUnit unit) throws InterruptedException;

  /**
   * Gives a buffer back: the very object that was taken, not while an operation uses it.
   *
   * @param buffer the buffer
   * @throws IllegalArgumentException if it is not a buffer of this pool, but a slice or a duplicate
   *     of one for example, or if it was given back before
   */
  void give(ByteBuffer buffer);

  /**
   * Ends the pool: no buffer can be taken any more, and threads that wait for one are told so.
   * Buffers that are still taken stay usable, and can be given back; how many there are is reported
   * to the logger, since most often they were forgotten. Idempotent.
   */
  @Override
  void close();
}
