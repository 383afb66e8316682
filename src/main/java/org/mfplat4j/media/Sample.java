package org.mfplat4j.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * A piece of a stream, {@code IMFSample}: buffers, and when they are to be heard or seen. Owns one
 * reference.
 *
 * <p><b>Times</b> are in units of 100 ns; what is less is cut off.
 *
 * <p><b>Errors.</b> All methods but {@link #close} throw an {@link IllegalStateException} once this
 * was closed.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfsample">Microsoft:
 *     IMFSample</a>
 */
public interface Sample extends AutoCloseable {
  /**
   * A new sample, {@code MFCreateSample}, without buffers.
   *
   * @return the sample, to be closed by the caller
   * @throws UnsupportedOperationException if there is no Media Foundation here
   * @throws OutOfMemoryError if there is no memory for it
   * @throws IOException if the platform has another reason not to make it
   */
  static Sample create() throws IOException {
    return MediaFoundationProvider.get().createSample();
  }

  /**
   * A new sample with one buffer.
   *
   * @param bytes what is copied, from the position to the limit, which becomes the position
   * @return the sample, to be closed by the caller
   * @throws IOException as {@link #create}
   */
  static Sample of(ByteBuffer bytes) throws IOException {
    return MediaFoundationProvider.get().sampleOf(bytes);
  }

  /**
   * When the sample begins, {@code GetSampleTime}.
   *
   * @return the time, which may be negative; empty if it was not set
   * @throws IOException if the platform does not say
   */
  Optional<Duration> time() throws IOException;

  /**
   * Sets when the sample begins, {@code SetSampleTime}.
   *
   * @param time the time, which may be negative
   * @throws IllegalArgumentException if the time is more than 29,000 years away
   * @throws IOException if the platform refuses it
   */
  void time(Duration time) throws IOException;

  /**
   * How long the sample takes, {@code GetSampleDuration}.
   *
   * @return the duration; empty if it was not set
   * @throws IOException if the platform does not say
   */
  Optional<Duration> duration() throws IOException;

  /**
   * Sets how long the sample takes, {@code SetSampleDuration}.
   *
   * @param duration the duration
   * @throws IllegalArgumentException if the duration is longer than 29,000 years
   * @throws IOException if the platform refuses it
   */
  void duration(Duration duration) throws IOException;

  /**
   * What the sample says of itself.
   *
   * @return a copy of all attributes, as {@link MediaType} has them
   * @throws IOException if the platform does not say
   */
  Map<UUID, Object> attributes() throws IOException;

  /**
   * How many buffers there are, {@code GetBufferCount}.
   *
   * @return the count
   * @throws IOException if the platform does not say
   */
  int bufferCount() throws IOException;

  /**
   * How many bytes are in all buffers, {@code GetTotalLength}.
   *
   * @return the sum of their lengths
   * @throws IOException if the platform does not say
   */
  int length() throws IOException;

  /**
   * One of the buffers, {@code GetBufferByIndex}.
   *
   * @param index 0 to the count of buffers less one
   * @return the buffer, to be closed by the caller; it outlives the sample
   * @throws IndexOutOfBoundsException if there is no such buffer
   * @throws IOException if the platform does not give it
   */
  MediaBuffer buffer(int index) throws IOException;

  /**
   * One buffer with everything, {@code ConvertToContiguousBuffer}: the only one, or a new one that
   * takes the place of several.
   *
   * @return the buffer, to be closed by the caller; it outlives the sample
   * @throws IllegalStateException if there are no buffers
   * @throws IOException if the platform cannot make it
   */
  MediaBuffer contiguous() throws IOException;

  /**
   * Adds a buffer behind the others, {@code AddBuffer}.
   *
   * @param buffer the buffer, which stays the caller's to close; made by this library
   * @throws IOException if the platform refuses it
   */
  void add(MediaBuffer buffer) throws IOException;

  /**
   * Locks the bytes of all buffers for reading, as {@link #contiguous} puts them together.
   *
   * @return the lock, to be closed by the caller; it outlives the sample
   * @throws IllegalStateException if there are no buffers
   * @throws IOException if they cannot be locked
   */
  BufferLock lock() throws IOException;

  /**
   * Another reference to the same native sample, {@code AddRef}: for a sample that is borrowed.
   *
   * @return the sample, to be closed by the caller
   */
  Sample retain();

  /** Gives the reference back, {@code Release}; idempotent. */
  @Override
  void close();
}
