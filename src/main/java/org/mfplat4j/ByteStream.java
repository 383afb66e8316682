package org.mfplat4j;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.ComHandle;
import org.mfplat4j.internal.CountOrError;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.LeakNet;
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
  private final ComHandle handle;
  private final String subject;
  private final AccessMode access;
  private final Cleaner.Cleanable cleanable;

  /** Takes over one reference to the native stream. */
  ByteStream(long address, String subject, AccessMode access) {
    this.handle = new ComHandle(address);
    this.subject = subject;
    this.access = access;
    this.cleanable =
        LeakNet.watch(this, new Unclosed(handle, subject, LeakNet.creation(toString())));
  }

  /**
   * Begins to read from the position into the buffer's remaining bytes, {@code BeginRead}.
   *
   * <p>A direct buffer is read into in place; do not touch it until the read has ended. For a heap
   * buffer the bytes take a pooled direct buffer and are copied by {@link #endRead}. Either way the
   * buffer's position moves when the read ends, by the count of bytes.
   *
   * <p>At the end of the file the read succeeds with 0 bytes, near it with fewer than asked for.
   *
   * @param destination receives the bytes, from its position to its limit; may have none left, and
   *     then the callback is invoked all the same
   * @param callback is invoked exactly once, on a thread of the platform, unless this method
   *     throws; kept reachable until then
   * @param state what {@link AsyncResult#state} gives back
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws IOException if the read could not begin; then nothing is invoked
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-beginread">Microsoft:
   *     IMFByteStream::BeginRead</a>
   */
  public void beginRead(ByteBuffer destination, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    Objects.requireNonNull(destination, "destination");
    Objects.requireNonNull(callback, "callback");
    CallbackParameters parameters =
        Objects.requireNonNull(callback.parameters(), "callback.parameters()");
    acquire("BeginRead");
    boolean begun = false;
    ReadTarget target = null;
    try {
      target = new ReadTarget(destination);
      PendingRead read = new PendingRead(this, target, callback, state);
      long id = PendingOperations.all().register(read);
      int hr =
          MediaFoundation.isStarted()
              ? Natives.beginRead(
                  handle.address(),
                  target.address(),
                  target.size(),
                  id,
                  parameters.flagBits(),
                  parameters.queueId())
              : HResultTable.MF_E_SHUTDOWN;
      begun = hr >= 0;
      if (!begun) {
        PendingOperations.all().withdraw(id);
        throw readFailure(hr, "BeginRead");
      }
    } finally {
      // Begun, the lease and the buffer are the pending read's; it may have ended already.
      if (!begun) {
        if (target != null) {
          target.giveBack();
        }
        handle.release();
      }
    }
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
    if (result.completion() instanceof PendingRead read && read.stream() == this) {
      return read.end();
    }
    throw new IllegalArgumentException(
        "EndRead on \""
            + subject
            + "\" failed: "
            + HResult.E_INVALIDARG
            + ": the result is that of "
            + result.completion().describe());
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
    acquire("Read");
    try {
      ReadTarget target = new ReadTarget(destination);
      // The target is used again below, so its buffer stays reachable while native code fills it.
      long packed = Natives.read(handle.address(), target.address(), target.size());
      int hr = CountOrError.hresult(packed);
      if (hr < 0) {
        target.giveBack();
        throw readFailure(hr, "Read");
      }
      int count = CountOrError.count(packed);
      target.received(count);
      return count;
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
          Natives.setCurrentPosition(handle.address(), position), "SetCurrentPosition", subject);
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
  public long seek(SeekOrigin origin, long offset) throws IOException {
    Objects.requireNonNull(origin, "origin");
    acquire("Seek");
    try {
      rejectNegativeTarget(origin, offset);
      long[] position = new long[1];
      Failures.check(
          Natives.seek(handle.address(), origin.value(), offset, position), "Seek", subject);
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
      Failures.check(Natives.isEndOfStream(handle.address(), end), "IsEndOfStream", subject);
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
      hr = Natives.closeStream(handle.address());
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

  ComHandle handle() {
    return handle;
  }

  /** What messages call this stream: the path as it was given. */
  String subject() {
    return subject;
  }

  /** The exception for a read that failed, with what this stream knows about the reason. */
  IOException readFailure(int hr, String operation) {
    if (Failures.isCancelled(hr) && handle.isClosed()) {
      return Failures.closedMeanwhile(hr, operation, subject);
    }
    if (hr == HResultTable.E_ACCESSDENIED && access == AccessMode.WRITE) {
      throw Failures.notReadable(hr, operation, subject);
    }
    return Failures.failure(hr, operation, subject);
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
      Failures.check(getter.get(handle.address(), value), operation, subject);
      return value[0];
    } finally {
      handle.release();
    }
  }

  /**
   * Wine takes a negative target and fails at the next read; the portable engine refuses it itself.
   */
  private void rejectNegativeTarget(SeekOrigin origin, long offset) throws IOException {
    long from = origin == SeekOrigin.BEGIN ? 0 : position();
    if (offset < 0 && from + offset < 0) {
      throw new IllegalArgumentException(
          "Seek on \"" + subject + "\" failed: the position would be " + (from + offset));
    }
  }

  /** Closes a stream that was forgotten. Must not refer to the ByteStream. */
  private record Unclosed(ComHandle handle, String subject, @Nullable Throwable creation)
      implements Runnable {
    @Override
    public void run() {
      if (handle.close()) {
        Natives.closeStream(handle.address());
        handle.release();
        LeakNet.report("The stream on \"" + subject + "\" was never closed", creation);
      }
    }
  }
}
