package org.mfplat4j.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * Memory with a length, {@code IMFMediaBuffer}: a part of a {@link Sample}. Owns one reference.
 *
 * <p><b>Errors.</b> All methods but {@link #close} throw an {@link IllegalStateException} once this
 * was closed.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfmediabuffer">Microsoft:
 *     IMFMediaBuffer</a>
 */
public interface MediaBuffer extends AutoCloseable {
  /**
   * A new buffer, {@code MFCreateMemoryBuffer}, of length 0.
   *
   * @param capacity how many bytes it has room for
   * @return the buffer, to be closed by the caller
   * @throws IllegalArgumentException if the capacity is negative
   * @throws UnsupportedOperationException if there is no Media Foundation here
   * @throws OutOfMemoryError if there is no memory for it
   * @throws IOException if the platform has another reason not to make it
   */
  static MediaBuffer create(int capacity) throws IOException {
    return MediaFoundationProvider.get().createMediaBuffer(capacity);
  }

  /**
   * A new buffer with these bytes.
   *
   * @param bytes what is copied, from the position to the limit, which becomes the position
   * @return the buffer, to be closed by the caller
   * @throws IOException as {@link #create}
   */
  static MediaBuffer of(ByteBuffer bytes) throws IOException {
    return MediaFoundationProvider.get().mediaBufferOf(bytes);
  }

  /**
   * How many bytes are valid, {@code GetCurrentLength}.
   *
   * @return the length, at most the capacity
   * @throws IOException if the platform does not say
   */
  int length() throws IOException;

  /**
   * Sets how many bytes are valid, {@code SetCurrentLength}.
   *
   * @param length 0 to the capacity
   * @throws IllegalArgumentException if the length is out of its range
   * @throws IOException if the platform refuses it
   */
  void length(int length) throws IOException;

  /**
   * How many bytes there is room for, {@code GetMaxLength}.
   *
   * @return the capacity
   * @throws IOException if the platform does not say
   */
  int capacity() throws IOException;

  /**
   * Copies bytes out of this buffer.
   *
   * @param destination takes as many as it has room for, and there are
   * @param offset of the first of them, 0 to the length
   * @return how many it took; 0 at the end
   * @throws IndexOutOfBoundsException if the offset is out of its range
   * @throws IOException if the buffer cannot be locked
   */
  int read(ByteBuffer destination, int offset) throws IOException;

  /**
   * Copies bytes into this buffer, and makes it as long as they need.
   *
   * @param source what is copied, from the position to the limit, which becomes the position
   * @param offset where the first of them goes, 0 to the length
   * @throws IndexOutOfBoundsException if the offset is out of its range, or there is no room
   * @throws IOException if the buffer cannot be locked
   */
  void write(ByteBuffer source, int offset) throws IOException;

  /**
   * Locks the memory for reading, {@code Lock}.
   *
   * @return the lock, to be closed by the caller
   * @throws IOException if the buffer cannot be locked
   */
  BufferLock lock() throws IOException;

  /** Gives the reference back, {@code Release}; idempotent. */
  @Override
  void close();
}
