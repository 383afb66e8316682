package org.mfplat4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.PendingTransfer.Kind;
import org.mfplat4j.internal.CountOrError;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.LeakNet;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.NativeLibrary;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperations;

/**
 * A file as Media Foundation sees it, {@code IMFByteStream}: bytes with one position, read
 * synchronously or by pairs of Begin and End.
 *
 * <p><b>Position.</b> {@link #beginRead} fixes the range that it reads and moves the position
 * behind it at once, so that reads which begin one after the other cover consecutive ranges, in
 * whatever order they complete. (Wine 8 takes the position when it executes the read.) The position
 * may lie beyond the end; reads there give 0 bytes.
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
public final class ByteStream implements AutoCloseable {
  private final NativeHandle handle;
  private final String subject;
  private final AccessMode access;
  private final Cleaner.Cleanable cleanable;

  /** Takes over one reference to the native stream. */
  ByteStream(long address, String subject, AccessMode access) {
    this.handle = NativeHandle.ofObject(address);
    this.subject = subject;
    this.access = access;
    this.cleanable =
        LeakNet.watch(this, new Unclosed(handle, subject, LeakNet.creation(toString())));
  }

  /**
   * Begins to read from the position into the buffer's remaining bytes, {@code BeginRead}.
   *
   * <p>A direct buffer is read into in place; one of an {@code Arena} must not be freed meanwhile.
   * For a heap buffer the bytes take a pooled direct buffer and are copied by {@link #endRead}.
   * Either way do not touch the buffer, its limit included, until the read has ended; its position
   * moves then, by the count of bytes.
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
  public void beginRead(ByteBuffer destination, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    Objects.requireNonNull(destination, "destination");
    begin(Kind.READ, () -> TransferBuffer.forRead(destination), callback, state);
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
  public int endRead(AsyncResult result) throws IOException {
    return end(Kind.READ, result);
  }

  /**
   * Reads from the position into the buffer's remaining bytes and moves both positions by the
   * count, {@code Read}. Blocks until all bytes are there or the file ends.
   *
   * @param destination receives the bytes
   * @return how many bytes were read; 0 at the end of the file
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws java.nio.channels.NonReadableChannelException {@code E_ACCESSDENIED}: the stream was
   *     opened for writing only
   * @throws IOException if the read failed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-read">Microsoft:
   *     IMFByteStream::Read</a>
   */
  public int read(ByteBuffer destination) throws IOException {
    Objects.requireNonNull(destination, "destination");
    return transfer("Read", Kind.READ, Natives::read, () -> TransferBuffer.forRead(destination));
  }

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
  public void beginWrite(ByteBuffer source, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    Objects.requireNonNull(source, "source");
    String defect = beginWriteDefect();
    if (defect != null) {
      throw new UnsupportedOperationException(
          "BeginWrite on \"" + subject + "\" was not tried: " + defect);
    }
    begin(Kind.WRITE, () -> TransferBuffer.forWrite(source), callback, state);
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
  public int endWrite(AsyncResult result) throws IOException {
    return end(Kind.WRITE, result);
  }

  /**
   * Writes the buffer's remaining bytes at the position and moves both positions by the count,
   * {@code Write}. Blocks until all bytes are written; beyond the end of the file, a gap of zeros
   * is left.
   *
   * @param source the bytes
   * @return how many bytes were written
   * @throws java.nio.channels.NonWritableChannelException {@code E_ACCESSDENIED}: the stream was
   *     opened for reading only
   * @throws IOException if the write failed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-write">Microsoft:
   *     IMFByteStream::Write</a>
   */
  public int write(ByteBuffer source) throws IOException {
    Objects.requireNonNull(source, "source");
    return transfer("Write", Kind.WRITE, Natives::write, () -> TransferBuffer.forWrite(source));
  }

  /**
   * Changes the length of the file, {@code SetLength}: cuts it, or extends it by zeros. The
   * position stays where it is, perhaps beyond the end.
   *
   * @param length the new length in bytes, 0 or more
   * @throws IllegalArgumentException if the length is negative
   * @throws java.nio.channels.NonWritableChannelException {@code E_ACCESSDENIED}: the stream was
   *     opened for reading only
   * @throws UnsupportedOperationException on Wine 8, which has no SetLength for files
   * @throws IOException if the length could not be changed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-setlength">Microsoft:
   *     IMFByteStream::SetLength</a>
   */
  public void length(long length) throws IOException {
    if (length < 0) {
      throw new IllegalArgumentException("the length is negative: " + length);
    }
    acquire("SetLength");
    try {
      checkWrite(Natives.setLength(handle.value(), length), "SetLength");
    } finally {
      handle.release();
    }
  }

  /**
   * Brings what was written to the disk, {@code Flush}. Blocks; has no effect on a stream that was
   * opened for reading only.
   *
   * @throws UnsupportedOperationException on Wine 8, which has no Flush for files
   * @throws IOException if the data could not be written
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-flush">Microsoft:
   *     IMFByteStream::Flush</a>
   */
  public void flush() throws IOException {
    acquire("Flush");
    try {
      checkWrite(Natives.flush(handle.value()), "Flush");
    } finally {
      handle.release();
    }
  }

  /**
   * The length of the file now, {@code GetLength}.
   *
   * @return the length in bytes; −1 if it is not known, which does not happen for files
   * @throws IOException if the length could not be found out
   */
  public long length() throws IOException {
    return get("GetLength", Natives::getLength);
  }

  /**
   * The position, {@code GetCurrentPosition}.
   *
   * @return the position in bytes from the beginning
   * @throws IOException if the stream is closed
   */
  public long position() throws IOException {
    return get("GetCurrentPosition", Natives::getCurrentPosition);
  }

  /**
   * Moves the position, {@code SetCurrentPosition}. Reads that are pending go on with their own
   * ranges.
   *
   * @param position the new position in bytes from the beginning, 0 or more. Beyond the end is
   *     fine: Microsoft's documentation has {@code E_INVALIDARG} for that, Windows accepts it
   * @throws IllegalArgumentException if the position is negative
   * @throws IOException if the stream is closed
   */
  public void position(long position) throws IOException {
    if (position < 0) {
      throw new IllegalArgumentException("the position is negative: " + position);
    }
    acquire("SetCurrentPosition");
    try {
      Failures.check(
          Natives.setCurrentPosition(handle.value(), position), "SetCurrentPosition", subject);
    } finally {
      handle.release();
    }
  }

  /**
   * Moves the position by an offset, {@code Seek}. Reads that are pending go on with their own
   * ranges.
   *
   * @param origin where the offset counts from
   * @param offset how far, in bytes; may be negative
   * @return the new position
   * @throws IllegalArgumentException if the new position would be negative; it stays where it is
   *     then
   * @throws IOException if the stream is closed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-seek">Microsoft:
   *     IMFByteStream::Seek</a>
   */
  public long seek(SeekOrigin origin, long offset, SeekFlag... flags) throws IOException {
    Objects.requireNonNull(origin, "origin");
    acquire("Seek");
    try {
      rejectImpossibleTarget(origin, offset);
      int flagBits = 0;
      for (SeekFlag flag : flags) {
        flagBits |= flag.value();
      }
      long[] position = new long[1];
      Failures.check(
          Natives.seek(handle.value(), origin.value(), offset, flagBits, position),
          "Seek",
          subject);
      return position[0];
    } finally {
      handle.release();
    }
  }

  /**
   * Whether the position is at or beyond the end, {@code IsEndOfStream}.
   *
   * @return true if nothing is left to read
   * @throws IOException if the stream is closed
   */
  public boolean isEndOfStream() throws IOException {
    acquire("IsEndOfStream");
    try {
      int[] end = new int[1];
      Failures.check(Natives.isEndOfStream(handle.value(), end), "IsEndOfStream", subject);
      return end[0] != 0;
    } finally {
      handle.release();
    }
  }

  /**
   * What this stream can do, {@code GetCapabilities}.
   *
   * @return the capabilities; flags that this library does not know are left out
   * @throws IOException if the stream is closed
   */
  public Set<Capability> capabilities() throws IOException {
    long bits = get("GetCapabilities", Natives::getCapabilities);
    EnumSet<Capability> capabilities = EnumSet.noneOf(Capability.class);
    for (Capability capability : Capability.values()) {
      if ((bits & capability.value()) != 0) {
        capabilities.add(capability);
      }
    }
    return Collections.unmodifiableSet(capabilities);
  }

  /**
   * This stream as an {@link InputStream}: a view, which reads at the stream's position, moves it,
   * and closes the stream when it is closed. It can be marked; {@code skip} stops at the end of the
   * file. Nothing is buffered: wrap it in a {@code BufferedInputStream} to read byte by byte.
   *
   * @return the view, for one thread at a time
   */
  public InputStream asInputStream() {
    return new InputView(this);
  }

  /**
   * This stream as an {@link OutputStream}: a view, which writes at the stream's position, moves
   * it, and closes the stream when it is closed. Nothing is buffered, so that its {@code flush} has
   * nothing to do; {@link #flush()} brings the bytes to the disk.
   *
   * @return the view, for one thread at a time
   */
  public OutputStream asOutputStream() {
    return new OutputView(this);
  }

  /**
   * This stream as a {@link SeekableByteChannel}: a view with the stream's position, which closes
   * the stream when it is closed. It writes whole buffers. {@code truncate} needs {@link
   * #length(long)}, which Wine 8 does not have.
   *
   * @return the view, for any thread
   */
  public SeekableByteChannel asChannel() {
    return new ChannelView(this);
  }

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
  public AsynchronousByteChannel asAsynchronousChannel() {
    return new AsynchronousChannelView(this);
  }

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
  public Flow.Publisher<ByteBuffer> asPublisher(int bufferSize) {
    return new PublisherView(this, bufferSize);
  }

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
  public void close() throws IOException {
    if (!handle.close()) {
      return;
    }
    int hr;
    try {
      hr = Natives.closeStream(handle.value());
    } finally {
      handle.release();
      cleanable.clean();
    }
    if (hr != HResultTable.E_NOTIMPL) {
      Failures.check(hr, "Close", subject);
    }
  }

  @Override
  public String toString() {
    return "ByteStream[" + subject + ", " + access + (handle.isClosed() ? ", closed]" : "]");
  }

  NativeHandle handle() {
    return handle;
  }

  /** What messages call this stream: the path as it was given. */
  String subject() {
    return subject;
  }

  /** Settles a transfer: its count, with the buffer brought up to date, or the exception for it. */
  int outcome(long packed, String operation, Kind kind, TransferBuffer buffer) throws IOException {
    int hr = CountOrError.hresult(packed);
    if (hr < 0 && hr != HResultTable.ERROR_HANDLE_EOF) {
      buffer.giveBack();
      throw failure(hr, operation, kind.needs());
    }
    // The end of the file is no failure, even where Win32 reports it as one; the count is 0 then.
    int count = CountOrError.count(packed);
    buffer.transferred(count);
    return count;
  }

  /** The exception for an operation that failed, with what this stream knows about the reason. */
  private IOException failure(int hr, String operation, AccessMode needed) {
    if (Failures.isCancelled(hr) && handle.isClosed()) {
      return Failures.closedMeanwhile(hr, operation, subject);
    }
    if (hr == HResultTable.E_ACCESSDENIED
        && needed == AccessMode.READ
        && access == AccessMode.WRITE) {
      throw Failures.notReadable(hr, operation, subject);
    }
    if (hr == HResultTable.E_ACCESSDENIED
        && needed == AccessMode.WRITE
        && access == AccessMode.READ) {
      throw Failures.notWritable(hr, operation, subject);
    }
    return Failures.failure(hr, operation, subject);
  }

  private void begin(
      Kind kind, Supplier<TransferBuffer> memory, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    Objects.requireNonNull(callback, "callback");
    CallbackParameters parameters =
        Objects.requireNonNull(callback.parameters(), "callback.parameters()");
    WorkQueue queue = parameters.queue();
    if (queue != null) {
      queue.acquire(kind.begin());
    }
    boolean begun = false;
    boolean acquired = false;
    TransferBuffer buffer = null;
    try {
      acquire(kind.begin());
      acquired = true;
      buffer = memory.get();
      PendingTransfer transfer = new PendingTransfer(kind, this, buffer, callback, state, queue);
      long id = PendingOperations.all().register(transfer);
      int hr =
          MediaFoundation.isStarted()
              ? kind.nativeBegin(
                  handle.value(),
                  buffer.address(),
                  buffer.size(),
                  id,
                  parameters.flagBits(),
                  parameters.queueId())
              : HResultTable.MF_E_SHUTDOWN;
      begun = hr >= 0;
      if (!begun) {
        PendingOperations.all().withdraw(id);
        throw failure(hr, kind.begin(), kind.needs());
      }
    } finally {
      // Begun, the leases and the buffer are the pending transfer's; it may have ended already.
      if (!begun) {
        if (buffer != null) {
          buffer.giveBack();
        }
        if (acquired) {
          handle.release();
        }
        if (queue != null) {
          queue.release();
        }
      }
    }
  }

  /** Why a write must not begin on this stream; null when it can. */
  private @Nullable String beginWriteDefect() throws ClosedChannelException {
    acquire("BeginWrite");
    try {
      return NativeLibrary.beginWriteDefect(handle.value());
    } finally {
      handle.release();
    }
  }

  private int end(Kind kind, AsyncResult result) throws IOException {
    if (result.completion() instanceof PendingTransfer transfer && transfer.is(kind, this)) {
      return transfer.end();
    }
    throw Failures.illegalArgument(
        kind.end(), subject, "the result is that of " + result.completion().describe());
  }

  @FunctionalInterface
  private interface NativeTransfer {
    long transfer(long stream, long buffer, int size);
  }

  private int transfer(
      String operation, Kind kind, NativeTransfer nativeTransfer, Supplier<TransferBuffer> memory)
      throws IOException {
    acquire(operation);
    try {
      TransferBuffer buffer = memory.get();
      // Used again below, so the user's buffer stays reachable while native code has its address.
      long packed = nativeTransfer.transfer(handle.value(), buffer.address(), buffer.size());
      return outcome(packed, operation, kind, buffer);
    } finally {
      handle.release();
    }
  }

  /** For operations that change the file. */
  private void checkWrite(int hr, String operation) throws IOException {
    if (hr < 0) {
      throw failure(hr, operation, AccessMode.WRITE);
    }
  }

  private void acquire(String operation) throws ClosedChannelException {
    if (!handle.acquire()) {
      throw Failures.closed(operation, subject);
    }
  }

  @FunctionalInterface
  private interface Getter {
    int get(long stream, long[] value);
  }

  private long get(String operation, Getter getter) throws IOException {
    acquire(operation);
    try {
      long[] value = new long[1];
      Failures.check(getter.get(handle.value(), value), operation, subject);
      return value[0];
    } finally {
      handle.release();
    }
  }

  /** Wine takes an impossible target and fails at the next read; the portable engine refuses it. */
  private void rejectImpossibleTarget(SeekOrigin origin, long offset) throws IOException {
    long from = origin == SeekOrigin.BEGIN ? 0 : position();
    // From a position of 0 or more, a sum that overflows is negative too.
    if (from + offset < 0) {
      throw Failures.illegalArgument(
          "Seek", subject, "there is no position " + from + " + " + offset);
    }
  }

  /** Closes a stream that was forgotten. Must not refer to the ByteStream. */
  private record Unclosed(NativeHandle handle, String subject, @Nullable Throwable creation)
      implements Runnable {
    @Override
    public void run() {
      if (handle.close()) {
        Natives.closeStream(handle.value());
        handle.release();
        LeakNet.report("The stream on \"" + subject + "\" was never closed", creation);
      }
    }
  }
}
