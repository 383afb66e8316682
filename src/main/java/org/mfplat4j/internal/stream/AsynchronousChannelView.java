package org.mfplat4j.internal.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.HResult;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.platform.Quirks;
import org.mfplat4j.internal.transfer.StreamTransfers;
import org.mfplat4j.internal.transfer.TransferKind;
import org.mfplat4j.internal.transfer.Turn;

/**
 * A stream as {@link ByteStream#asAsynchronousChannel} gives it: at most one read and one write
 * pending.
 *
 * <p><b>Threading.</b> Any thread may call; handlers run on {@link WorkQueue#MULTITHREADED}, never
 * inside the call that began the operation.
 */
final class AsynchronousChannelView implements AsynchronousByteChannel {
  private static final CallbackParameters PARAMETERS =
      CallbackParameters.on(WorkQueue.MULTITHREADED);

  private final NativeByteStream stream;
  private final AtomicBoolean reading = new AtomicBoolean();
  private final AtomicBoolean writing = new AtomicBoolean();

  AsynchronousChannelView(NativeByteStream stream) {
    this.stream = stream;
  }

  @Override
  public <A> void read(
      ByteBuffer destination,
      @Nullable A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    read(destination, new Told<A>(reading, handler, attachment));
  }

  @Override
  public Future<Integer> read(ByteBuffer destination) {
    Promise promise = new Promise();
    read(destination, new Told<Object>(reading, promise, null));
    return promise.future;
  }

  @Override
  public <A> void write(
      ByteBuffer source, @Nullable A attachment, CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    write(source, new Told<A>(writing, handler, attachment));
  }

  @Override
  public Future<Integer> write(ByteBuffer source) {
    Promise promise = new Promise();
    write(source, new Told<Object>(writing, promise, null));
    return promise.future;
  }

  @Override
  public boolean isOpen() {
    return !stream.handle().isClosed();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private void read(ByteBuffer destination, Told<?> told) {
    // Without room a count of 0 is not the end.
    boolean hasRoom = destination.hasRemaining();
    if (!reading.compareAndSet(false, true)) {
      throw new ReadPendingException();
    }
    begin(
        () ->
            stream.beginRead(
                destination,
                told.callback(
                    result -> {
                      int count = stream.endRead(result);
                      return count == 0 && hasRoom ? -1 : count;
                    }),
                null),
        told);
  }

  private void write(ByteBuffer source, Told<?> told) {
    Objects.requireNonNull(source, "source");
    if (!writing.compareAndSet(false, true)) {
      throw new WritePendingException();
    }
    if (!Quirks.get().beginWriteHangs()) {
      begin(
          () -> stream.beginWrite(source, told.callback(result -> stream.endWrite(result)), null),
          told);
    } else {
      begin(() -> writeWhenFree(source, told), told);
    }
  }

  /**
   * Where this platform's BeginWrite does not work: a queue thread writes, once it need not wait.
   */
  private void writeWhenFree(ByteBuffer source, Told<?> told) throws IOException {
    if (!PlatformState.isStarted()) {
      throw Failures.failure(HResultTable.MF_E_SHUTDOWN, "Write", stream.subject());
    }
    StreamTransfers transfers = stream.transfers();
    transfers.acquire("Write");
    boolean taken = false;
    try {
      transfers
          .positions()
          .whenFree(
              TransferKind.WRITE, source.remaining(), turn -> writeOnQueue(source, told, turn));
      taken = true;
    } finally {
      // There was no memory to wait with.
      if (!taken) {
        stream.handle().release();
      }
    }
  }

  private void writeOnQueue(ByteBuffer source, Told<?> told, Turn.Call turn) {
    try {
      onQueue(told.callback(result -> writeNow(source, turn)));
    } catch (Throwable e) {
      // The platform went down while the write waited. Its handler must hear of that all the same.
      endWrite(turn);
      told.fail(e);
    }
  }

  private int writeNow(ByteBuffer source, Turn.Call turn) throws IOException {
    try {
      if (!isOpen()) {
        // It was open when the write began.
        throw Failures.closedMeanwhile(HResult.OPERATION_ABORTED.code(), "Write", stream.subject());
      }
      int count = source.remaining();
      OutputView.writeWhole(
          stream, source, bytes -> stream.transfers().transferInTurn(TransferKind.WRITE, bytes));
      return count;
    } finally {
      endWrite(turn);
    }
  }

  private void endWrite(Turn.Call turn) {
    stream.transfers().positions().endTurn(turn);
    stream.handle().release();
  }

  @FunctionalInterface
  private interface Begin {
    void begin() throws IOException;
  }

  /** What an operation cannot begin for is told where its outcome would be; the rest is thrown. */
  private static void begin(Begin operation, Told<?> told) {
    boolean begun = false;
    try {
      operation.begin();
      begun = true;
    } catch (IOException | NonReadableChannelException | NonWritableChannelException e) {
      onQueue(
          told.callback(
              result -> {
                throw e;
              }));
      begun = true;
    } finally {
      // Begun, it may have completed already.
      if (!begun) {
        told.pending.set(false);
      }
    }
  }

  private static void onQueue(AsyncCallback callback) {
    WorkQueue.MULTITHREADED.put(callback, null);
  }

  @FunctionalInterface
  private interface End {
    int end(AsyncResult result) throws Exception;
  }

  /**
   * What is told the outcome of an operation.
   *
   * @param pending is false again before the handler runs, so that it can begin the next operation
   */
  private record Told<A>(
      AtomicBoolean pending,
      CompletionHandler<Integer, ? super A> handler,
      @Nullable A attachment) {
    // A handler takes null where its user gave it.
    @SuppressWarnings("NullAway")
    void fail(Throwable cause) {
      pending.set(false);
      handler.failed(cause, attachment);
    }

    AsyncCallback callback(End end) {
      return new AsyncCallback() {
        @Override
        public CallbackParameters parameters() {
          return PARAMETERS;
        }

        @Override
        // A handler takes null where its user gave it.
        @SuppressWarnings("NullAway")
        public void invoke(AsyncResult result) {
          int count;
          try {
            count = end.end(result);
          } catch (Throwable e) {
            fail(e);
            return;
          }
          pending.set(false);
          handler.completed(count, attachment);
        }
      };
    }
  }

  /** Completes a future as a handler. */
  private static final class Promise implements CompletionHandler<Integer, Object> {
    /** Cannot be cancelled: a transfer has the buffer until it completes. */
    final CompletableFuture<Integer> future =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            return false;
          }
        };

    @Override
    public void completed(Integer count, @Nullable Object attachment) {
      future.complete(count);
    }

    @Override
    public void failed(Throwable failure, @Nullable Object attachment) {
      future.completeExceptionally(failure);
    }
  }
}
