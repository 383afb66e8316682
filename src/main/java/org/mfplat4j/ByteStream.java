package org.mfplat4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A file as Media Foundation sees it, {@code IMFByteStream}: bytes with one position, read
 * synchronously or by pairs of Begin and End.
 *
 * <p><b>Position.</b> {@link #beginRead} fixes the range that it reads and moves the position
 * behind it at once, so that reads which begin one after the other cover consecutive ranges, in
 * whatever order they complete. That holds for every stream and on every platform. Where the native
 * stream is not known to take its position when a transfer begins, transfers take turns: {@link
 * Platform#positions()}. While some wait there, {@link #position()} is where they will leave it if
 * they bring all that they ask for, and a seek takes effect behind them. The position may lie
 * beyond the end; reads there give 0 bytes.
 *
 * <p><b>Sharing.</b> All streams of this library over one native stream, borrowed ones and wrappers
 * included, have one position, and keep each other's transfers apart. Native code that has the
 * pointer does not take part in that: while transfers of this library are pending, it must neither
 * use nor move the position, or ranges are not what they should be. A transfer with a position of
 * its own may have the native position elsewhere until it has completed. While nothing is pending,
 * the native position is the stream's, and native code may do with it as it likes.
 *
 * <p><b>Threading.</b> Any thread may call any method, also while reads are pending.
 *
 * <p><b>Lifetime.</b> The caller of {@link MediaFoundation#openFile} closes the stream. Pending
 * operations outlive that: see {@link #close}.
 *
 * <p><b>Errors.</b> Beside what the methods name: {@link ClosedChannelException} on a closed
 * stream, {@link IllegalStateException} when the platform is shut down ({@code MF_E_SHUTDOWN}), and
 * {@link MediaFoundationException} for codes that Java has no exception for.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfbytestream">Microsoft:
 *     IMFByteStream</a>
 */
public interface ByteStream extends AutoCloseable {
  /**
   * Whether the stream can be used.
   *
   * @return false once {@link #close} was called
   */
  boolean isOpen();

  /**
   * The file behind the stream.
   *
   * @return the path as it was given when the file was opened; that of a temporary file; empty for
   *     a stream that this library did not open from a path
   */
  Optional<Path> path();

  /**
   * Begins to read from the position into the buffer's remaining bytes, {@code BeginRead}.
   *
   * <p>A direct buffer is read into in place. If it is of an {@code Arena}, do not close the arena
   * before the read has ended: native code would write to memory that is somebody else's by then,
   * or the read fails with {@code E_POINTER} where the memory is gone. Nothing can do that to a
   * buffer of {@link MediaFoundation#allocateBuffer}. An arena that is closed already, or confined
   * to another thread, is refused as {@code FileChannel} refuses it. For a heap buffer the bytes
   * take a pooled direct buffer and are copied by {@link #endRead}. Either way do not touch the
   * buffer, its limit included, until the read has ended; its position moves then, by the count of
   * bytes.
   *
   * <p>At the end of the file the read succeeds with 0 bytes, near it with fewer than asked for.
   *
   * @param destination receives the bytes, from its position to its limit; may have none left, and
   *     then the callback is invoked all the same
   * @param callback is invoked exactly once, on a thread of the platform, unless this method
   *     throws; kept reachable until then
   * @param state what {@link AsyncResult#state} gives back
   * @throws IllegalArgumentException if the buffer is read-only, or the callback names a queue that
   *     was closed ({@code MF_E_INVALID_WORKQUEUE})
   * @throws IOException if the read could not begin; then nothing is invoked
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-beginread">Microsoft:
   *     IMFByteStream::BeginRead</a>
   */
  void beginRead(ByteBuffer destination, AsyncCallback callback, @Nullable Object state)
      throws IOException;

  /**
   * As {@link #beginRead(ByteBuffer, AsyncCallback, Object)}, without a state.
   *
   * @param destination receives the bytes
   * @param callback is invoked exactly once, unless this method throws
   * @throws IOException if the read could not begin; then nothing is invoked
   */
  default void beginRead(ByteBuffer destination, AsyncCallback callback) throws IOException {
    beginRead(destination, callback, null);
  }

  /**
   * Begins to read from a position of its own: as {@link #beginRead(ByteBuffer, AsyncCallback,
   * Object)}, but the stream's position is neither used nor moved. To be ended by {@link #endRead}.
   *
   * <p>Many threads may do so on one stream. Where transfers overlap, the portable engine needs no
   * lock for that, and elsewhere a lock of the stream is held while the position is moved, the read
   * begun, and the position moved back. Where transfers take turns, {@link Platform#positions()},
   * the next one begins when the callback of the one before is about to be invoked, on its queue:
   * do not block a queue that such a callback goes to until another transfer of the stream has
   * completed, since that may wait for ever.
   *
   * @param destination receives the bytes, from its position to its limit
   * @param position where to read, in bytes from the beginning, 0 or more; at or beyond the end 0
   *     bytes come
   * @param callback is invoked exactly once, unless this method throws
   * @param state what {@link AsyncResult#state} gives back
   * @throws IllegalArgumentException if the position is negative; else as without a position
   * @throws IOException if the read could not begin; then nothing is invoked
   */
  void beginRead(
      ByteBuffer destination, long position, AsyncCallback callback, @Nullable Object state)
      throws IOException;

  /**
   * As {@link #beginRead(ByteBuffer, long, AsyncCallback, Object)}, without a state.
   *
   * @param destination receives the bytes
   * @param position where to read, in bytes from the beginning, 0 or more
   * @param callback is invoked exactly once, unless this method throws
   * @throws IllegalArgumentException if the position is negative
   * @throws IOException if the read could not begin; then nothing is invoked
   */
  default void beginRead(ByteBuffer destination, long position, AsyncCallback callback)
      throws IOException {
    beginRead(destination, position, callback, null);
  }

  /**
   * Ends a read, {@code EndRead}: gives its outcome and moves the buffer's position. Exactly once
   * for each read, inside {@link AsyncCallback#invoke} or later, also after {@link #close}.
   *
   * @param result the result that the callback received
   * @return how many bytes were read; 0 at the end of the file
   * @throws IllegalArgumentException {@code E_INVALIDARG}: the result belongs to another stream or
   *     to another kind of operation, for which it stays valid
   * @throws IllegalStateException {@code E_INVALIDARG}: this read was ended, or its result closed,
   *     before
   * @throws java.nio.channels.AsynchronousCloseException if the stream was closed before the read
   *     was done
   * @throws java.util.concurrent.CancellationException if the read was cancelled otherwise
   * @throws java.nio.channels.NonReadableChannelException {@code E_ACCESSDENIED}: the stream was
   *     opened for writing only
   * @throws IOException if the read failed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-endread">Microsoft:
   *     IMFByteStream::EndRead</a>
   */
  int endRead(AsyncResult result) throws IOException;

  /**
   * Reads from the position into the buffer's remaining bytes and moves both positions by the
   * count, {@code Read}. Blocks until all bytes are there or the file ends.
   *
   * @param destination receives the bytes
   * @return how many bytes were read; 0 at the end of the file
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws java.nio.channels.NonReadableChannelException {@code E_ACCESSDENIED}: the stream was
   *     opened for writing only
   * @throws IllegalStateException as {@link #read(ByteBuffer, long)} does
   * @throws IOException if the read failed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-read">Microsoft:
   *     IMFByteStream::Read</a>
   */
  int read(ByteBuffer destination) throws IOException;

  /**
   * Reads from a position of its own, as {@link #beginRead(ByteBuffer, long, AsyncCallback,
   * Object)} does; blocks as {@link #read(ByteBuffer)} does.
   *
   * @param destination receives the bytes
   * @param position where to read, in bytes from the beginning, 0 or more
   * @return how many bytes were read; 0 at the end of the file or beyond
   * @throws IllegalArgumentException if the position is negative, or the buffer is read-only
   * @throws IllegalStateException where transfers take turns, in a callback while asynchronous
   *     transfers are pending on this stream: it would wait for them, and they perhaps for it
   * @throws IOException if the read failed
   */
  int read(ByteBuffer destination, long position) throws IOException;

  /**
   * Reads from the position as {@link #beginRead(ByteBuffer, AsyncCallback, Object)} does, with a
   * future that ends the read and completes with the count, {@link FutureOptions#DEFAULT}.
   *
   * @param destination receives the bytes; is in use until the future completes
   * @return the future, see {@link #readAsync(ByteBuffer, FutureOptions)}
   */
  CompletableFuture<Integer> readAsync(ByteBuffer destination);

  /**
   * Reads from the position, with a future that ends the read. What {@link #beginRead} or {@link
   * #endRead} would throw is what the future fails with, itself and not wrapped; only mistakes in
   * the arguments are thrown here.
   *
   * <p><b>Lifetime.</b> The buffer is in use until the future completes, which it never does before
   * native code is done. So no other code can complete it: its {@code complete}, {@code
   * obtrudeValue} and the like throw {@link UnsupportedOperationException}. Futures that depend on
   * it are plain.
   *
   * <p><b>Cancelling.</b> {@code cancel} asks this one read to stop, waits up to half a second for
   * the answer, and tells the truth: true, and a {@link
   * java.util.concurrent.CancellationException}, only if the read was really stopped. The portable
   * engine stops what has not begun, and with io_uring also what waits for the disk. Media
   * Foundation on Windows has no such thing, only {@link SeekFlag#CANCEL_PENDING_IO} and {@link
   * #close} for all at once: there the answer is false, and the read goes on. Where transfers take
   * turns, one that waits for its turn is stopped; those behind it keep their ranges. Timeouts are
   * as honest, see {@link FutureOptions#timeout}.
   *
   * @param destination receives the bytes
   * @param options where the future completes, and how long the read may take
   * @return the count of bytes, 0 at the end of the file; complete when the buffer holds them and
   *     its position has moved
   * @throws IllegalArgumentException if the buffer is read-only
   */
  CompletableFuture<Integer> readAsync(ByteBuffer destination, FutureOptions options);

  /**
   * Reads from a position of its own, as {@link #beginRead(ByteBuffer, long, AsyncCallback,
   * Object)} does, with a future that ends the read.
   *
   * @param destination receives the bytes; is in use until the future completes
   * @param position where to read, in bytes from the beginning, 0 or more
   * @return the future, see {@link #readAsync(ByteBuffer, FutureOptions)}
   * @throws IllegalArgumentException if the position is negative, or the buffer is read-only
   */
  CompletableFuture<Integer> readAsync(ByteBuffer destination, long position);

  /**
   * As {@link #readAsync(ByteBuffer, long)}, with options.
   *
   * @param destination receives the bytes; is in use until the future completes
   * @param position where to read, in bytes from the beginning, 0 or more
   * @param options where the future completes, and how long the read may take
   * @return the future, see {@link #readAsync(ByteBuffer, FutureOptions)}
   * @throws IllegalArgumentException if the position is negative, or the buffer is read-only
   */
  CompletableFuture<Integer> readAsync(
      ByteBuffer destination, long position, FutureOptions options);

  /**
   * Begins to write the buffer's remaining bytes at the position, {@code BeginWrite}.
   *
   * <p>A direct buffer is written from in place; do not change it until the write has ended. A heap
   * buffer is copied now. Either way the buffer's position moves when the write ends, by the count
   * of bytes. The stream's position moves at once; beyond the end of the file, a gap of zeros is
   * left.
   *
   * <p>On Wine 8 this is refused: there a write that begins never completes, and stops the queue
   * {@link WorkQueue#STANDARD} for ever. {@link #write} works.
   *
   * @param source the bytes, from its position to its limit
   * @param callback is invoked exactly once, on a thread of the platform, unless this method
   *     throws; kept reachable until then
   * @param state what {@link AsyncResult#state} gives back
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: the callback names a queue
   *     that was closed
   * @throws UnsupportedOperationException on a Wine whose BeginWrite does not work
   * @throws IOException if the write could not begin; then nothing is invoked
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-beginwrite">Microsoft:
   *     IMFByteStream::BeginWrite</a>
   */
  void beginWrite(ByteBuffer source, AsyncCallback callback, @Nullable Object state)
      throws IOException;

  /**
   * As {@link #beginWrite(ByteBuffer, AsyncCallback, Object)}, without a state.
   *
   * @param source gives the bytes
   * @param callback is invoked exactly once, unless this method throws
   * @throws IOException if the write could not begin; then nothing is invoked
   */
  default void beginWrite(ByteBuffer source, AsyncCallback callback) throws IOException {
    beginWrite(source, callback, null);
  }

  /**
   * Begins to write at a position of its own: as {@link #beginWrite(ByteBuffer, AsyncCallback,
   * Object)}, but the stream's position is neither used nor moved. To be ended by {@link
   * #endWrite}. What {@link #beginRead(ByteBuffer, long, AsyncCallback, Object)} says about threads
   * holds.
   *
   * @param source the bytes, from its position to its limit
   * @param position where to write, in bytes from the beginning, 0 or more; beyond the end of the
   *     file a gap of zeros is left
   * @param callback is invoked exactly once, unless this method throws
   * @param state what {@link AsyncResult#state} gives back
   * @throws IllegalArgumentException if the position is negative; else as without a position
   * @throws UnsupportedOperationException on a Wine whose BeginWrite does not work
   * @throws IOException if the write could not begin; then nothing is invoked
   */
  void beginWrite(ByteBuffer source, long position, AsyncCallback callback, @Nullable Object state)
      throws IOException;

  /**
   * As {@link #beginWrite(ByteBuffer, long, AsyncCallback, Object)}, without a state.
   *
   * @param source gives the bytes
   * @param position where to write, in bytes from the beginning, 0 or more
   * @param callback is invoked exactly once, unless this method throws
   * @throws IllegalArgumentException if the position is negative
   * @throws IOException if the write could not begin; then nothing is invoked
   */
  default void beginWrite(ByteBuffer source, long position, AsyncCallback callback)
      throws IOException {
    beginWrite(source, position, callback, null);
  }

  /**
   * Ends a write, {@code EndWrite}: gives its outcome and moves the buffer's position. Exactly once
   * for each write, inside {@link AsyncCallback#invoke} or later, also after {@link #close}.
   *
   * @param result the result that the callback received
   * @return how many bytes were written
   * @throws IllegalArgumentException {@code E_INVALIDARG}: the result belongs to another stream or
   *     to another kind of operation, for which it stays valid
   * @throws IllegalStateException {@code E_INVALIDARG}: this write was ended, or its result closed,
   *     before
   * @throws java.nio.channels.AsynchronousCloseException if the stream was closed before the write
   *     was done
   * @throws java.util.concurrent.CancellationException if the write was cancelled otherwise
   * @throws java.nio.channels.NonWritableChannelException {@code E_ACCESSDENIED}: the stream was
   *     opened for reading only
   * @throws IOException if the write failed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-endwrite">Microsoft:
   *     IMFByteStream::EndWrite</a>
   */
  int endWrite(AsyncResult result) throws IOException;

  /**
   * Writes the buffer's remaining bytes at the position and moves both positions by the count,
   * {@code Write}. Blocks until all bytes are written; beyond the end of the file, a gap of zeros
   * is left.
   *
   * @param source the bytes
   * @return how many bytes were written
   * @throws java.nio.channels.NonWritableChannelException {@code E_ACCESSDENIED}: the stream was
   *     opened for reading only
   * @throws IllegalStateException as {@link #read(ByteBuffer, long)} does
   * @throws IOException if the write failed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-write">Microsoft:
   *     IMFByteStream::Write</a>
   */
  int write(ByteBuffer source) throws IOException;

  /**
   * Writes at a position of its own, as {@link #beginWrite(ByteBuffer, long, AsyncCallback,
   * Object)} does; blocks as {@link #write(ByteBuffer)} does.
   *
   * @param source the bytes
   * @param position where to write, in bytes from the beginning, 0 or more
   * @return how many bytes were written
   * @throws IllegalArgumentException if the position is negative
   * @throws IllegalStateException as {@link #read(ByteBuffer, long)} does
   * @throws IOException if the write failed
   */
  int write(ByteBuffer source, long position) throws IOException;

  /**
   * Writes at the position, with a future that ends the write and completes with the count, {@link
   * FutureOptions#DEFAULT}.
   *
   * @param source the bytes; do not change them until the future completes
   * @return the future, see {@link #writeAsync(ByteBuffer, FutureOptions)}
   */
  CompletableFuture<Integer> writeAsync(ByteBuffer source);

  /**
   * Writes at the position, with a future that ends the write. What {@link #readAsync(ByteBuffer,
   * FutureOptions)} says about failures, cancelling and the buffer holds; a write that was stopped
   * may have written some of its bytes.
   *
   * @param source the bytes; do not change them until the future completes
   * @param options where the future completes, and how long the write may take
   * @return the count of bytes; fails with {@link UnsupportedOperationException} on a Wine whose
   *     BeginWrite does not work
   */
  CompletableFuture<Integer> writeAsync(ByteBuffer source, FutureOptions options);

  /**
   * Writes at a position of its own, as {@link #beginWrite(ByteBuffer, long, AsyncCallback,
   * Object)} does, with a future that ends the write.
   *
   * @param source the bytes; do not change them until the future completes
   * @param position where to write, in bytes from the beginning, 0 or more
   * @return the future, see {@link #writeAsync(ByteBuffer, FutureOptions)}
   * @throws IllegalArgumentException if the position is negative
   */
  CompletableFuture<Integer> writeAsync(ByteBuffer source, long position);

  /**
   * As {@link #writeAsync(ByteBuffer, long)}, with options.
   *
   * @param source the bytes; do not change them until the future completes
   * @param position where to write, in bytes from the beginning, 0 or more
   * @param options where the future completes, and how long the write may take
   * @return the future, see {@link #writeAsync(ByteBuffer, FutureOptions)}
   * @throws IllegalArgumentException if the position is negative
   */
  CompletableFuture<Integer> writeAsync(ByteBuffer source, long position, FutureOptions options);

  /**
   * Changes the length of the file, {@code SetLength}: cuts it, or extends it by zeros. The
   * position stays where it is, perhaps beyond the end.
   *
   * @param length the new length in bytes, 0 or more
   * @throws IllegalArgumentException if the length is negative
   * @throws java.nio.channels.NonWritableChannelException {@code E_ACCESSDENIED}: the stream was
   *     opened for reading only
   * @throws UnsupportedOperationException on Wine 8, which has no SetLength for files
   * @throws IllegalStateException as {@link #read(ByteBuffer, long)} does
   * @throws IOException if the length could not be changed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-setlength">Microsoft:
   *     IMFByteStream::SetLength</a>
   */
  void length(long length) throws IOException;

  /**
   * Writes out what was written to the stream, {@code Flush}. Blocks. Has no effect on a stream
   * that was opened for reading only.
   *
   * <p>On Linux the bytes are on the device when this returns, and so is the length of the file
   * ({@code fdatasync}): they outlive a loss of power, as far as the device tells the truth. The
   * name of a new file in its folder is not part of that. On Windows, Media Foundation promises
   * that its own buffers have gone to the file. Whether the system has written its cache to the
   * device, it does not say: where that matters, {@link java.nio.channels.FileChannel#force} on the
   * same file does it. A stream written in Java does what {@link ByteStreamSource#flush} does.
   *
   * @throws UnsupportedOperationException on Wine 8, which has no Flush for files
   * @throws IOException if the data could not be written
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-flush">Microsoft:
   *     IMFByteStream::Flush</a>
   */
  void flush() throws IOException;

  /**
   * The length of the file now, {@code GetLength}. Linux says 0 for files of /proc, and 4096 for
   * those of /sys, whatever bytes they have: read such a file until a read gives no bytes.
   *
   * @return the length in bytes; −1 if it is not known, which does not happen for files
   * @throws IOException if the length could not be found out
   */
  long length() throws IOException;

  /**
   * The position, {@code GetCurrentPosition}.
   *
   * @return the position in bytes from the beginning
   * @throws IOException if the stream is closed
   */
  long position() throws IOException;

  /**
   * Moves the position, {@code SetCurrentPosition}. Reads that are pending go on with their own
   * ranges.
   *
   * @param position the new position in bytes from the beginning, 0 or more. Beyond the end is
   *     fine: Microsoft's documentation has {@code E_INVALIDARG} for that, Windows accepts it
   * @throws IllegalArgumentException if the position is negative
   * @throws IOException if the stream is closed
   */
  void position(long position) throws IOException;

  /**
   * Moves the position by an offset, {@code Seek}. Reads that are pending go on with their own
   * ranges.
   *
   * @param origin where the offset counts from
   * @param offset how far, in bytes; may be negative
   * @param flags wishes
   * @return the new position
   * @throws IllegalArgumentException if the new position would be negative; it stays where it is
   *     then
   * @throws IOException if the stream is closed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-seek">Microsoft:
   *     IMFByteStream::Seek</a>
   */
  long seek(SeekOrigin origin, long offset, SeekFlag... flags) throws IOException;

  /**
   * Whether the position is at or beyond the end, {@code IsEndOfStream}. Where Linux does not know
   * the length of a file, as in /proc and /sys, its end is known once a read has met it.
   *
   * @return true if nothing is left to read
   * @throws IOException if the stream is closed
   */
  boolean isEndOfStream() throws IOException;

  /**
   * What this stream can do, {@code GetCapabilities}.
   *
   * @return the capabilities; flags that this library does not know are left out
   * @throws IOException if the stream is closed
   */
  Set<Capability> capabilities() throws IOException;

  /**
   * What this stream says of itself, {@code IMFAttributes}: the name that it was opened by, its
   * content type, and whatever somebody sets.
   *
   * @return the attributes, as long as the stream is open; each call gives a view of the same
   */
  Attributes attributes();

  /**
   * A stream with a Close of its own, {@code MFCreateMFByteStreamWrapper}: for code that closes
   * what it is given. Everything else passes through, to the same position and the same attributes.
   *
   * <p>Closing the wrapper closes only the wrapper: operations that are pending on it go on, and
   * can be ended. Closing this stream ends the use of both. (On Wine 8, which has no Close on
   * files, the wrapper can still be used then.)
   *
   * @return the wrapper, to be closed by the caller; it keeps this stream reachable
   * @throws IOException if the stream is closed, or the wrapper could not be made
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatemfbytestreamwrapper">Microsoft:
   *     MFCreateMFByteStreamWrapper</a>
   */
  ByteStream wrapper() throws IOException;

  /**
   * This stream as an {@link InputStream}: a view, which reads at the stream's position, moves it,
   * and closes the stream when it is closed. It can be marked; {@code skip} stops at the end of the
   * file. Nothing is buffered: wrap it in a {@code BufferedInputStream} to read byte by byte.
   *
   * @return the view, for one thread at a time
   */
  InputStream asInputStream();

  /**
   * This stream as an {@link OutputStream}: a view, which writes at the stream's position, moves
   * it, and closes the stream when it is closed. Nothing is buffered, so that its {@code flush} has
   * nothing to do; {@link #flush()} brings the bytes to the disk.
   *
   * @return the view, for one thread at a time
   */
  OutputStream asOutputStream();

  /**
   * This stream as a {@link SeekableByteChannel}: a view with the stream's position, which closes
   * the stream when it is closed. It writes whole buffers. {@code truncate} needs {@link
   * #length(long)}, which Wine 8 does not have.
   *
   * @return the view, for any thread
   */
  SeekableByteChannel asChannel();

  /**
   * This stream as an {@link AsynchronousByteChannel}: a view with the stream's position, which
   * closes the stream when it is closed. One read and one write may be pending; what has not been
   * done when the stream is closed ends with an {@link
   * java.nio.channels.AsynchronousCloseException}.
   *
   * <p>Handlers run on {@link WorkQueue#MULTITHREADED}, never inside the method that began the
   * operation. Its futures cannot be cancelled: {@code cancel} does nothing and returns false,
   * since the transfer has the buffer until it is done; close the channel instead. On Wine 8, whose
   * {@link #beginWrite} does not work, the queue's thread writes synchronously.
   *
   * @return the view, for any thread. Its methods throw {@link IllegalStateException} or {@link
   *     java.util.concurrent.RejectedExecutionException} when the platform is shut down
   */
  AsynchronousByteChannel asAsynchronousChannel();

  /**
   * This stream as a {@link Flow.Publisher}: reads from the position to the end, on demand, and
   * gives each of the buffers to its subscriber for good. At most one buffer is read ahead of the
   * one that the subscriber is busy with, and none that was not requested; so that the end is
   * found, as many must be requested as there are, and one more.
   *
   * <p>There is one subscriber: others get an {@link IllegalStateException} by {@code onError}.
   * Signals come on {@link WorkQueue#MULTITHREADED}. A failed read is an {@code onError}. The
   * stream stays open, also at the end and after a {@code cancel}, which does not interrupt a read
   * that has begun; its position is then behind that read. Do not move the position meanwhile.
   *
   * @param bufferSize how many bytes each buffer has but the last, 1 or more
   * @return the publisher
   * @throws IllegalArgumentException if the size is 0 or less
   */
  Flow.Publisher<ByteBuffer> asPublisher(int bufferSize);

  /**
   * Closes the stream, {@code Close}: nothing new begins, the file is free for others, and reads
   * that are pending are stopped where that is possible. Each of them still invokes its callback
   * exactly once, with its data if it was done, else with {@link HResult#OPERATION_ABORTED}, and
   * can be ended. The native stream is released when the last of them has ended.
   *
   * <p>Idempotent, does not block, and may be called from a callback. (Wine 8 has no Close on
   * files: there pending reads complete with their data, and the file is free once the last has
   * ended.)
   *
   * @throws IOException if closing failed; the stream is closed all the same
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-close">Microsoft:
   *     IMFByteStream::Close</a>
   */
  @Override
  void close() throws IOException;
}
