package org.mfplat4j;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.DirectBufferPool;
import org.mfplat4j.internal.Natives;

/**
 * The memory of one transfer: the user's buffer itself if it is direct, else a pooled direct buffer
 * that a read is copied from at its end, and that a write was copied to before it began. Captures
 * position and size when the transfer begins.
 */
final class TransferBuffer {
  private final ByteBuffer user;
  private final @Nullable ByteBuffer pooled;
  private final boolean copiesBack;
  private final int start;
  private final int size;

  private TransferBuffer(ByteBuffer user, boolean copiesBack) {
    this.user = user;
    this.copiesBack = copiesBack;
    this.start = user.position();
    this.size = user.remaining();
    this.pooled = user.isDirect() ? null : DirectBufferPool.shared().take(size);
  }

  /**
   * The memory for reading into the buffer's remaining bytes, or for writing them.
   *
   * @throws IllegalArgumentException if a buffer to be read into is read-only
   */
  static TransferBuffer of(TransferKind kind, ByteBuffer bytes) {
    boolean reads = kind == TransferKind.READ;
    if (reads) {
      requireWritable(bytes);
    }
    TransferBuffer buffer = new TransferBuffer(bytes, reads);
    if (!reads && buffer.pooled != null) {
      buffer.pooled.put(0, bytes, buffer.start, buffer.size);
    }
    return buffer;
  }

  /**
   * Checks that the buffer can be read into.
   *
   * @throws IllegalArgumentException if it is read-only
   */
  static void requireWritable(ByteBuffer destination) {
    if (destination.isReadOnly()) {
      throw new IllegalArgumentException("the buffer is read-only: " + destination);
    }
  }

  /** The address of the first byte; valid while this object is reachable. */
  long address() {
    return pooled == null ? Natives.addressOf(user) + start : Natives.addressOf(pooled);
  }

  int size() {
    return size;
  }

  @Nullable ByteBuffer pooled() {
    return pooled;
  }

  /** Lets the user see what was transferred: copies what was read, and moves the position. */
  void transferred(int count) {
    if (pooled != null) {
      if (copiesBack) {
        user.put(start, pooled, 0, count);
      }
      giveBack();
    }
    user.position(start + count);
  }

  /** Nothing of the transfer is wanted any more; native code has let go of the memory. */
  void giveBack() {
    if (pooled != null) {
      DirectBufferPool.shared().give(pooled);
    }
  }
}
