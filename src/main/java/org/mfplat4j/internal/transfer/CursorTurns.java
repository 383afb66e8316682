package org.mfplat4j.internal.transfer;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.internal.platform.PlatformState;

/**
 * The queue of those that use one native cursor: one at a time, in the order in which they came.
 * All streams of this library over the same native one share it, wrappers included.
 *
 * <p>The turn that is {@link #active} alone transfers or moves the cursor. It does so without the
 * lock, which guards the queue, and is not held while native or user code runs. The thread that
 * ends a turn starts the next one. While there is no turn, the native cursor is the truth.
 *
 * <p>Any thread. A caller's {@code stream} is an address on which the caller has a lease.
 */
final class CursorTurns {
  // Weak: a queue lives as long as any stream that has it. One that outlives its native stream is
  // empty, and does no harm to another stream at the same address.
  private static final Map<Long, Entry> BY_IDENTITY = new ConcurrentHashMap<>();
  private static final ReferenceQueue<CursorTurns> GONE = new ReferenceQueue<>();
  // IID_IUnknown. By this interface a COM object has one address for everybody.
  private static final long IUNKNOWN_HIGH = 0;
  private static final long IUNKNOWN_LOW = 0xC000000000000046L;

  /** Where transfers overlap, {@link BorrowedCursor} keeps others from the cursor by it. */
  final ReentrantLock lock = new ReentrantLock();

  private final Condition located = lock.newCondition();
  // Guarded by the lock. Nothing waits while nothing is active.
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private @Nullable Turn active;
  // Streams that are open. A closed one may have pending transfers here.
  private int users;
  // Why a seek failed that came while the cursor was in use; until another one works, the cursor is
  // not where it was said to be, and nothing is transferred there. Used by the active turn.
  private int seekStatus = HResultTable.S_OK;

  private static final class Entry extends WeakReference<CursorTurns> {
    private final long identity;

    Entry(long identity, CursorTurns turns) {
      super(turns, GONE);
      this.identity = identity;
    }
  }

  /** The queue for the native stream with this address. */
  static CursorTurns of(long stream) {
    return share(stream, new CursorTurns());
  }

  /** Lets the native stream with this address have this queue, unless it has one. */
  static CursorTurns share(long stream, CursorTurns turns) {
    for (Reference<?> gone = GONE.poll(); gone instanceof Entry entry; gone = GONE.poll()) {
      BY_IDENTITY.remove(entry.identity, entry);
    }
    CursorTurns[] shared = {turns};
    BY_IDENTITY.compute(
        identityOf(stream),
        (identity, known) -> {
          CursorTurns others = known == null ? null : known.get();
          if (others == null) {
            return new Entry(identity, turns);
          }
          shared[0] = others;
          return known;
        });
    shared[0].attach();
    return shared[0];
  }

  /** Another stream has this queue, until {@link #detach}. */
  private void attach() {
    lock.lock();
    try {
      if (users++ == 0 && active == null) {
        // What failed, failed for others, on a native stream that may be gone.
        seekStatus = HResultTable.S_OK;
      }
    } finally {
      lock.unlock();
    }
  }

  void detach() {
    lock.lock();
    try {
      users--;
    } finally {
      lock.unlock();
    }
  }

  private static long identityOf(long stream) {
    long identity = Natives.queryInterface(stream, IUNKNOWN_HIGH, IUNKNOWN_LOW);
    if (identity == 0) {
      return stream;
    }
    Natives.release(identity);
    return identity;
  }

  /** Begins a transfer now, or later when its turn comes; an HRESULT. */
  int begin(Turn.Transfer turn, long stream) {
    StackRoom.require();
    lock.lock();
    try {
      if (turn.by.isClosed) {
        return HResultTable.MF_E_INVALIDREQUEST;
      }
      if (active != null) {
        waiting.add(turn);
        return HResultTable.S_OK;
      }
      active = turn;
      turn.beginner = Thread.currentThread();
    } finally {
      lock.unlock();
    }
    boolean runs = false;
    try {
      int hr = start(turn, stream);
      runs = hr >= 0 && !endsWithItsBegin(turn);
      return hr;
    } finally {
      if (!runs) {
        end(turn, stream);
      }
    }
  }

  /** A transfer has completed or was dropped: its turn is over, if it had one. */
  void completed(PendingTransfer transfer, long stream) {
    Turn.Transfer turn;
    lock.lock();
    try {
      if (!(active instanceof Turn.Transfer running) || running.transfer != transfer) {
        return;
      }
      turn = running;
      if (turn.beginner == Thread.currentThread()) {
        // Inside its Begin, whose return is waited for: a stream that drops each of many transfers
        // would else go deeper with each.
        turn.isDropped = true;
        return;
      }
    } finally {
      lock.unlock();
    }
    end(turn, stream);
  }

