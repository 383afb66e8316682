package org.mfplat4j.media;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.mfplat4j.ByteStream;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * Reads the samples of a byte stream, {@code IMFSourceReader} in asynchronous mode. On Linux the
 * portable engine reads RIFF WAVE with PCM or floating point, and nothing else.
 *
 * <pre>{@code
 * try (ByteStream bytes = mf.openFile(path);
 *     SourceReader reader = SourceReader.open(bytes)) {
 *   reader.readSampleAsync(SourceReader.FIRST_AUDIO_STREAM).thenAccept(result -> …);
 * }
 * }</pre>
 *
 * <p><b>Order.</b> One read at most is with the platform. Others wait in the reader, in the order
 * in which they came. Reads, seeks and flushes are carried out one after the other.
 *
 * <p><b>Threading.</b> Any thread may call any method. Callbacks, futures and subscribers are
 * served on {@link org.mfplat4j.WorkQueue#MULTITHREADED}, one at a time for each reader.
 *
 * <p><b>Errors.</b> A stream number that the file does not have is an {@link
 * IndexOutOfBoundsException}. All methods but {@link #close} throw a {@link
 * java.nio.channels.ClosedChannelException} once this was closed.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfreadwrite/nn-mfreadwrite-imfsourcereader">Microsoft:
 *     IMFSourceReader</a>
 */
public interface SourceReader extends AutoCloseable {
  /** {@code MF_SOURCE_READER_ANY_STREAM}. Whichever selected stream has a sample next. */
  int ANY_STREAM = 0xFFFFFFFE;

  /** {@code MF_SOURCE_READER_FIRST_AUDIO_STREAM}. The first stream of sound. */
  int FIRST_AUDIO_STREAM = 0xFFFFFFFD;

  /** {@code MF_SOURCE_READER_FIRST_VIDEO_STREAM}. The first stream of pictures. */
  int FIRST_VIDEO_STREAM = 0xFFFFFFFC;

  /**
   * Opens a reader, {@code MFCreateSourceReaderFromByteStream}. Waits for the head of the stream:
   * where the platform hangs on a broken file, so does this. {@link #openAsync} does not.
   *
   * @param stream what to read; to be closed by the caller, after the reader. The reader moves its
   *     position, and the platform may close it
   * @return the reader, to be closed by the caller
   * @throws UnsupportedOperationException {@code MF_E_UNSUPPORTED_BYTESTREAM_TYPE}: nothing here
   *     reads such files; or there is no Media Foundation here, or none with source readers
   * @throws IllegalStateException if the platform is not started, or another reader has the stream
   * @throws IOException if the stream cannot be read, or the file is broken
   */
  static SourceReader open(ByteStream stream) throws IOException {
    return MediaFoundationProvider.get().openSourceReader(stream);
  }

  /**
   * Opens a reader as {@link #open} does, on a thread of its own.
   *
   * @param stream as for {@link #open}
   * @return the future of the reader. When it was completed otherwise meanwhile, by {@code cancel}
   *     or {@code orTimeout}, the reader is closed once it is there
   */
  static CompletableFuture<SourceReader> openAsync(ByteStream stream) {
    return MediaFoundationProvider.get().openSourceReaderAsync(stream);
  }

  /**
   * How many streams the file has.
   *
   * @return the count; streams have the numbers below it
   */
  int streamCount();

  /**
   * Whether a stream is read, {@code GetStreamSelection}.
   *
   * @param stream its number, or {@link #FIRST_AUDIO_STREAM} or {@link #FIRST_VIDEO_STREAM}
   * @return true if it is selected
   * @throws IOException if the platform does not say
   */
  boolean isSelected(int stream) throws IOException;

  /**
   * Sets whether a stream is read, {@code SetStreamSelection}.
   *
   * @param stream its number, {@link #FIRST_AUDIO_STREAM} or {@link #FIRST_VIDEO_STREAM}, or {@link
   *     #ANY_STREAM} for all
   * @param selected whether it is to be read
   * @throws IllegalStateException if something is pending
   * @throws IOException if the platform refuses
   */
  void select(int stream, boolean selected) throws IOException;

  /**
   * What a stream can be read as, {@code GetNativeMediaType}.
   *
   * @param stream its number, or {@link #FIRST_AUDIO_STREAM} or {@link #FIRST_VIDEO_STREAM}
   * @return the types, in the platform's order
   * @throws IOException if the platform does not say
   */
  List<MediaType> nativeMediaTypes(int stream) throws IOException;

  /**
   * What the samples of a stream are, {@code GetCurrentMediaType}.
   *
   * @param stream its number, or {@link #FIRST_AUDIO_STREAM} or {@link #FIRST_VIDEO_STREAM}
   * @return the type
   * @throws IOException if the platform does not say
   */
  MediaType currentMediaType(int stream) throws IOException;

  /**
   * Asks for another type of samples, {@code SetCurrentMediaType}.
   *
   * @param stream its number, or {@link #FIRST_AUDIO_STREAM} or {@link #FIRST_VIDEO_STREAM}
   * @param type the type, at least its major type and its subtype
   * @throws IllegalStateException if something is pending
   * @throws IOException if the platform has no decoder for it, {@code MF_E_TOPO_CODEC_NOT_FOUND}
   */
  void setCurrentMediaType(int stream, MediaType type) throws IOException;

  /**
   * How long the file plays, {@code MF_PD_DURATION}.
   *
   * @return the duration; empty if the file does not say
   * @throws IOException if the platform does not say
   */
  Optional<Duration> duration() throws IOException;

  /**
   * Reads a sample, {@code ReadSample}.
   *
   * @param stream its number, {@link #FIRST_AUDIO_STREAM}, {@link #FIRST_VIDEO_STREAM} or {@link
   *     #ANY_STREAM}
   * @param callback is called once, on a thread of the platform, unless this method throws
   * @throws IllegalStateException if the stream is not selected, or no stream is
   * @throws IOException if the platform does not say whether it is
   */
  void readSample(int stream, SourceReaderCallback callback) throws IOException;

  /**
   * Reads a sample as {@link #readSample} does.
   *
   * @param stream as for {@link #readSample}
   * @return the future of the result, to be closed by the code that takes it. It fails with what
   *     the status stands for: a {@link java.util.concurrent.CancellationException} where {@link
   *     #seek} or {@link #flush} dropped the read, a {@link
   *     java.nio.channels.AsynchronousCloseException} where {@link #close} did. A future that was
   *     cancelled drops its sample
   */
  CompletableFuture<ReadResult> readSampleAsync(int stream);

  /**
   * The samples of a stream from here on, one read for each that a subscriber has requested. It
   * completes at the end of the stream, and goes on after a seek or a flush. Subscribers of one
   * reader share the stream: each sample goes to one of them.
   *
   * @param stream as for {@link #readSample}
   * @return the publisher of the results; each is the subscriber's to close
   */
  Flow.Publisher<ReadResult> asPublisher(int stream);

  /**
   * Moves to a position, {@code SetCurrentPosition}. The read that is with the platform ends first,
   * with its sample from before; reads that wait are dropped. What is read after this call comes
   * from the new position: the sample that it is in, or an earlier one of the same group.
   *
   * @param position from the start, not negative
   * @return the future that completes when the platform has taken the position
   * @throws IllegalArgumentException if the position is negative
   */
  CompletableFuture<Void> seek(Duration position);

  /**
   * Drops all reads, {@code Flush} of all streams. The read that is with the platform ends first,
   * and its sample is dropped.
   *
   * @return the future that completes when nothing that was read before is left
   */
  CompletableFuture<Void> flush();

  /**
   * Gives the reader back; idempotent. Reads that wait are dropped. The read that is with the
   * platform ends with its sample; this waits up to five seconds for it, but never on a queue's
   * thread. What takes longer is reported to the {@link System.Logger} named {@code org.mfplat4j},
   * and given back when it ends.
   */
  @Override
  void close();
}
