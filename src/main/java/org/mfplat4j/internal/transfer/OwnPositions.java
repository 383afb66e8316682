package org.mfplat4j.internal.transfer;

import org.mfplat4j.SeekOrigin;
import org.mfplat4j.internal.jni.Natives;

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

  /**
   * Where the wrapper takes no positions, as that of mfplat.dll does not, its transfers are those
   * of the stream behind it, which has the cursor and takes no turns.
   */
  @Override
  public PositionalTransfers sharedBy(long wrapper) {
    long own = Natives.positionalStream(wrapper);
    return own == 0 ? this : new OwnPositions(own);
  }

  @Override
  long ender(long stream) {
    return positional;
  }

  @Override
  protected int begin(PendingTransfer transfer, int flags, int queue) {
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

  @Override
  public int getPosition(long[] position) {
    return Natives.getCurrentPosition(positional, position);
  }

  @Override
  public int setPosition(long position) {
    return Natives.setCurrentPosition(positional, position);
  }

  @Override
  public int seek(SeekOrigin origin, long offset, int flags, long[] position) {
    return Natives.seek(positional, origin.value(), offset, flags, position);
  }

  @Override
  public int isEndOfStream(int[] end) {
    return Natives.isEndOfStream(positional, end);
  }

  @Override
  public int setLength(long length) {
    return Natives.setLength(positional, length);
  }
}
