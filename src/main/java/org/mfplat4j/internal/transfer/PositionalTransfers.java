package org.mfplat4j.internal.transfer;

import java.util.function.Consumer;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.internal.hresult.CountOrError;
import org.mfplat4j.internal.jni.Natives;

/**
 * How the transfers of one stream get at their positions, its own position, the cursor, included.
 * {@code IMFByteStream} knows the cursor alone; there are three ways around that. Whatever reads or
 * moves the cursor goes through here.
 *
 * <p>Callers hold a lease on the stream. Any thread.
 */
public abstract class PositionalTransfers {
  /** In place of a position: at the stream's own, which moves. */
  public static final long AT_CURSOR = -1;

  /** The way for the native stream with this address. */
  public static PositionalTransfers of(long stream) {
    long positional = Natives.positionalStream(stream);
    if (positional != 0) {
      return new OwnPositions(positional);
    }
    return Natives.takesPositionEarly(stream) ? BorrowedCursor.of(stream) : CursorInTurn.of(stream);
  }

  /** The native stream that ends the transfers which began here, for the stream of this address. */
  long ender(long stream) {
    return stream;
  }

  /**
   * The way for a wrapper of the native stream, which has the same cursor. This one itself needs
   * the native stream for as long as the wrapper is used.
   */
  public PositionalTransfers sharedBy(long wrapper) {
    return of(wrapper);
  }

  /**
   * Begins a transfer, at its position or at the cursor; an HRESULT. Exactly when it is a success,
   * the transfer completes.
   */
  protected abstract int begin(PendingTransfer transfer, int flags, int queue);

  /** Transfers synchronously, at a position or at the cursor; a {@link CountOrError}. */
  abstract long transfer(TransferKind kind, long position, long buffer, int size);

  /**
   * Runs a task when a synchronous transfer at the cursor need not wait for others: here, or on the
   * thread that ends what is before it. The task does not block and does not throw. {@link
   * #transferInTurn} transfers then, on any thread, until {@link #endTurn}. The caller's lease on
   * the stream must last until then.
   */
  public void whenFree(TransferKind kind, int size, Consumer<Turn.Call> task) {
    // Where nothing takes turns, nothing has to be waited for.
    task.accept(new Turn.Call(forecast -> {}));
  }

  long transferInTurn(TransferKind kind, long buffer, int size) {
    return transfer(kind, AT_CURSOR, buffer, size);
  }

  public void endTurn(Turn.Call call) {}

  /**
   * Asks a pending transfer to stop; false when that is not possible. True does not mean that it
   * stops: its status tells. Does not wait for it.
   */
  abstract boolean stop(PendingTransfer transfer);

  /** A transfer has completed; its callback has not been invoked yet. */
  protected void completed(PendingTransfer transfer) {}

  /** The stream is closed; what it has begun goes on. Once. */
  public void leave() {}

  /** The stream is closed, also natively: what has not begun there is aborted. */
  public void close() {}

  /** IMFByteStream::GetCurrentPosition; an HRESULT, as the others below. */
  public abstract int getPosition(long[] position);

  public abstract int setPosition(long position);

  public abstract int seek(SeekOrigin origin, long offset, int flags, long[] position);

  public abstract int isEndOfStream(int[] end);

  public abstract int setLength(long length);
}
