package org.mfplat4j;

import org.mfplat4j.internal.Natives;

/**
 * The way of the portable engine: each transfer has a position of its own, and a key by which it
 * can be stopped. The cursor is neither used nor moved, and nothing is locked in Java.
 */
final class OwnPositions extends PositionalTransfers {
  private final long stream;
  // Valid as long as the stream is.
  private final long positional;

  OwnPositions(long stream, long positional) {
    this.stream = stream;
    this.positional = positional;
  }

  @Override
  int begin(PendingTransfer transfer, int flags, int queue) {
    TransferKind kind = transfer.kind();
    TransferBuffer buffer = transfer.buffer();
    long position = transfer.position();
    // A key is worth its while only for transfers that somebody can stop.
    return position == AT_CURSOR && !transfer.hasFuture()
        ? kind.begin(stream, buffer.address(), buffer.size(), transfer.id(), flags, queue)
        : kind.beginAt(
            positional, position, buffer.address(), buffer.size(), transfer.id(), flags, queue);
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
