package org.mfplat4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.DirectBufferPool;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.LeakNet;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.ResultHandle;

/**
 * One {@code BeginRead} or {@code BeginWrite}: pins the buffer, the callback and the state while
 * native code transfers, and holds a lease on the stream until the transfer has ended.
 */
final class PendingTransfer extends Completion implements LongToIntFunction {
  private final TransferKind kind;
  private final StreamTransfers stream;
  private final TransferBuffer buffer;
  private final long position;
  // The result is this library's own: the stream never heard of the transfer, and cannot end it.
  private volatile boolean unbegun;

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

  /** The native Begin, itself and not as a lambda: one object less for each transfer. */
  @Override
  public int applyAsInt(long id) {
    return stream.positions().begin(this, delivery().flagBits(), delivery().queueId());
  }

  /** Whether this is what the stream's End method for this kind may end. */
  boolean is(TransferKind kind, StreamTransfers stream) {
    return this.kind == kind && this.stream == stream;
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
    long address = handle().claim();
    if (address == 0) {
      throw Failures.illegalState(
          kind.end(),
          stream.subject(),
          "this operation has been ended or its result closed before");
    }
    long packed;
    try {
      packed = end(kind, unbegun, stream.handle().value(), address);
    } finally {
      stream.handle().release();
    }
    int count = stream.outcome(packed, kind.end(), kind, buffer, cause());
    checkCallback(kind.end(), stream.subject());
    return count;
  }

  @Override
  boolean stop() {
    // A stream that is closed has asked all its transfers to stop.
    if (!stream.handle().acquire()) {
      return false;
    }
    try {
      return stream.positions().stop(this);
    } finally {
      stream.handle().release();
    }
  }

  @Override
  void completed() {
    stream.positions().completed(this);
  }

  /**
   * Completes with this status a transfer that waited here, and that never begins any more; if its
   * stream was closed meanwhile, that has aborted it.
   */
  void completeUnbegun(int status) {
    unbegun = true;
    boolean aborted = stream.handle().isClosed();
    if (!deliverUnbegun(aborted ? HResultTable.ERROR_OPERATION_ABORTED : status)) {
      buffer.giveBack();
      stream.handle().release();
      drop();
    }
  }

  @Override
  void returned() {
    // The rare road: a result that is kept to be ended later, or forgotten.
    if (handle().isPresent()) {
      LeakNet.watch(
          result(),
          new Unended(kind, unbegun, handle(), stream.handle(), buffer.pooled(), describe()));
    }
  }

  @Override
  void discard() {
    if (end(kind, unbegun, handle(), stream.handle())) {
      buffer.giveBack();
    }
  }

  @Override
  public void handOver() {
    long address = handle().claim();
    if (address != 0) {
      Natives.release(address);
      // Nothing is known of native code's use of the buffer: a pooled one does not go back.
      stream.handle().release();
    }
  }

  @Override
  protected void abandoned() {
    try {
      // Whoever waits for this one to complete waits no longer.
      completed();
    } finally {
      // Nothing is known of the platform's use of the buffer: a pooled one does not go back.
      stream.handle().release();
      drop();
    }
  }

  @Override
  public String describe() {
    String at = position == PositionalTransfers.AT_CURSOR ? "" : " at " + position;
    return kind.begin() + at + " on \"" + stream.subject() + "\"";
  }

  /** On Wine it is the End method that frees the stream, not the release of the result. */
  private static boolean end(
      TransferKind kind, boolean unbegun, ResultHandle result, NativeHandle stream) {
    long address = result.claim();
    if (address == 0) {
      return false;
    }
    end(kind, unbegun, stream.value(), address);
    stream.release();
    return true;
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
      @Nullable ByteBuffer pooled,
      String description)
      implements Runnable {
    @Override
    public void run() {
      if (end(kind, unbegun, result, stream)) {
        if (pooled != null) {
          DirectBufferPool.shared().give(pooled);
        }
        LeakNet.report(description + " was never ended", null);
      }
    }
  }
}
