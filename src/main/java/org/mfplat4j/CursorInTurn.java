package org.mfplat4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.Upcall;

/**
 * The way of Wine, which takes the cursor when a read executes, some time after it has begun: a
 * transfer with a position has the cursor for itself until it has completed, and the next one waits
 * for that here. One that waits can be stopped. Who reads at the cursor meanwhile, or moves it,
 * disturbs the transfer and himself; only synchronous reads and writes are kept apart.
 */
final class CursorInTurn extends BorrowedCursor {
  /** A transfer that waits for the cursor, or that cannot have it any more. */
  private record Turn(PendingTransfer transfer, int flags, int queue) {}

  private record Refused(Turn turn, int status) {}

  // All guarded by the cursor's lock.
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private final Condition free = cursor.newCondition();
  private int synchronousWaiting;
  private @Nullable PendingTransfer running;
  // Where the cursor was before the running one; an array, for native code to write to.
  private final long[] cursorBefore = new long[1];
  private boolean closed;

  CursorInTurn(long stream) {
    super(stream);
  }

  @Override
  int begin(PendingTransfer transfer, int flags, int queue) {
    if (transfer.position() == AT_CURSOR) {
      return super.begin(transfer, flags, queue);
    }
    List<Refused> refused = List.of();
    cursor.lock();
    try {
      if (closed) {
        return HResultTable.MF_E_INVALIDREQUEST;
      }
      Turn turn = new Turn(transfer, flags, queue);
      // There is one only when, for want of memory, it was not let in when it could have been.
      refused = startNext();
      if (isFree()) {
        return start(turn);
      }
      waiting.add(turn);
      return HResultTable.S_OK;
    } finally {
      cursor.unlock();
      complete(refused);
    }
  }

  /**
   * Waits until the transfers before it have completed.
   *
   * @throws IllegalStateException on a queue thread that would have to wait: Wine may need that
   *     very thread for them
   */
  @Override
  long transfer(TransferKind kind, long position, long buffer, int size) {
    if (position == AT_CURSOR) {
      return super.transfer(kind, position, buffer, size);
    }
    List<Refused> refused = List.of();
    cursor.lock();
    try {
      if (running != null && Upcall.onQueueThread()) {
        throw new IllegalStateException(
            kind.verb()
                + " at a position would have to wait, on a queue thread, for asynchronous ones on the"
                + " same stream, which Wine executes one at a time: use them here, too");
      }
      synchronousWaiting++;
      try {
        while (running != null) {
          free.awaitUninterruptibly();
        }
      } finally {
        synchronousWaiting--;
      }
      try {
        return kind.seekAndTransfer(stream, position, buffer, size);
      } finally {
        refused = startNext();
      }
    } finally {
      cursor.unlock();
      complete(refused);
    }
  }

  @Override
  void completed(PendingTransfer transfer) {
    List<Refused> refused = List.of();
    cursor.lock();
    try {
      if (running == transfer) {
        running = null;
        Natives.setCurrentPosition(stream, cursorBefore[0]);
        refused = startNext();
      }
    } finally {
      cursor.unlock();
    }
    complete(refused);
  }

  @Override
  boolean stop(PendingTransfer transfer) {
    Turn stopped = null;
    cursor.lock();
    try {
      for (Iterator<Turn> turns = waiting.iterator(); turns.hasNext() && stopped == null; ) {
        Turn turn = turns.next();
        if (turn.transfer == transfer) {
          turns.remove();
          stopped = turn;
        }
      }
    } finally {
      cursor.unlock();
    }
    if (stopped == null) {
      return false;
    }
    complete(List.of(new Refused(stopped, HResultTable.ERROR_OPERATION_ABORTED)));
    return true;
  }

  @Override
  void stopWaiting() {
    stopWaiting(false);
  }

  @Override
  void close() {
    stopWaiting(true);
  }

  private void stopWaiting(boolean forGood) {
    List<Refused> refused = new ArrayList<>();
    cursor.lock();
    try {
      closed |= forGood;
      for (Turn turn : waiting) {
        refused.add(new Refused(turn, HResultTable.ERROR_OPERATION_ABORTED));
      }
      waiting.clear();
    } finally {
      cursor.unlock();
    }
    complete(refused);
  }

  /** Under the lock. Lets the cursor go to the next; gives those that could not begin. */
  private List<Refused> startNext() {
    List<Refused> refused = new ArrayList<>();
    while (isFree() && !waiting.isEmpty()) {
      Turn next = waiting.remove();
      boolean settled = false;
      try {
        int hr = start(next);
        if (hr < 0) {
          refused.add(new Refused(next, hr));
        }
        settled = true;
      } finally {
        // For want of memory; its place is free still.
        if (!settled) {
          waiting.addFirst(next);
        }
      }
    }
    if (running == null) {
      free.signal();
    }
    return refused;
  }

  /** Under the lock. */
  private boolean isFree() {
    return running == null && synchronousWaiting == 0;
  }

  /** Under the lock, while nobody has the cursor. */
  private int start(Turn turn) {
    // A read that begins on a platform which is down would never complete.
    if (!MediaFoundation.isStarted()) {
      return HResultTable.MF_E_SHUTDOWN;
    }
    PendingTransfer transfer = turn.transfer;
    TransferBuffer buffer = transfer.buffer();
    int hr = Natives.getCurrentPosition(stream, cursorBefore);
    if (hr >= 0) {
      hr = Natives.setCurrentPosition(stream, transfer.position());
    }
    if (hr < 0) {
      return hr;
    }
    boolean begun = false;
    // Before it begins: a stream may drop it at once, on this thread, and the next one has the
    // turn.
    running = transfer;
    try {
      hr =
          transfer
              .kind()
              .begin(
                  stream, buffer.address(), buffer.size(), transfer.id(), turn.flags, turn.queue);
      begun = hr >= 0;
    } finally {
      if (!begun) {
        running = null;
        Natives.setCurrentPosition(stream, cursorBefore[0]);
      }
    }
    return hr;
  }

  /** Without the lock: a platform that is down invokes the callbacks here. */
  private static void complete(List<Refused> refused) {
    for (Refused each : refused) {
      try {
        each.turn.transfer.completeUnbegun(each.status);
      } catch (Throwable e) {
        // The others complete all the same.
        Upcall.report(e);
      }
    }
  }
}
