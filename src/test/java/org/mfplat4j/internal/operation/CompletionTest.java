package org.mfplat4j.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.ComProbe;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.HResult;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.internal.platform.RetiredQueues;
import org.mfplat4j.internal.queue.EventHandle;
import org.mfplat4j.internal.queue.PendingWaitingItem;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.stream.NativeByteStream;
import org.mfplat4j.internal.transfer.BorrowedCursor;
import org.mfplat4j.internal.transfer.PendingTransfer;
import org.mfplat4j.internal.transfer.StreamTransfers;
import org.mfplat4j.internal.transfer.TransferKind;
import org.mfplat4j.testing.LeaksOnWine;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What becomes of an operation when something around it fails. */
class CompletionTest {
  @RegisterExtension final Workbench bench = new Workbench();

  /** Thrown where there is no memory, or no stack. */
  private final Error failure = new StackOverflowError("thrown by a test");

  /** A way to the positions that fails when it is told to. */
  private final class Failing extends BorrowedCursor {
    private final boolean whenBegun;

    Failing(ByteStream stream, boolean whenBegun) {
      super(NativeByteStream.of(stream).handle().value());
      this.whenBegun = whenBegun;
    }

    @Override
    protected int begin(PendingTransfer transfer, int flags, int queue) {
      if (!whenBegun) {
        throw failure;
      }
      return super.begin(transfer, flags, queue);
    }

    @Override
    protected void completed(PendingTransfer transfer) {
      if (whenBegun) {
        throw failure;
      }
    }
  }

  private StreamTransfers failing(ByteStream stream, boolean whenBegun) {
    return new StreamTransfers(
        NativeByteStream.of(stream).handle(),
        "failing",
        FileAccess.READ,
        new Failing(stream, whenBegun));
  }

