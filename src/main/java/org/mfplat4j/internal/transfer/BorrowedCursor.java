package org.mfplat4j.internal.transfer;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.internal.jni.Natives;

/**
 * The way for streams that are known to take the cursor when a transfer begins: the cursor is moved
 * for that moment, and moved back, under a lock that each user takes of the cursor. Transfers
 * overlap; one that has begun cannot be stopped on its own.
 */
public class BorrowedCursor extends PositionalTransfers {
  private final long stream;
  private final CursorTurns turns;
  // Held across native calls, synchronous transfers included: there the cursor is in use till the
  // end.
  private final ReentrantLock cursor;

  /** With a lock of its own alone; for tests. */
  protected BorrowedCursor(long stream) {
    this(stream, new CursorTurns());
  }

  private BorrowedCursor(long stream, CursorTurns turns) {
    this.stream = stream;
    this.turns = turns;
    this.cursor = turns.lock;
  }

  /** With the lock of all streams over this native stream. */
  public static BorrowedCursor of(long stream) {
    return new BorrowedCursor(stream, CursorTurns.of(stream));
  }

  @Override
  public BorrowedCursor sharedBy(long wrapper) {
    return new BorrowedCursor(wrapper, CursorTurns.share(wrapper, turns));
  }

  @Override
  protected int begin(PendingTransfer transfer, int flags, int queue) {
    TransferBuffer buffer = transfer.buffer();
    long position = transfer.position();
    StackRoom.require();
    cursor.lock();
    try {
      return position == AT_CURSOR
          ? transfer
              .kind()
              .begin(stream, buffer.address(), buffer.size(), transfer.id(), flags, queue)
          : transfer
              .kind()
              .seekAndBegin(
                  stream, position, buffer.address(), buffer.size(), transfer.id(), flags, queue);
    } finally {
      cursor.unlock();
    }
  }

  @Override
  long transfer(TransferKind kind, long position, long buffer, int size) {
    StackRoom.require();
    cursor.lock();
    try {
      return position == AT_CURSOR
          ? kind.transfer(stream, buffer, size)
          : kind.seekAndTransfer(stream, position, buffer, size);
    } finally {
      cursor.unlock();
    }
  }

  @Override
  public void leave() {
    turns.detach();
  }

  @Override
  boolean stop(PendingTransfer transfer) {
    return false;
  }

  @Override
  public int getPosition(long[] position) {
    return withCursor(() -> Natives.getCurrentPosition(stream, position));
  }

  @Override
  public int setPosition(long position) {
    return withCursor(() -> Natives.setCurrentPosition(stream, position));
  }

  @Override
  public int seek(SeekOrigin origin, long offset, int flags, long[] position) {
    return withCursor(() -> Natives.seek(stream, origin.value(), offset, flags, position));
  }

  @Override
  public int isEndOfStream(int[] end) {
    return withCursor(() -> Natives.isEndOfStream(stream, end));
  }

  @Override
  public int setLength(long length) {
    return Natives.setLength(stream, length);
  }

  private int withCursor(IntSupplier call) {
    StackRoom.require();
    cursor.lock();
    try {
      return call.getAsInt();
    } finally {
      cursor.unlock();
    }
  }
}
