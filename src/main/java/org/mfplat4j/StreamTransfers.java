package org.mfplat4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.CountOrError;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.Quirks;

/**
 * The reads and writes of one stream: how they begin and end, and what becomes of their outcome.
 * Apart from the public stream, which adds the rest of {@code IMFByteStream}. Any thread.
 */
final class StreamTransfers {
  private final NativeHandle handle;
  private final String subject;
  private final AccessMode access;
  private final PositionalTransfers positions;

  // The public stream: who forgets it while a transfer is pending has not closed it.
  @SuppressWarnings("UnusedVariable")
  private @Nullable ByteStream owner;

  StreamTransfers(
      NativeHandle handle, String subject, AccessMode access, PositionalTransfers positions) {
    this.handle = handle;
    this.subject = subject;
    this.access = access;
    this.positions = positions;
  }

  /** Keeps the stream from the garbage collector for as long as a transfer is pending. */
  void keep(ByteStream owner) {
    this.owner = owner;
  }

  NativeHandle handle() {
    return handle;
  }

  /** What messages call the stream: the path as it was given. */
  String subject() {
    return subject;
  }

  /** The native stream that ends the transfers; for the holder of a lease. */
  long ender() {
    return positions.ender(handle.value());
  }

  PositionalTransfers positions() {
    return positions;
  }

  /** Begins a transfer at a position, or at {@link PositionalTransfers#AT_CURSOR}. */
  PendingTransfer begin(
      TransferKind kind,
      long position,
      ByteBuffer bytes,
      AsyncCallback callback,
      @Nullable Object state)
      throws IOException {
    Objects.requireNonNull(callback, "callback");
    if (kind == TransferKind.WRITE) {
      rejectDefectiveWrite();
    }
    if (!(callback instanceof ReusableCallback)) {
      return begin(kind, position, bytes, callback, state, null);
    }
    PendingTransfer spare = SpareTransfers.shared().take();
    PendingTransfer transfer = begin(kind, position, bytes, callback, state, spare);
    transfer.leave();
    return transfer;
  }

  /** As above, with a transfer that is used again, if there is one. */
  private PendingTransfer begin(
      TransferKind kind,
      long position,
      ByteBuffer bytes,
      AsyncCallback callback,
      @Nullable Object state,
      @Nullable PendingTransfer spare)
      throws IOException {
    Delivery used = spare == null ? null : spare.delivery();
    try (Delivery delivery = Delivery.of(callback, kind.begin(), used)) {
      acquire(kind.begin());
      TransferBuffer buffer = null;
      try {
        PendingTransfer transfer;
        if (spare == null) {
          buffer = TransferBuffer.of(kind, bytes);
          transfer = new PendingTransfer(kind, this, buffer, position, delivery, state);
        } else {
          spare.buffer().take(kind, bytes);
          buffer = spare.buffer();
          transfer = spare;
          transfer.renew(kind, this, position, delivery, state);
        }
        int hr = transfer.begin(transfer);
        if (hr < 0) {
          throw failure(hr, kind.begin(), kind.needs());
        }
        return transfer;
      } finally {
        // Begun, the lease and the buffer are the pending transfer's; it may have ended already.
        if (!delivery.isTakenOver()) {
          if (buffer != null) {
            buffer.giveBack();
          }
          handle.release();
        }
      }
    }
  }

  /** Begins a transfer whose outcome is a future's. What cannot begin is the future's, too. */
  CompletableFuture<Integer> begin(
      TransferKind kind, long position, ByteBuffer bytes, FutureOptions options) {
    TransferFuture future = new TransferFuture(this, kind, options);
    future.begin(() -> begin(kind, position, bytes, future, null));
    return future;
  }

  int end(TransferKind kind, AsyncResult result) throws IOException {
    if (result.completion() instanceof PendingTransfer transfer && transfer.is(kind, this)) {
      return transfer.end();
    }
    if (result.completion() instanceof StockResult foreign && !foreign.isMadeInJava()) {
      return endForeign(kind, result);
    }
    throw Failures.illegalArgument(
        kind.end(), subject, "the result is that of " + result.completion().describe());
  }

  /** Ends a transfer that native code began, with memory of its own. */
  private int endForeign(TransferKind kind, AsyncResult result) throws IOException {
    acquire(kind.end());
    long packed;
    try {
      packed = kind.end(handle.value(), result.reference(kind.end()));
    } finally {
      handle.release();
    }
    int hr = CountOrError.hresult(packed);
    if (hr == HResultTable.E_INVALIDARG) {
      throw Failures.illegalArgument(
          kind.end(), subject, "the result is that of another stream, or was ended before");
    }
    result.close();
    if (hr < 0 && hr != HResultTable.ERROR_HANDLE_EOF) {
      throw failure(hr, kind.end(), kind.needs());
    }
    return CountOrError.count(packed);
  }

  /** Transfers synchronously, at a position or at {@link PositionalTransfers#AT_CURSOR}. */
  int transfer(TransferKind kind, long position, ByteBuffer bytes) throws IOException {
    acquire(kind.verb());
    try {
      TransferBuffer buffer = TransferBuffer.of(kind, bytes);
      // Used again below, so the user's buffer stays reachable while native code has its address.
      long packed = positions.transfer(kind, position, buffer.address(), buffer.size());
      return outcome(packed, kind.verb(), kind, buffer, null);
    } finally {
      handle.release();
    }
  }

  /** Transfers synchronously at the cursor, for the holder of its turn and of a lease. */
  int transferInTurn(TransferKind kind, ByteBuffer bytes) throws IOException {
    TransferBuffer buffer = TransferBuffer.of(kind, bytes);
    long packed = positions.transferInTurn(kind, buffer.address(), buffer.size());
    return outcome(packed, kind.verb(), kind, buffer, null);
  }

  /**
   * Settles a transfer: its count, with the buffer brought up to date, or the exception for it,
   * which has {@code origin} as its first cause.
   */
  int outcome(
      long packed,
      String operation,
      TransferKind kind,
      TransferBuffer buffer,
      @Nullable Throwable origin)
      throws IOException {
    int hr = CountOrError.hresult(packed);
    if (hr < 0 && hr != HResultTable.ERROR_HANDLE_EOF) {
      buffer.giveBack();
      try {
        throw failure(hr, operation, kind.needs());
      } catch (Throwable e) {
        Failures.startWith(origin, e);
        throw e;
      }
    }
    // The end of the file is no failure, even where Win32 reports it as one; the count is 0 then.
    int count = CountOrError.count(packed);
    buffer.transferred(count);
    return count;
  }

  /** The exception for an operation that failed, with what this stream knows about the reason. */
  IOException failure(int hr, String operation, AccessMode needed) {
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

  /** Takes a lease on the stream. */
  void acquire(String operation) throws IOException {
    if (!handle.acquire()) {
      throw Failures.closed(operation, subject);
    }
  }

  /** Asks the platform first, so that one without the defect does not pay for it. */
  private void rejectDefectiveWrite() throws IOException {
    if (!Quirks.get().beginWriteHangs()) {
      return;
    }
    acquire(TransferKind.WRITE.begin());
    boolean hangs;
    try {
      hangs = Quirks.hangsInBeginWrite(handle.value());
    } finally {
      handle.release();
    }
    if (hangs) {
      throw new UnsupportedOperationException(
          "BeginWrite on \""
              + subject
              + "\" was not tried: that of "
              + MediaFoundation.platform().implementation()
              + " never completes, and stops the queue STANDARD for ever");
    }
  }
}
