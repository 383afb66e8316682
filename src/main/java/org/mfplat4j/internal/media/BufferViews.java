package org.mfplat4j.internal.media;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.NativeHandle;

/**
 * Direct buffers over the memory of locked media buffers. Each has a lease on the lock, which ends
 * when the collector finds neither it nor a buffer that was made from it: so none points to memory
 * that is gone. Any thread.
 */
final class BufferViews {
  /**
   * What all views may keep together, in bytes. Beyond it they are copies, which the JVM counts.
   */
  static final long MOST = 64L << 20;

  private static final AtomicLong KEPT = new AtomicLong();

  private BufferViews() {}

  /** A view for reading of what was locked; the caller has a lease on the handle. */
  static ByteBuffer of(LockedMemory memory, NativeHandle handle) {
    int size = memory.length();
    if (size == 0 || memory.mayBeCopy()) {
      return copy(memory);
    }
    if (KEPT.addAndGet(size) > MOST) {
      KEPT.addAndGet(-size);
      return copy(memory);
    }
    boolean watched = false;
    handle.share();
    try {
      ByteBuffer all = memory.view(size);
      // Every buffer that is made from this one keeps it reachable.
      LeakNet.watch(all, new Unreachable(handle, size));
      watched = true;
      return all.asReadOnlyBuffer();
    } finally {
      if (!watched) {
        handle.release();
        KEPT.addAndGet(-size);
      }
    }
  }

  private static ByteBuffer copy(LockedMemory memory) {
    int size = memory.length();
    return ByteBuffer.allocateDirect(size).put(memory.view(size)).flip().asReadOnlyBuffer();
  }

  /** What views keep now, in bytes. */
  static long kept() {
    return KEPT.get();
  }

  /** No buffer points to the memory any more. Must not refer to one. */
  private record Unreachable(NativeHandle handle, int size) implements Runnable {
    @Override
    public void run() {
      handle.release();
      KEPT.addAndGet(-size);
    }
  }
}
