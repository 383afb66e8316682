package org.mfplat4j.internal.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.buffer.DirectBufferPool;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Completion;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.internal.reference.ResultHandle;

/**
 * One {@code BeginRead} or {@code BeginWrite}: pins the buffer, the callback and the state while
 * native code transfers, and holds a lease on the stream until the transfer has ended.
 */
public final class PendingTransfer extends Completion implements LongToIntFunction {
  // These four change only while no other thread knows of the transfer.
  private TransferKind kind;
  // Null while the transfer has no user.
  private @Nullable StreamTransfers stream;
  private final TransferBuffer buffer;
  private long position;
  // The result is this library's own: the stream never heard of the transfer, and cannot end it.
  private volatile boolean unbegun;

  // The callback has ended the transfer itself. Used by the thread that invokes it alone.
  private boolean ended;
  // The thread that began the transfer does not touch it any more, and it may be used again.
  private volatile boolean left;

  /**
   * A transfer at a position, or at {@link PositionalTransfers#AT_CURSOR}; once it has begun, it
   * has the lease on the stream.
   */
  PendingTransfer(
      TransferKind kind,
      StreamTransfers stream,
      TransferBuffer buffer,
      long position,
      Delivery delivery,
      @Nullable Object state) {
    super(delivery, state);
    this.kind = kind;
    this.stream = stream;
    this.buffer = buffer;
    this.position = position;
  }

  /**
   * Becomes another transfer, as the constructor makes it; for the only thread that knows of this
   * one.
   */
  void renew(
      TransferKind kind,
      StreamTransfers stream,
      long position,
      Delivery delivery,
      @Nullable Object state) {
    renew(delivery, state);
    this.kind = kind;
    this.stream = stream;
    this.position = position;
    ended = false;
    left = false;
  }

  /** The native Begin, itself and not as a lambda: one object less for each transfer. */
  @Override
  public int applyAsInt(long id) {
    return stream().positions().begin(this, delivery().flagBits(), delivery().queueId());
  }

  /** Whether the stream's End method for this kind may end this, or says that it has ended. */
  boolean is(TransferKind kind, StreamTransfers stream) {
    StreamTransfers own = this.stream;
    return own == null || (own == stream && this.kind == kind);
  }

  TransferKind kind() {
    return kind;
  }

  TransferBuffer buffer() {
    return buffer;
  }

  long position() {
    return position;
  }

  /**
   * Ends the transfer and moves the buffer's position by the count.
   *
   * @throws IllegalStateException if it was ended or its result closed before
   */
  int end() throws IOException {
    // First: a thread that has claimed it has the transfer alone. Else it may be another by now.
    long address = handle().claim();
    StreamTransfers transfers = stream();
    if (address == 0) {
      throw Failures.illegalState(
          kind.end(),
          transfers.subject(),
          "this operation has been ended or its result closed before");
    }
    long packed;
    try {
      packed = end(kind, unbegun, transfers.ender(), address);
    } finally {
      transfers.handle().release();
    }
    int count = transfers.outcome(packed, kind.end(), kind, buffer, cause());
    checkCallback(kind.end(), transfers.subject());
    if (isInvokedHere()) {
      ended = true;
    }
    return count;
  }

  /**
   * Said by the thread that began the transfer for a ReusableCallback, and does not touch it any
   * more.
   */
  void leave() {
    left = true;
  }

  /**
   * Is spare from now on if it may be used again and is not in use any more. What the callback has
   * not ended, or has thrown on, and what completed before its Begin had returned, is garbage.
   */
  @Override
  protected void passed() {
    if (ended && left && !hasThrown() && !unbegun) {
      forget();
      SpareTransfers.shared().give(this);
    }
  }

  @Override
  protected void forget() {
    super.forget();
    buffer.forget();
    stream = null;
  }

  /** The native stream; for the holder of the transfer. */
  NativeHandle streamHandle() {
    return stream().handle();
  }

  /** The stream; for the thread that has the transfer in hand. */
  private StreamTransfers stream() {
    StreamTransfers transfers = stream;
    if (transfers == null) {
      throw Failures.illegalState(
          kind.end(), "", "the result was ended before, and its callback has returned");
    }
    return transfers;
  }

  @Override
  protected boolean stop() {
    StreamTransfers transfers = stream();
    // A stream that is closed has asked all its transfers to stop.
    if (!transfers.handle().acquire()) {
      return false;
    }
    try {
      return transfers.positions().stop(this);
    } finally {
      transfers.handle().release();
    }
  }

  @Override
  protected void completed() {
    stream().positions().completed(this);
  }

  /**
   * Completes with this status a transfer that waited here, and that never begins any more; if its
   * stream was closed meanwhile, that has aborted it.
   */
  void completeUnbegun(int status) {
    unbegun = true;
    boolean aborted = stream().handle().isClosed();
    if (!deliverUnbegun(aborted ? HResultTable.ERROR_OPERATION_ABORTED : status)) {
      buffer.giveBack();
      stream().handle().release();
      drop();
    }
  }

  @Override
  protected void returned() {
    // The rare road: a result that is kept to be ended later, or forgotten.
    if (handle().isPresent()) {
      handle().keep(describe());
      LeakNet.watch(
          result(),
          new Unended(
              kind,
              unbegun,
              handle(),
              stream().handle(),
              stream().ender(),
              buffer.pooled(),
              describe()));
    }
  }

  @Override
  protected void discard() {
    long address = handle().claim();
    if (address != 0) {
      end(kind, unbegun, stream().handle(), stream().ender(), address);
      buffer.giveBack();
    }
  }

  @Override
  protected void leftBehind() {
    stream().handle().release();
    super.leftBehind();
  }

  @Override
  public void handOver() {
    long address = handle().claim();
    if (address != 0) {
      Natives.release(address);
      // Nothing is known of native code's use of the buffer: a pooled one does not go back.
      stream().handle().release();
    }
  }

  @Override
  protected void abandoned() {
    try {
      // Threads that wait for this one to complete wait no longer.
      completed();
    } finally {
      // Nothing is known of the platform's use of the buffer: a pooled one does not go back.
      stream().handle().release();
      drop();
    }
  }

  @Override
  public String describe() {
    StreamTransfers transfers = stream;
    if (transfers == null) {
      return kind.begin() + " that has ended";
    }
    String at = position == PositionalTransfers.AT_CURSOR ? "" : " at " + position;
    return kind.begin() + at + " on \"" + transfers.subject() + "\"";
  }

  /** On Wine it is the End method that frees the stream, not the release of the result. */
  private static void end(
      TransferKind kind, boolean unbegun, NativeHandle stream, long ender, long result) {
    end(kind, unbegun, ender, result);
    stream.release();
  }

  private static long end(TransferKind kind, boolean unbegun, long stream, long result) {
    return unbegun ? Natives.endUnbegun(result) : kind.end(stream, result);
  }

  /** Ends a transfer whose result was forgotten. Must not refer to the result. */
  private record Unended(
      TransferKind kind,
      boolean unbegun,
      ResultHandle result,
      NativeHandle stream,
      long ender,
      @Nullable ByteBuffer pooled,
      String description)
      implements Runnable {
    @Override
    public void run() {
      long address = result.claim();
      if (address != 0) {
        end(kind, unbegun, stream, ender, address);
        if (pooled != null) {
          DirectBufferPool.shared().give(pooled);
        }
        LeakNet.report(description + " was never ended", null);
      }
    }
  }
}
