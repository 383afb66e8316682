package org.mfplat4j;

import org.mfplat4j.internal.Natives;

/**
 * The way of the portable engine: each transfer has a position of its own, and a key by which it
 * can be stopped. The cursor is neither used nor moved, and nothing is locked in Java.
 */
final class OwnPositions extends PositionalTransfers {
  private static final long NO_KEY = -1;

  // Valid as long as the stream is.
  private final long positional;

  OwnPositions(long positional) {
    this.positional = positional;
  }

  @Override
  int begin(PendingTransfer transfer, int flags, int queue) {
    TransferBuffer buffer = transfer.buffer();
    return transfer
        .kind()
        .beginAt(
            positional,
            transfer.position(),
            buffer.address(),
            buffer.size(),
            transfer.id(),
            // A key costs a little, and only futures have a way to ask for the stop.
            transfer.hasFuture() ? transfer.id() : NO_KEY,
            flags,
            queue);
  }

  @Override
  long transfer(TransferKind kind, long position, long buffer, int size) {
    return kind.transferAt(positional, position, buffer, size);
  }

  @Override
  boolean stop(PendingTransfer transfer) {
    return Natives.stopTransfer(positional, transfer.id()) == 0;
  }
}
