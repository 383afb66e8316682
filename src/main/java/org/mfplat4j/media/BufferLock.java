package org.mfplat4j.media;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Access to the bytes of a {@link MediaBuffer}, until it is closed.
 *
 * <p><b>What holds after close.</b> {@link #bytes} is refused. A {@code ByteBuffer} that it has
 * given, and everything made from that, stays readable for as long as it is reachable: it keeps the
 * native memory, which the garbage collector gives back. What it shows then is what the memory
 * holds: the platform may use a buffer again for other samples. To keep memory of native buffers no
 * longer than the lock, do not call {@link #bytes}: {@link MediaBuffer#read} copies.
 *
 * <p>Where the platform's memory goes with the lock ({@code IMF2DBuffer}), and while very many
 * bytes are kept that way, the {@code ByteBuffer} has a copy in Java's direct memory.
 */
public interface BufferLock extends AutoCloseable {
  /**
   * The bytes, from the first to the buffer's length when it was locked.
   *
   * @return a direct buffer for reading, little-endian, with a position of its own
   * @throws IllegalStateException if this lock was closed
   * @throws OutOfMemoryError if there is no memory for it
   */
  ByteBuffer bytes();

  /**
   * How many bytes there are.
   *
   * @return the buffer's length when it was locked
   */
  int size();

  /**
   * Bytes from one row of a picture to the next, here: {@link MediaType#stride}, or more where the
   * buffer has just as many bytes as longer rows have. Some decoders have such rows and do not say
   * so.
   *
   * @param type the type of the sample
   * @return the stride of the first plane, negative where the last row comes first; empty for
   *     formats without rows, and where the type does not say how wide a picture is
   */
  default OptionalInt stride(MediaType type) {
    return PictureLayout.stride(type, size());
  }

  /** Gives the memory back, {@code Unlock}, or leaves it to the last view; idempotent. */
  @Override
  void close();
}
