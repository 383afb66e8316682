package org.mfplat4j.internal.transfer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.buffer.DirectBufferPool;
import org.mfplat4j.internal.jni.Natives;

/**
 * The memory of one transfer: the user's buffer itself if it is direct, else a pooled direct buffer
 * that a read is copied from at its end, and that a write was copied to before it began. Captures
 * position and size when the transfer begins.
 */
public final class TransferBuffer {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private ByteBuffer user = NONE;
  private @Nullable ByteBuffer pooled;
  private boolean copiesBack;
  private int start;
  private int size;

  private TransferBuffer() {}

  /**
   * The memory for reading into the buffer's remaining bytes, or for writing them.
   *
   * @throws IllegalArgumentException if a buffer to be read into is read-only
   */
  static TransferBuffer of(TransferKind kind, ByteBuffer bytes) {
    TransferBuffer buffer = new TransferBuffer();
    buffer.take(kind, bytes);
    return buffer;
  }

  /** Becomes what {@link #of} makes; for an object that has no memory. */
  void take(TransferKind kind, ByteBuffer bytes) {
    boolean reads = kind == TransferKind.READ;
    if (reads) {
      requireWritable(bytes);
    }
    requireAccessible(bytes);
    start = bytes.position();
    size = bytes.remaining();
    copiesBack = reads;
    ByteBuffer own = bytes.isDirect() ? null : DirectBufferPool.shared().take(size);
    if (!reads && own != null) {
      own.put(0, bytes, start, size);
    }
    pooled = own;
    user = bytes;
  }

  /** Has no memory any more. */
  void forget() {
    user = NONE;
    pooled = null;
  }

  /**
   * Checks that the buffer can be read into.
   *
   * @throws IllegalArgumentException if it is read-only
   */
  public static void requireWritable(ByteBuffer destination) {
    if (destination.isReadOnly()) {
      throw new IllegalArgumentException("the buffer is read-only: " + destination);
    }
  }

  /**
   * Checks that the calling thread may use the buffer's memory: any access asks the arena of the
   * buffer, if there is one. Native code gets a bare address, which nothing checks.
   *
   * @throws IllegalStateException if the arena is closed
   * @throws RuntimeException a {@code WrongThreadException}, if the arena is confined to another
   *     thread
   */
  static void requireAccessible(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      bytes.get(bytes.position());
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