  /** A call that has the turn on return; it must be {@linkplain #end ended}. */
  void enter(Turn.Call call, long stream, String operation) {
    StackRoom.require();
    lock.lock();
    try {
      if (active == null) {
        active = call;
      } else {
        if (Upcall.onQueueThread() && transfersAreAhead()) {
          throw new IllegalStateException(
              operation
                  + " would have to wait, on a queue thread, for asynchronous transfers on the same"
                  + " stream, which go one at a time here: use those here, too");
        }
        Condition granted = lock.newCondition();
        call.granted = granted;
        waiting.add(call);
        while (!call.isGranted) {
          granted.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
    }
    locate(call, stream);
  }

  /**
   * Has the call's task run when its turn comes: here if the cursor is free, else on the thread
   * that ends the turn before. The task does not block and does not throw; the thread that it
   * leaves the turn to {@linkplain #end ends} it.
   */
  void enterLater(Turn.Call call, Runnable task, long stream) {
    call.task = task;
    StackRoom.require();
    lock.lock();
    try {
      if (active != null) {
        waiting.add(call);
        return;
      }
      active = call;
    } finally {
      lock.unlock();
    }
    locate(call, stream);
    task.run();
  }

  /** Under the lock. Calls have a thread each, and need none of the queue's. */
  private boolean transfersAreAhead() {
    return active instanceof Turn.Transfer
        || waiting.stream().anyMatch(turn -> turn instanceof Turn.Transfer);
  }

  /** Why nothing may be transferred at the cursor; for the thread that has the turn. */
  int seekStatus() {
    return seekStatus;
  }

  /** The cursor is where a caller has just put it; for the thread that has the turn. */
  void moved() {
    seekStatus = HResultTable.S_OK;
  }

  /**
   * Has the cursor moved behind all that has come so far. False: it is free, and the call has it.
   */
  boolean seekLaterOrEnter(long target, Turn.Call call, long stream) {
    StackRoom.require();
    lock.lock();
    try {
      if (active != null) {
        waiting.add(new Turn.Seek(target));
        return true;
      }
      active = call;
    } finally {
      lock.unlock();
    }
    locate(call, stream);
    return false;
  }

  /**
   * Where the cursor will be behind all that has come so far; an HRESULT. S_FALSE: it is free, and
   * the call has it, which must be {@linkplain #end ended}. Waits for nothing but other threads'
   * questions.
   */
  int forecastOrEnter(Turn.Call call, long stream, long[] position) {
    StackRoom.require();
    Turn first;
    List<Turn> turns;
    lock.lock();
    try {
      while (active != null && !active.isLocated) {
        // Another thread is asking the stream.
        located.awaitUninterruptibly();
      }
      first = active;
      if (first == null) {
        active = call;
      } else if (first.locateStatus < 0) {
        return first.locateStatus;
      }
      turns = new ArrayList<>(waiting);
    } finally {
      lock.unlock();
    }
    if (first == null) {
      locate(call, stream);
      return HResultTable.S_FALSE;
    }
    long[] length = new long[1];
    boolean isKnown = Natives.getLength(stream, length) >= 0 && length[0] >= 0;
    Turn.Forecast forecast = new Turn.Forecast(first.before, isKnown ? length[0] : Long.MAX_VALUE);
    first.foresee(forecast);
    turns.forEach(turn -> turn.foresee(forecast));
    position[0] = forecast.position;
    return HResultTable.S_OK;
  }

  /**
   * Completes a transfer that waits, as aborted. False if it does not wait. Those behind it keep
   * their ranges.
   */
  boolean stop(PendingTransfer transfer) {
    lock.lock();
    try {
      Turn.Transfer found = null;
      for (Turn turn : waiting) {
        if (turn instanceof Turn.Transfer other && other.transfer == transfer) {
          found = other;
        }
      }
      if (found == null) {
        return false;
      }
      found.transfer = null;
    } finally {
      lock.unlock();
    }
    abort(transfer);
    return true;
  }

  /** Completes all transfers that wait, as aborted. */
  void stopAll() {
    stopWaiting(null);
  }

  /** Completes the transfers that wait of one that is closed, as aborted, and refuses others. */
  void close(CursorInTurn closed) {
    stopWaiting(closed);
  }

  /** Those of one stream, which is closed; of all streams for null. */
  private void stopWaiting(@Nullable CursorInTurn by) {
    List<PendingTransfer> stopped = new ArrayList<>();
    lock.lock();
    try {
      if (by != null) {
        by.isClosed = true;
      }
      for (Turn turn : waiting) {
        if (turn instanceof Turn.Transfer other && (by == null || other.by == by)) {
          PendingTransfer transfer = other.transfer;
          if (transfer != null) {
            stopped.add(transfer);
            other.transfer = null;
          }
        }
      }
    } finally {
      lock.unlock();
    }
    stopped.forEach(CursorTurns::abort);
  }

  /** Ends the active turn, which is the caller's, and starts the next. */
  void end(Turn ended, long stream) {
    Turn.Transfer failed = null;
    Turn over = ended;
    while (over != null) {
      if (over instanceof Turn.Transfer transfer
          && !transfer.isAtCursor()
          && over.isLocated
          && over.locateStatus >= 0) {
        // Where the cursor was before the transfer that had a position of its own.
        Natives.setCurrentPosition(stream, over.before);
      }
      Turn next = next();
      over = null;
      if (next instanceof Turn.Seek seek) {
        seekStatus = Math.min(Natives.setCurrentPosition(stream, seek.target), HResultTable.S_OK);
        over = seek;
      } else if (next instanceof Turn.Call call && call.task != null) {
        locate(call, stream);
        call.task.run();
      } else if (next instanceof Turn.Transfer transfer && transfer.beginner == null) {
        passOver(transfer, stream);
        over = transfer;
      } else if (next instanceof Turn.Transfer transfer) {
        int hr = startGuarded(transfer, stream);
        if (hr < 0) {
          transfer.failure = hr;
          transfer.nextFailed = failed;
          failed = transfer;
          over = transfer;
        } else if (endsWithItsBegin(transfer)) {
          over = transfer;
        }
      }
    }
    completeFailed(failed);
  }

  /** Gives the turn to the next, and wakes its thread if it is a call. Null: none waits. */
  private @Nullable Turn next() {
    lock.lock();
    try {
      Turn next = waiting.poll();
      active = next;
      if (next instanceof Turn.Transfer transfer && transfer.transfer != null) {
        transfer.beginner = Thread.currentThread();
      } else if (next instanceof Turn.Call call && call.granted != null) {
        call.isGranted = true;
        call.granted.signal();
      }
      located.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** The native Begin of the active turn; an HRESULT. */
  private int start(Turn.Transfer turn, long stream) {
    PendingTransfer transfer = turn.transfer;
    if (transfer == null || !PlatformState.isUp()) {
      return HResultTable.MF_E_SHUTDOWN;
    }
    locate(turn, stream);
    if (turn.isAtCursor()) {
      return seekStatus < 0 ? seekStatus : turn.by.beginNow(turn, transfer);
    }
    int hr = turn.locateStatus;
    if (hr >= 0) {
      hr = Natives.setCurrentPosition(stream, turn.position);
    }
    return hr < 0 ? hr : turn.by.beginNow(turn, transfer);
  }

  private int startGuarded(Turn.Transfer turn, long stream) {
    try {
      return start(turn, stream);
    } catch (Throwable e) {
      // No memory or no stack. Its own thread went on long ago.
      Upcall.report(e);
      return HResultTable.E_OUTOFMEMORY;
    }
  }

  /** Whether the stream has dropped a transfer before its Begin returned. */
  private boolean endsWithItsBegin(Turn.Transfer turn) {
    lock.lock();
    try {
      turn.beginner = null;
      return turn.isDropped;
    } finally {
      lock.unlock();
    }
  }

  /** What was stopped has had its range: those behind it do not get it. */
  private void passOver(Turn.Transfer turn, long stream) {
    if (!turn.isAtCursor()) {
      return;
    }
    long[] value = new long[1];
    if (Natives.getLength(stream, value) < 0 || value[0] < 0) {
      // What cannot be known cannot be passed over, and a stream that cannot seek must not lose it.
      return;
    }
    long length = value[0];
    if (Natives.getCurrentPosition(stream, value) >= 0) {
      Turn.Forecast forecast = new Turn.Forecast(value[0], length);
      turn.foresee(forecast);
      Natives.setCurrentPosition(stream, forecast.position);
    }
  }

  /** Asks where the cursor is, for the forecasts of others. */
  private void locate(Turn turn, long stream) {
    long[] position = new long[1];
    int hr = Natives.getCurrentPosition(stream, position);
    lock.lock();
    try {
      turn.before = position[0];
      turn.locateStatus = hr;
      turn.isLocated = true;
      located.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * In the order in which they would have begun. A platform that is down invokes callbacks here.
   */
  private static void completeFailed(Turn.@Nullable Transfer last) {
    Turn.Transfer first = null;
    for (Turn.Transfer each = last; each != null; ) {
      Turn.Transfer before = each.nextFailed;
      each.nextFailed = first;
      first = each;
      each = before;
    }
    for (Turn.Transfer each = first; each != null; each = each.nextFailed) {
      PendingTransfer transfer = each.transfer;
      if (transfer != null) {
        complete(transfer, each.failure);
      }
    }
  }

  private static void abort(PendingTransfer transfer) {
    complete(transfer, HResultTable.ERROR_OPERATION_ABORTED);
  }

  private static void complete(PendingTransfer transfer, int status) {
    try {
      transfer.completeUnbegun(status);
    } catch (Throwable e) {
      // The others complete all the same.
      Upcall.report(e);
    }
  }
}
