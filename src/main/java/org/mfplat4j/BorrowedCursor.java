package org.mfplat4j;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The way of Windows, and of streams that are not this library's own: a transfer takes the cursor
 * when it begins, so the cursor is moved for that moment, and moved back, under a lock that
 * everybody takes who uses the cursor. A transfer that has begun cannot be stopped on its own.
 */
class BorrowedCursor extends PositionalTransfers {
  final long stream;
  // Held across native calls, synchronous transfers included: there the cursor is in use till the
  // end.
  final ReentrantLock cursor = new ReentrantLock();

  BorrowedCursor(long stream) {
    this.stream = stream;
  }

  @Override
  int begin(PendingTransfer transfer, int flags, int queue) {
    TransferBuffer buffer = transfer.buffer();
    long position = transfer.position();
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
  boolean stop(PendingTransfer transfer) {
    return false;
  }

  @Override
  final void lockCursor() {
    cursor.lock();
  }

  @Override
  final void unlockCursor() {
    cursor.unlock();
  }
}