  @Test
  void nothingIsLeftOfWhatFailedToBegin() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
      CompletableFuture<Void> neverInvoked = new CompletableFuture<>();
      try (ByteStream stream = script.open(FileAccess.READ)) {
        StreamTransfers transfers = failing(stream, false);
        AsyncCallback callback =
            RecordingCallback.keeping()
                .with(CallbackParameters.on(queue))
                .doing(result -> neverInvoked.complete(null));
        assertThatExceptionOfType(StackOverflowError.class)
            .isThrownBy(
                () ->
                    transfers.begin(TransferKind.READ, 0, ByteBuffer.allocate(10), callback, null));
        assertThat(PendingOperations.all().count()).isZero();
      }
      assertThat(script.references()).as("its lease on the stream").isEqualTo(1);
      assertThat(neverInvoked).isNotDone();
      queue.close();
      RetiredQueues.giveBackAll();
      assertThat(Natives.unlockWorkQueue(queue.id()))
          .as("its lease on the queue: MF_E_INVALID_WORKQUEUE")
          .isNegative();
    }
  }

  @Test
  void theCallbackIsInvokedWhateverGoesWrongBeforeIt() throws Exception {
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture();
        ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(10);
      CompletableFuture<Integer> read =
          failing(stream, true).begin(TransferKind.READ, 0, buffer, FutureOptions.DEFAULT);
      script.complete(0, 10);
      assertThat(read.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS)).isEqualTo(10);
      assertThat(uncaught.await(1)).containsExactly(failure);
    }
  }

  @Test
  void aFutureHearsThatItsOperationWasDroppedWhateverTheLogDoes() throws Exception {
    Logger logger = Logger.getLogger("org.mfplat4j");
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            throw new IllegalStateException("thrown by a test's log");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture();
        ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(10));
      script.drop();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> read.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
          .withMessageContaining("the platform dropped BeginRead");
      uncaught.await(1);
    } finally {
      logger.removeHandler(handler);
    }
  }

  @Test
  void aNativeCallbackIsKeptUntilItWasInvoked() throws Exception {
    CompletableFuture<Long> invoked = new CompletableFuture<>();
    long address = ComProbe.newCallback(0, invoked::complete);
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      try (CallbackObject callback = CallbackObject.borrow(address)) {
        stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
      }
      assertThat(ComProbe.references(address)).as("the probe's and the read's").isEqualTo(2);
      script.complete(0, 10);
      assertThat(invoked.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS)).isNotZero();
      Limits.eventually(() -> assertThat(ComProbe.references(address)).isEqualTo(1));
    }
    assertThat(ComProbe.release(address)).isZero();
  }

  @Test
  void aNativeCallbackIsLetGoWhenItWillNotBeInvoked() throws Exception {
    long address = ComProbe.newCallback(0, result -> {});
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      try (CallbackObject callback = CallbackObject.borrow(address)) {
        script.answer(HResult.E_ABORT.code());
        assertThatExceptionOfType(RuntimeException.class)
            .isThrownBy(() -> stream.beginRead(ByteBuffer.allocateDirect(10), callback, null));
        script.answer(0);
        stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
      }
      assertThat(ComProbe.references(address)).isEqualTo(2);
      script.drop();
      assertThat(ComProbe.references(address)).isEqualTo(1);
    }
    assertThat(ComProbe.release(address)).isZero();
  }

  // --- items that wait for an event, where the platform drops them

  @Test
  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = "each callback that ran on a serial queue keeps a reference")
  void aWaitThatThePlatformDropsIsInvokedOnItsQueueAsCancelled() throws Exception {
    long reported = LeakNet.reported();
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
        NativeEvent event = NativeEvent.create()) {
      RecordingCallback callback =
          RecordingCallback.keeping()
              .doing(
                  result -> assertThat(OwnedResult.sourceOf(result).handle().isPresent()).isTrue());
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        dropWait(queue, event, callback);
        assertThat(callback.count()).as("the queue is blocked").isZero();
      }
      RecordingCallback.Invocation invocation = callback.awaitOnly();
      assertThat(invocation.status()).isEqualTo(new HResult(0xC00D36ED));
      assertThat(invocation.result().state()).isEqualTo("state");
      Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
      assertThat(LeakNet.reported()).isEqualTo(reported);
    }
  }

  /** As a platform would that drops cancelled waits; the thread is none of its own. */
  private static void dropWait(WorkQueue itsQueue, NativeEvent itsEvent, AsyncCallback callback)
      throws Exception {
    EventHandle event = EventHandle.of(itsEvent);
    LeasedQueue queue = Objects.requireNonNull(LeasedQueue.of(itsQueue));
    event.acquire("a test");
    queue.acquire("a test");
    PendingWaitingItem item;
    try (Delivery delivery = Delivery.on(queue, callback, 0)) {
      item = new PendingWaitingItem(delivery, "state", event);
      assertThat(item.begin(id -> 0)).isZero();
    }
    Method abandoned = Upcall.class.getDeclaredMethod("abandoned", long.class);
    abandoned.setAccessible(true);
    abandoned.invoke(null, item.id());
  }

  @Test
  void aWaitThatIsDroppedAgainIsReported() throws Exception {
    long reported = LeakNet.reported();
    CountDownLatch invoked = new CountDownLatch(1);
    try (NativeEvent event = NativeEvent.create()) {
      EventHandle handle = EventHandle.of(event);
      handle.acquire("a test");
      PendingWaitingItem item;
      try (Delivery delivery =
          Delivery.on(LeasedQueue.of(WorkQueue.STANDARD), result -> invoked.countDown(), 0)) {
        item = new PendingWaitingItem(delivery, null, handle);
        assertThat(item.begin(id -> 0)).isZero();
      }
      Method abandoned = Upcall.class.getDeclaredMethod("abandoned", long.class);
      abandoned.setAccessible(true);
      try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
        abandoned.invoke(null, item.id());
        assertThat(PendingOperations.all().count()).isEqualTo(2);
        abandoned.invoke(null, item.id());
        assertThat(LeakNet.reported()).isEqualTo(reported + 1);
      }
      assertThat(invoked.await(Limits.NEVER.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
