package org.mfplat4j;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.DirectBufferPool;
import org.mfplat4j.internal.Natives;

/**
 * Where a read goes: the user's buffer itself if it is direct, else a pooled direct buffer that is
 * copied from at the end. Captures position and size when the read begins.
 */
final class ReadTarget {
  private final ByteBuffer destination;
  private final @Nullable ByteBuffer pooled;
  private final int start;
  private final int size;

  /**
   * A target for the buffer's remaining bytes.
   *
   * @throws IllegalArgumentException if the buffer is read-only
   */
  ReadTarget(ByteBuffer destination) {
    if (destination.isReadOnly()) {
      throw new IllegalArgumentException("the buffer is read-only: " + destination);
    }
    this.destination = destination;
    this.start = destination.position();
    this.size = destination.remaining();
    this.pooled = destination.isDirect() ? null : DirectBufferPool.shared().take(size);
  }

  /** The address of the first byte; valid while this object is reachable. */
  long address() {
    return pooled == null ? Natives.addressOf(destination) + start : Natives.addressOf(pooled);
  }

  int size() {
    return size;
  }

  @Nullable ByteBuffer pooled() {
    return pooled;
  }

  /** Makes what was read visible to the user: copies it if need be, and moves the position. */
  void received(int count) {
    if (pooled != null) {
      destination.put(start, pooled, 0, count);
      giveBack();
    }
    destination.position(start + count);
  }

  /** Nothing of the read is wanted any more; native code has let go of the buffer. */
  void giveBack() {
    if (pooled != null) {
      DirectBufferPool.shared().give(pooled);
    }
  }
}
