package org.mfplat4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * Bytes that Java code has, to be used by native code as a byte stream: what {@link JavaByteStream}
 * makes an {@code IMFByteStream} of.
 *
 * <p>A source reads and writes at positions, and answers when it is done: nothing need block. The
 * cursor, the asynchronous results, cancelling and closing are the stream's. Ready-made ones are
 * here for channels, buffers, input streams, and for functions that give a range of bytes:
 *
 * <pre>{@code
 * ByteStreamSource.ofRanges(length, (position, count) ->
 *     http.sendAsync(rangeRequest(position, count), BodyHandlers.ofByteArray())
 *         .thenApply(response -> ByteBuffer.wrap(response.body())))
 * }</pre>
 *
 * <p><b>Threading.</b> Any thread may call any method, those of native code included, several at a
 * time, and reads and writes may be under way while others begin. Only a source that cannot seek or
 * does not know its length is asked for one transfer at a time; when one is cancelled by a seek
 * ({@link SeekFlag#CANCEL_PENDING_IO}), it may be asked for the next while it still has that one in
 * hand. {@link #close} may come at any moment, from any thread; what is under way then may still
 * answer, and it goes nowhere.
 *
 * <p><b>Buffers</b> are the library's own, never the memory of native code, and belong to the
 * source from the call until its stage completes, and no longer. What arrives after the stream was
 * closed or the transfer cancelled goes nowhere.
 *
 * <p><b>Errors.</b> Whatever a method throws, or its stage completes with, becomes the HRESULT of
 * the operation, and is given to the {@linkplain JavaByteStream.Options#onFailure handler}: the
 * code of a {@link MediaFoundationException}, {@code ERROR_FILE_NOT_FOUND} for a file that does not
 * exist, {@code E_ACCESSDENIED} for one that must not be touched, {@code MF_E_INVALIDREQUEST} for a
 * closed channel, {@code ERROR_OPERATION_ABORTED} for what was cancelled or closed meanwhile,
 * {@code ERROR_TIMEOUT}, {@code E_NOTIMPL} for an {@link UnsupportedOperationException}, {@code
 * E_OUTOFMEMORY}, and {@code E_FAIL} for the rest.
 */
public interface ByteStreamSource {
  /**
   * What the source can do: {@link Capability#READABLE}, {@link Capability#WRITABLE}, {@link
   * Capability#SEEKABLE} and what describes it. Asked once, when the stream is made.
   *
   * @return the capabilities, which do not change
   */
  Set<Capability> capabilities();

  /**
   * How many bytes there are now.
   *
   * @return the length in bytes; −1 if it is not known, always or never
   * @throws IOException if it could not be found out
   */
  long length() throws IOException;

  /**
   * Starts to read at a position. Reading in pieces is fine: a source that gave fewer bytes than
   * there is room for is asked for the rest, until it says that there are no more.
   *
   * @param destination receives the bytes, from its position to its limit, which is not more than
   *     four MiB away; its position need not be moved
   * @param position where to read, in bytes from the beginning; for sources that cannot seek, how
   *     many bytes were read before
   * @return completes with how many bytes were read: −1, or 0, when there are none
   * @throws IOException if the read failed at once
   */
  CompletionStage<Integer> read(ByteBuffer destination, long position) throws IOException;

  /**
   * Starts to write at a position, which may lie beyond the end. Writing in pieces is fine, as for
   * {@link #read}.
   *
   * @param source the bytes, from its position to its limit; its position need not be moved
   * @param position where to write, in bytes from the beginning
   * @return completes with how many bytes were written; 0 when no more can be
   * @throws IOException if the write failed at once
   */
  default CompletionStage<Integer> write(ByteBuffer source, long position) throws IOException {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("this source cannot be written"));
  }

  /**
   * Cuts or extends what there is; on the thread that called {@code SetLength}.
   *
   * @param length the new length in bytes
   * @throws IOException if that failed
   */
  default void setLength(long length) throws IOException {
    throw new UnsupportedOperationException("the length of this source cannot be set");
  }

  /**
   * Brings what was written to where it is kept; on the thread that called {@code Flush}.
   *
   * @throws IOException if that failed
   */
  default void flush() throws IOException {}

  /**
   * The stream is closed or gone. Called exactly once, whatever happened, on the thread that closed
   * the stream or released it last: perhaps one of native code's, so this must not wait for long.
   *
   * @throws IOException if closing failed
   */
  default void close() throws IOException {}

  /**
   * A source over a channel with a position, a {@link java.nio.channels.FileChannel} for example.
   * Its reads and writes are made one after the other on a daemon thread, or on the calling thread
   * when that waits for them anyway. Closing the source closes the channel.
   *
   * @param channel the channel, which no other code moves meanwhile
   * @return the source: seekable, readable and writable as the channel is
   */
  static ByteStreamSource of(SeekableByteChannel channel) {
    return MediaFoundationProvider.get().sourceOf(channel);
  }

  /**
   * A source over a file channel that reads and writes asynchronously. Closing the source closes
   * the channel.
   *
   * @param channel the channel
   * @return the source: seekable, readable and writable as the channel is
   */
  static ByteStreamSource of(AsynchronousFileChannel channel) {
    return MediaFoundationProvider.get().sourceOf(channel);
  }

  /**
   * A source over a buffer's remaining bytes: they are read and written in place, and their number
   * does not change. Writes beyond the end fail with {@code ERROR_HANDLE_DISK_FULL}.
   *
   * @param buffer the bytes, from its position to its limit; neither is moved
   * @return the source: seekable and readable, and writable unless the buffer is read-only
   */
  static ByteStreamSource of(ByteBuffer buffer) {
    return MediaFoundationProvider.get().sourceOf(buffer);
  }

  /**
   * A source over an input stream. It is read on a daemon thread, or on the calling thread when
   * that waits for the bytes anyway. Closing the source closes the stream, also while it is read.
   *
   * @param stream the stream
   * @return the source: readable, not seekable, of unknown length
   */
  static ByteStreamSource of(InputStream stream) {
    return MediaFoundationProvider.get().sourceOf(stream);
  }

  /**
   * A source over a function that gives ranges of bytes, from another machine for example, or
   * decrypted.
   *
   * @param length how many bytes there are; −1 if that is not known, and then an empty range is the
   *     end
   * @param ranges gives the bytes of a range
   * @return the source: readable and seekable, {@link Capability#REMOTE} and {@link
   *     Capability#HAS_SLOW_SEEK}
   * @throws IllegalArgumentException if the length is below −1
   */
  static ByteStreamSource ofRanges(long length, RangeReader ranges) {
    return MediaFoundationProvider.get().sourceOf(length, ranges);
  }

  /**
   * A source whose reads and writes block: each is made on a thread of the executor, or on the
   * calling thread when that waits for it anyway.
   *
   * @param source reads and writes; several at a time if the executor has several threads
   * @param executor where they are made
   * @return the source
   */
  static ByteStreamSource blocking(Blocking source, Executor executor) {
    return MediaFoundationProvider.get().sourceOf(source, executor);
  }

  /** Gives ranges of bytes; see {@link ByteStreamSource#ofRanges}. */
  @FunctionalInterface
  interface RangeReader {
    /**
     * Starts to get the bytes of a range.
     *
     * @param position the first byte
     * @param length how many are wanted, 1 or more; where the length of the source is known, there
     *     are as many
     * @return completes with the bytes, {@code length} at most; fewer are fine, none are the end
     * @throws IOException if that failed at once
     */
    CompletionStage<ByteBuffer> read(long position, int length) throws IOException;
  }

  /**
   * A source whose methods return when they are done; see {@link ByteStreamSource#blocking}. Each
   * method is as its namesake there.
   */
  interface Blocking {
    /**
     * As {@link ByteStreamSource#capabilities}.
     *
     * @return the capabilities
     */
    Set<Capability> capabilities();

    /**
     * As {@link ByteStreamSource#length}.
     *
     * @return the length in bytes, or −1
     * @throws IOException if it could not be found out
     */
    long length() throws IOException;

    /**
     * Reads at a position.
     *
     * @param position where to read
     * @param destination receives the bytes
     * @return how many bytes were read: −1, or 0, when there are none
     * @throws IOException if the read failed
     */
    int read(ByteBuffer destination, long position) throws IOException;

    /**
     * Writes at a position.
     *
     * @param position where to write
     * @param source the bytes
     * @return how many bytes were written; 0 when no more can be
     * @throws IOException if the write failed
     */
    default int write(ByteBuffer source, long position) throws IOException {
      throw new UnsupportedOperationException("this source cannot be written");
    }

    /**
     * As {@link ByteStreamSource#setLength}.
     *
     * @param length the new length in bytes
     * @throws IOException if that failed
     */
    default void setLength(long length) throws IOException {
      throw new UnsupportedOperationException("the length of this source cannot be set");
    }

    /**
     * As {@link ByteStreamSource#flush}.
     *
     * @throws IOException if that failed
     */
    default void flush() throws IOException {}

    /**
     * As {@link ByteStreamSource#close}.
     *
     * @throws IOException if closing failed
     */
    default void close() throws IOException {}
  }
}
