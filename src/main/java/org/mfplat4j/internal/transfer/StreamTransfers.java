package org.mfplat4j.internal.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.ReusableCallback;
import org.mfplat4j.internal.hresult.CountOrError;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.operation.OwnedResult;
import org.mfplat4j.internal.operation.StockResult;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.platform.Quirks;
import org.mfplat4j.internal.reference.NativeHandle;

/**
 * The reads and writes of one stream: how they begin and end, and what becomes of their outcome.
 * Apart from the public stream, which adds the rest of {@code IMFByteStream}. Any thread.
 */
public final class StreamTransfers {
  private final NativeHandle handle;
  private final String subject;
  private final FileAccess access;
  private final PositionalTransfers positions;

  // The public stream: one that is forgotten while a transfer is pending is not closed.
  @SuppressWarnings("UnusedVariable")
  private @Nullable ByteStream owner;

  public StreamTransfers(
      NativeHandle handle, String subject, FileAccess access, PositionalTransfers positions) {
    this.handle = handle;
    this.subject = subject;
    this.access = access;
    this.positions = positions;
  }

  /** Keeps the stream from the garbage collector for as long as a transfer is pending. */
  public void keep(ByteStream owner) {
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

  public PositionalTransfers positions() {
    return positions;
  }

  /** Begins a transfer at a position, or at {@link PositionalTransfers#AT_CURSOR}. */
  public PendingTransfer begin(
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
  public CompletableFuture<Integer> begin(
      TransferKind kind, long position, ByteBuffer bytes, FutureOptions options) {
    TransferFuture future = new TransferFuture(this, kind, options);
    future.begin(() -> begin(kind, position, bytes, future, null));
    return future;
  }

  public int end(TransferKind kind, AsyncResult result) throws IOException {
    if (OwnedResult.sourceOf(result) instanceof PendingTransfer transfer
        && transfer.is(kind, this)) {
      return transfer.end();
    }
    if (OwnedResult.sourceOf(result) instanceof StockResult foreign && !foreign.isMadeInJava()) {
      return endForeign(kind, result);
    }
    throw Failures.illegalArgument(
        kind.end(), subject, "the result is that of " + OwnedResult.sourceOf(result).describe());
  }

  /** Ends a transfer that native code began, with memory of its own. */
  private int endForeign(TransferKind kind, AsyncResult result) throws IOException {
    acquire(kind.end());
    long packed;
    try {
      packed = kind.end(handle.value(), OwnedResult.of(result).reference(kind.end()));
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
  public int transfer(TransferKind kind, long position, ByteBuffer bytes) throws IOException {
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
  public int transferInTurn(TransferKind kind, ByteBuffer bytes) throws IOException {
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
  public IOException failure(int hr, String operation, FileAccess needed) {
    if (Failures.isCancelled(hr) && handle.isClosed()) {
      return Failures.closedMeanwhile(hr, operation, subject);
    }
    if (hr == HResultTable.E_ACCESSDENIED
        && needed == FileAccess.READ
        && access == FileAccess.WRITE) {
      throw Failures.notReadable(hr, operation, subject);
    }
    if (hr == HResultTable.E_ACCESSDENIED
        && needed == FileAccess.WRITE
        && access == FileAccess.READ) {
      throw Failures.notWritable(hr, operation, subject);
    }
    return Failures.failure(hr, operation, subject);
  }

  /** Takes a lease on the stream. */
  public void acquire(String operation) throws IOException {
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
              + PlatformState.describe().implementation()
              + " never completes, and stops the queue STANDARD for ever");
    }
  }
}
