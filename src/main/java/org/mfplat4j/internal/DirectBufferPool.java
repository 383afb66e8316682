package org.mfplat4j.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers for transfers whose caller has a heap buffer: native code must not see memory that
 * the garbage collector moves. Sizes are powers of two from a page on, aligned to pages, since
 * copying to an unaligned buffer takes up to five times as long. Any thread.
 */
public final class DirectBufferPool {
  private static final int PAGE = 4096;
  private static final int SIZES = 31 - Integer.numberOfTrailingZeros(PAGE);
  private static final int MAX_POOLED_SIZE = 4 << 20;
  private static final long MAX_POOLED_BYTES = 32 << 20;

  private static final DirectBufferPool SHARED = new DirectBufferPool();

  private final @Nullable ConcurrentLinkedQueue<ByteBuffer>[] bySize = newQueues();
  private final AtomicLong pooledBytes = new AtomicLong();

  DirectBufferPool() {}

  public static DirectBufferPool shared() {
    return SHARED;
  }

  /** A buffer from 0 to {@code size}, of which the caller is the only owner. */
  public ByteBuffer take(int size) {
    int slot = slotOf(size);
    ConcurrentLinkedQueue<ByteBuffer> queue = slot < SIZES ? bySize[slot] : null;
    ByteBuffer buffer = queue == null ? null : queue.poll();
    if (buffer == null) {
      int capacity = slot < SIZES ? PAGE << slot : size;
      // Aligned for the kernel's copy; the slice keeps the whole reachable.
      buffer =
          capacity > Integer.MAX_VALUE - PAGE
              ? ByteBuffer.allocateDirect(capacity)
              : ByteBuffer.allocateDirect(capacity + PAGE - 1).alignedSlice(PAGE);
    } else {
      pooledBytes.addAndGet(-buffer.capacity());
    }
    return buffer.clear().limit(size);
  }

  /** Gives a buffer back; nobody may use it any more. */
  public void give(ByteBuffer buffer) {
    int capacity = buffer.capacity();
    int slot = slotOf(capacity);
    ConcurrentLinkedQueue<ByteBuffer> queue = slot < SIZES ? bySize[slot] : null;
    if (queue == null || capacity > MAX_POOLED_SIZE || capacity != PAGE << slot) {
      return;
    }
    if (pooledBytes.addAndGet(capacity) > MAX_POOLED_BYTES) {
      pooledBytes.addAndGet(-capacity);
      return;
    }
    queue.add(buffer);
  }

  // 0 for up to a page, then one more for each doubling.
  private static int slotOf(int size) {
    return size <= PAGE ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros((size - 1) / PAGE);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ConcurrentLinkedQueue<ByteBuffer>[] newQueues() {
    ConcurrentLinkedQueue<ByteBuffer>[] queues = new ConcurrentLinkedQueue[SIZES];
    for (int i = 0; i < SIZES; i++) {
      queues[i] = new ConcurrentLinkedQueue<>();
    }
    return queues;
  }
}
