package org.mfplat4j;

import org.mfplat4j.internal.CountOrError;
import org.mfplat4j.internal.Natives;

/**
 * How the transfers of one stream get at their positions, its own position, the cursor, included.
 * {@code IMFByteStream} knows the cursor alone; there are three ways around that.
 *
 * <p>Callers hold a lease on the stream. Any thread.
 */
abstract class PositionalTransfers {
  /** In place of a position: at the stream's own, which moves. */
  static final long AT_CURSOR = -1;

  /** The way for the native stream with this address. */
  static PositionalTransfers of(long stream) {
    long positional = Natives.positionalStream(stream);
    if (positional != 0) {
      return new OwnPositions(positional);
    }
    return Natives.takesPositionLate() == 0 ? new BorrowedCursor(stream) : new CursorInTurn(stream);
  }

  /**
   * Begins a transfer, at its position or at the cursor; an HRESULT. Exactly when it is a success,
   * the transfer completes.
   */
  abstract int begin(PendingTransfer transfer, int flags, int queue);

  /** Transfers synchronously, at a position or at the cursor; a {@link CountOrError}. */
  abstract long transfer(TransferKind kind, long position, long buffer, int size);

  /**
   * Asks a pending transfer to stop; false when that is not possible. True does not mean that it
   * stops: its status tells. Does not wait for it.
   */
  abstract boolean stop(PendingTransfer transfer);

  /** A transfer has completed; its callback has not been invoked yet. */
  void completed(PendingTransfer transfer) {}

  /** Stops what was begun here and not natively, because the native stream cannot know of it. */
  void stopWaiting() {}

  /** As {@link #stopWaiting}, and nothing begins any more. */
  void close() {}

  /** Keeps the cursor from being moved by others until {@link #unlockCursor}. */
  void lockCursor() {}

  void unlockCursor() {}
}
