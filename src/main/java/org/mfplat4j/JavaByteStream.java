package org.mfplat4j;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * A byte stream that is written in Java, for native code to use: a true {@code IMFByteStream},
 * asynchronous Begin and End included, over a {@link ByteStreamSource}.
 *
 * <pre>{@code
 * try (JavaByteStream stream = JavaByteStream.create(ByteStreamSource.of(channel))) {
 *   nativeCode.play(stream.address()); // keeps a reference of its own
 * }
 * }</pre>
 *
 * <p><b>Lifetime.</b> This object owns one reference to the native stream until it is closed.
 * Native code that keeps the stream adds its own, as COM has it, and may then use the stream for as
 * long as it likes. The source is closed when somebody calls {@code IMFByteStream::Close}, or with
 * the last reference, on whichever thread that is.
 *
 * <p><b>Position.</b> As for files: an operation takes its range when it begins, and moves the
 * position behind it; reads are cut at the length. A source that cannot seek or does not know its
 * length gets one operation at a time, in the order in which they began; the position moves when it
 * is done.
 *
 * <p><b>Closing and cancelling</b> do not wait for the source: {@code Close}, and {@code Seek} with
 * {@link SeekFlag#CANCEL_PENDING_IO}, complete every pending operation at once, as {@link
 * HResult#OPERATION_ABORTED}. What the source answers later goes nowhere.
 *
 * <p><b>Threading.</b> Any thread may use the stream. The platform must be started while operations
 * begin and complete: their callbacks run on its queues. A synchronous {@code Read} or {@code
 * Write} waits on the calling thread until the source has answered; on a queue's thread that blocks
 * the queue, for ever if the source needs it to answer.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfbytestream">Microsoft:
 *     IMFByteStream</a>
 */
public interface JavaByteStream extends AutoCloseable {
  /**
   * Makes the stream of a source.
   *
   * @param source where the bytes are; the stream's from now on, unless this method throws
   * @return the stream, to be closed by the caller
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   * @throws IOException if the source's length could not be found out
   */
  static JavaByteStream create(ByteStreamSource source) throws IOException {
    return create(source, Options.DEFAULT);
  }

  /**
   * Makes the stream of a source, with options.
   *
   * @param source where the bytes are; the stream's from now on, unless this method throws
   * @param options what others shall know of the stream
   * @return the stream, to be closed by the caller
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   * @throws IOException if the source's length could not be found out
   */
  static JavaByteStream create(ByteStreamSource source, Options options) throws IOException {
    return MediaFoundationProvider.get().createByteStream(source, options);
  }

  /**
   * The same stream for Java code: with a reference of its own, so that it outlives this object.
   * {@linkplain ByteStream#close() Closing} it closes the stream for everybody, and with it the
   * source.
   *
   * @return a byte stream, to be closed by the caller
   * @throws IllegalStateException if this object was closed
   */
  ByteStream stream();

  /**
   * What the source threw last, or its stages completed with: the reason behind the HRESULT that
   * the user of the stream has seen.
   *
   * @return the exception; empty if there was none
   */
  Optional<Throwable> lastFailure();

  /**
   * Lets the native stream go; idempotent. A holder of a reference goes on with it; if none does,
   * the source is closed now. This is not {@code IMFByteStream::Close}: for that, close a {@link
   * #stream}.
   */
  @Override
  void close();

  /**
   * What others shall know of a stream written in Java. Immutable: each method gives new options.
   */
  final class Options {
    /** No attributes, a name that says nothing, and failures of the source to the log. */
    public static final Options DEFAULT = new Options("a Java byte stream", null, null, null);

    private final String name;
    private final @Nullable String contentType;
    private final @Nullable String originName;
    private final @Nullable Consumer<? super Throwable> failureHandler;

    private Options(
        String name,
        @Nullable String contentType,
        @Nullable String originName,
        @Nullable Consumer<? super Throwable> failureHandler) {
      this.name = name;
      this.contentType = contentType;
      this.originName = originName;
      this.failureHandler = failureHandler;
    }

    /**
     * The name for messages.
     *
     * @return the name
     */
    public String name() {
      return name;
    }

    /**
     * The MIME type.
     *
     * @return the MIME type; null for none
     */
    public @Nullable String contentType() {
      return contentType;
    }

    /**
     * The URL or path that the bytes come from.
     *
     * @return the URL or path; null for none
     */
    public @Nullable String originName() {
      return originName;
    }

    /**
     * The handler for what the source throws.
     *
     * @return the handler; null for none
     */
    public @Nullable Consumer<? super Throwable> failureHandler() {
      return failureHandler;
    }

    /**
     * With a name for messages.
     *
     * @param name what messages call the stream
     * @return the new options
     */
    public Options name(String name) {
      return new Options(
          Objects.requireNonNull(name, "name"), contentType, originName, failureHandler);
    }

    /**
     * With a MIME type, by which Media Foundation finds out how to read the stream: the attribute
     * {@code MF_BYTESTREAM_CONTENT_TYPE}.
     *
     * @param contentType {@code audio/wav} for example
     * @return the new options
     */
    public Options contentType(String contentType) {
      return new Options(
          name, Objects.requireNonNull(contentType, "contentType"), originName, failureHandler);
    }

    /**
     * With the URL or path that the bytes come from: the attribute {@code
     * MF_BYTESTREAM_ORIGIN_NAME}, whose extension Media Foundation looks at.
     *
     * @param originName the URL or path
     * @return the new options
     */
    public Options originName(String originName) {
      return new Options(
          name, contentType, Objects.requireNonNull(originName, "originName"), failureHandler);
    }

    /**
     * With a handler for what the source throws, or its stages complete with; without one, that is
     * logged as a warning by the {@link System.Logger} named {@code org.mfplat4j}. The user of the
     * stream gets the HRESULT either way.
     *
     * @param handler is given each exception, on the thread where it was seen
     * @return the new options
     */
    public Options onFailure(Consumer<? super Throwable> handler) {
      return new Options(name, contentType, originName, Objects.requireNonNull(handler, "handler"));
    }
  }
}
