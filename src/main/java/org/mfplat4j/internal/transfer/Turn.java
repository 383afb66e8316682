package org.mfplat4j.internal.transfer;

import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One use of a cursor, in the queue of {@link CursorTurns}, whose lock guards the fields. */
public abstract class Turn {
  /** What the turns that are not over make of the cursor and the length, as far as can be known. */
  static final class Forecast {
    long position;
    // Long.MAX_VALUE where it is not known.
    long length;

    Forecast(long position, long length) {
      this.position = position;
      this.length = length;
    }

    /** A transfer at a position or at the cursor brings all that it asks for, except at the end. */
    void transfer(TransferKind kind, long at, long size) {
      boolean atCursor = at == PositionalTransfers.AT_CURSOR;
      long from = atCursor ? position : at;
      long end = from + size;
      if (kind == TransferKind.READ) {
        end = Math.max(from, Math.min(end, length));
      } else if (size > 0 && length != Long.MAX_VALUE) {
        length = Math.max(length, end);
      }
      if (atCursor) {
        position = end;
      }
    }
  }

  // Where the cursor was when the turn began. Others may want to know before it is over.
  long before;
  boolean isLocated;
  // What the question for that was answered with; a failure if the stream has no cursor.
  int locateStatus;

  abstract void foresee(Forecast forecast);

  /**
   * An asynchronous transfer. One that cannot begin when its turn comes completes with a failure.
   */
  static final class Transfer extends Turn {
    final CursorInTurn by;
    final TransferKind kind;
    final long position;
    final int size;
    final int flags;
    final int queue;
    // Null once it is stopped: then its range is passed over.
    @Nullable PendingTransfer transfer;
    // The thread that is in the native Begin. What completes on that thread meanwhile was dropped.
    @Nullable Thread beginner;
    boolean isDropped;
    // Why it could not begin, and the next one that could not. Used by the thread that found it.
    int failure;
    @Nullable Transfer nextFailed;

    Transfer(CursorInTurn by, PendingTransfer transfer, int flags, int queue) {
      this.by = by;
      this.transfer = transfer;
      this.kind = transfer.kind();
      this.position = transfer.position();
      this.size = transfer.buffer().size();
      this.flags = flags;
      this.queue = queue;
    }

    boolean isAtCursor() {
      return position == PositionalTransfers.AT_CURSOR;
    }

    @Override
    void foresee(Forecast forecast) {
      forecast.transfer(kind, position, size);
    }
  }

  /** A seek that came while the cursor was in use. */
  static final class Seek extends Turn {
    final long target;

    Seek(long target) {
      this.target = target;
      isLocated = true;
    }

    @Override
    void foresee(Forecast forecast) {
      forecast.position = target;
    }
  }

  /** A call whose thread has the turn, or waits for it, or is told when it comes. */
  public static final class Call extends Turn {
    private final Consumer<Forecast> effect;
    // Null for one whose thread waits, or that never does.
    @Nullable Runnable task;
    // Null for one that never waits.
    @Nullable Condition granted;
    boolean isGranted;

    Call(Consumer<Forecast> effect) {
      this.effect = effect;
    }

    @Override
    void foresee(Forecast forecast) {
      effect.accept(forecast);
    }
  }
}
