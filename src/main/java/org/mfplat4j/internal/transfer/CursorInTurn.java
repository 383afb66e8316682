package org.mfplat4j.internal.transfer;

import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.mfplat4j.Capability;
import org.mfplat4j.SeekFlag;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.internal.hresult.CountOrError;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.reference.NativeHandle;

/**
 * The way for streams that take their position when a transfer executes, or that are not known to
 * take it when the transfer begins: whatever uses the cursor takes turns. A transfer begins
 * natively when all before it have completed; until then it can be stopped.
 */
final class CursorInTurn extends PositionalTransfers {
  private final long stream;
  private final CursorTurns turns;

  // Guarded by the lock of the turns.
  boolean isClosed;

  /** With turns of its own alone; for tests. */
  CursorInTurn(long stream) {
    this(stream, new CursorTurns());
  }

  /** With the turns of all streams over this native stream. */
  public static CursorInTurn of(long stream) {
    return new CursorInTurn(stream, CursorTurns.of(stream));
  }

  private CursorInTurn(long stream, CursorTurns turns) {
    this.stream = stream;
    this.turns = turns;
  }

  @Override
  public CursorInTurn sharedBy(long wrapper) {
    return new CursorInTurn(wrapper, CursorTurns.share(wrapper, turns));
  }

  @Override
  protected int begin(PendingTransfer transfer, int flags, int queue) {
    Turn.Transfer turn = new Turn.Transfer(this, transfer, flags, queue);
    // The transfer's own lease may end before its Begin returns.
    NativeHandle lease = transfer.streamHandle();
    lease.share();
    try {
      return turns.begin(turn, stream);
    } finally {
      lease.release();
    }
  }

  /** The native Begin, for {@link CursorTurns}; an HRESULT. */
  int beginNow(Turn.Transfer turn, PendingTransfer transfer) {
    TransferBuffer buffer = transfer.buffer();
    NativeHandle lease = transfer.streamHandle();
    lease.share();
    try {
      return turn.kind.begin(
          stream, buffer.address(), buffer.size(), transfer.id(), turn.flags, turn.queue);
    } finally {
      lease.release();
    }
  }

  /**
   * Waits until what came before it is done.
   *
   * @throws IllegalStateException on a queue thread that would have to wait: the platform may need
   *     that very thread for what it would wait for
   */
  @Override
  long transfer(TransferKind kind, long position, long buffer, int size) {
    Turn.Call call = new Turn.Call(forecast -> forecast.transfer(kind, position, size));
    turns.enter(call, stream, kind.verb());
    try {
      return position == AT_CURSOR
          ? transferInTurn(kind, buffer, size)
          : kind.seekAndTransfer(stream, position, buffer, size);
    } finally {
      turns.end(call, stream);
    }
  }

  @Override
  public void whenFree(TransferKind kind, int size, Consumer<Turn.Call> task) {
    Turn.Call call = new Turn.Call(forecast -> forecast.transfer(kind, AT_CURSOR, size));
    turns.enterLater(call, () -> task.accept(call), stream);
  }

  @Override
  long transferInTurn(TransferKind kind, long buffer, int size) {
    return turns.seekStatus() < 0
        ? CountOrError.ofError(turns.seekStatus())
        : kind.transfer(stream, buffer, size);
  }

  @Override
  public void endTurn(Turn.Call call) {
    turns.end(call, stream);
  }

  @Override
  protected void completed(PendingTransfer transfer) {
    turns.completed(transfer, stream);
  }

  @Override
  public void leave() {
    turns.detach();
  }

  @Override
  boolean stop(PendingTransfer transfer) {
    return turns.stop(transfer);
  }

  @Override
  public void close() {
    turns.close(this);
  }

  /** While transfers are pending: where the position will be if they bring what they ask for. */
  @Override
  public int getPosition(long[] position) {
    Turn.Call call = new Turn.Call(forecast -> {});
    int hr = turns.forecastOrEnter(call, stream, position);
    if (hr != HResultTable.S_FALSE) {
      return hr;
    }
    position[0] = call.before;
    turns.end(call, stream);
    return call.locateStatus;
  }

  @Override
  public int setPosition(long position) {
    return seek(
        SeekOrigin.BEGIN,
        position,
        0,
        new long[1],
        () -> Natives.setCurrentPosition(stream, position));
  }

  @Override
  public int seek(SeekOrigin origin, long offset, int flags, long[] position) {
    return seek(
        origin,
        offset,
        flags,
        position,
        () -> Natives.seek(stream, origin.value(), offset, flags, position));
  }

  /**
   * While transfers are pending, the native cursor moves behind them; its failure is theirs then.
   */
  private int seek(
      SeekOrigin origin, long offset, int flags, long[] position, IntSupplier seekNow) {
    Turn.Call call = new Turn.Call(forecast -> {});
    long[] from = new long[1];
    int hr = turns.forecastOrEnter(call, stream, from);
    if (hr == HResultTable.S_FALSE) {
      return seekInTurn(call, seekNow);
    }
    long[] capabilities = new long[1];
    if (hr >= 0) {
      hr = Natives.getCapabilities(stream, capabilities);
    }
    if (hr < 0) {
      return hr;
    }
    if ((capabilities[0] & Capability.SEEKABLE.value()) == 0) {
      // It refuses, and moves nothing.
      return seekNow.getAsInt();
    }
    long target = origin == SeekOrigin.BEGIN ? offset : from[0] + offset;
    if (target < 0) {
      return HResultTable.E_INVALIDARG;
    }
    if ((flags & SeekFlag.CANCEL_PENDING_IO.value()) != 0) {
      turns.stopAll();
      cancelRunning(flags);
    }
    position[0] = target;
    return turns.seekLaterOrEnter(target, call, stream)
        ? HResultTable.S_OK
        : seekInTurn(call, () -> Natives.setCurrentPosition(stream, target));
  }

  private int seekInTurn(Turn.Call call, IntSupplier seekNow) {
    try {
      int hr = seekNow.getAsInt();
      if (hr >= 0) {
        turns.moved();
      }
      return hr;
    } finally {
      turns.end(call, stream);
    }
  }

  /**
   * Cancels what the stream executes, by a seek that goes nowhere. Not on one of the platform's own
   * that takes its position late: between a read and its position that seek might go somewhere.
   */
  private void cancelRunning(int flags) {
    if (!Natives.isPlatformStream(stream)) {
      Natives.seek(stream, SeekOrigin.CURRENT.value(), 0, flags, new long[1]);
    }
  }

  @Override
  public int isEndOfStream(int[] end) {
    Turn.Call call = new Turn.Call(forecast -> {});
    long[] position = new long[1];
    int hr = turns.forecastOrEnter(call, stream, position);
    if (hr == HResultTable.S_FALSE) {
      try {
        return Natives.isEndOfStream(stream, end);
      } finally {
        turns.end(call, stream);
      }
    }
    long[] length = new long[1];
    if (hr >= 0) {
      hr = Natives.getLength(stream, length);
    }
    if (hr >= 0 && length[0] < 0) {
      // Only the stream itself may know.
      return Natives.isEndOfStream(stream, end);
    }
    end[0] = position[0] >= length[0] ? 1 : 0;
    return hr;
  }

  @Override
  public int setLength(long length) {
    Turn.Call call = new Turn.Call(forecast -> forecast.length = length);
    turns.enter(call, stream, "SetLength");
    try {
      return Natives.setLength(stream, length);
    } finally {
      turns.end(call, stream);
    }
  }
}
