package org.mfplat4j.internal.buffer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Direct buffers for transfers whose caller has a heap buffer: native code must not see memory that
 * the garbage collector moves. Pooled sizes are powers of two from a page on; all are aligned to
 * pages, since copying to an unaligned buffer takes up to five times as long. Any thread.
 */
public final class DirectBufferPool {
  private static final int PAGE = 4096;
  private static final int HUGE_PAGE = 2 << 20;

  /** The size of the largest buffer that {@link #allocate} aligns, in bytes. */
  public static final int MAX_ALIGNED = Integer.MAX_VALUE - 2 * HUGE_PAGE;

  // Pages to 4 MiB; what is larger is allocated for one use.
  private static final int SIZES = 11;
  private static final long MAX_POOLED_BYTES = 32 << 20;

  private static final DirectBufferPool SHARED = new DirectBufferPool();

  private final List<Queue<ByteBuffer>> bySize =
      Stream.<Queue<ByteBuffer>>generate(ConcurrentLinkedQueue::new).limit(SIZES).toList();
  private final AtomicLong pooledBytes = new AtomicLong();

  /**
   * Aligned memory of exactly this size.
   *
   * @throws IllegalArgumentException if the size is negative
   */
  public static ByteBuffer allocateExactly(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("the size is negative: " + size);
    }
    return allocate(size).slice();
  }

  DirectBufferPool() {}

  public static DirectBufferPool shared() {
    return SHARED;
  }

  /** A buffer from 0 to {@code size}, of which the caller is the only owner. */
  public ByteBuffer take(int size) {
    int slot = slotOf(size);
    if (slot >= SIZES) {
      return allocate(size);
    }
    ByteBuffer buffer = bySize.get(slot).poll();
    if (buffer == null) {
      return allocate(PAGE << slot).limit(size);
    }
    pooledBytes.addAndGet(-buffer.capacity());
    return buffer.clear().limit(size);
  }

  /** Gives a buffer back; the caller may not use it any more. */
  public void give(ByteBuffer buffer) {
    int capacity = buffer.capacity();
    int slot = slotOf(capacity);
    if (slot >= SIZES || capacity != PAGE << slot) {
      return;
    }
    if (pooledBytes.addAndGet(capacity) > MAX_POOLED_BYTES) {
      pooledBytes.addAndGet(-capacity);
      return;
    }
    bySize.get(slot).add(buffer);
  }

  /**
   * A new direct buffer from 0 to {@code size}, aligned to pages, or to huge ones where it has room
   * for one; not aligned beyond {@link #MAX_ALIGNED}.
   */
  public static ByteBuffer allocate(int size) {
    if (size > MAX_ALIGNED) {
      // No room left to align in.
      return ByteBuffer.allocateDirect(size);
    }
    int unit = size >= HUGE_PAGE ? HUGE_PAGE : PAGE;
    int wholeUnits = (size + unit - 1) / unit * unit;
    // The slice keeps the whole reachable.
    return ByteBuffer.allocateDirect(wholeUnits + unit - 1).alignedSlice(unit).limit(size);
  }

  // 0 for up to a page, then one more for each doubling.
  private static int slotOf(int size) {
    return size <= PAGE ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros((size - 1) / PAGE);
  }
}
