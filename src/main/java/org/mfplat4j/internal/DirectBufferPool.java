package org.mfplat4j.internal;

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
  // Pages to 4 MiB; what is larger is allocated for one use.
  private static final int SIZES = 11;
  private static final long MAX_POOLED_BYTES = 32 << 20;

  private static final DirectBufferPool SHARED = new DirectBufferPool();

  private final List<Queue<ByteBuffer>> bySize =
      Stream.<Queue<ByteBuffer>>generate(ConcurrentLinkedQueue::new).limit(SIZES).toList();
  private final AtomicLong pooledBytes = new AtomicLong();

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

  /** Gives a buffer back; nobody may use it any more. */
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

  private static ByteBuffer allocate(int size) {
    if (size > Integer.MAX_VALUE - 2 * PAGE) {
      // No room left to align in.
      return ByteBuffer.allocateDirect(size);
    }
    int wholePages = (size + PAGE - 1) / PAGE * PAGE;
    // The slice keeps the whole reachable.
    return ByteBuffer.allocateDirect(wholePages + PAGE - 1).alignedSlice(PAGE).limit(size);
  }

  // 0 for up to a page, then one more for each doubling.
  private static int slotOf(int size) {
    return size <= PAGE ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros((size - 1) / PAGE);
  }
}
