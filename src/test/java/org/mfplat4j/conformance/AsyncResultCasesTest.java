package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AccessMode;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.HResult;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.UnknownQueue;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.PendingOperations;
import org.mfplat4j.testing.LeaksOnWine;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.RecordingCallback.Invocation;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/**
 * Cases A01 to A14: the asynchronous result and its callback.
 *
 * <p>Left to the native tests, because the Java API cannot say it: A02 and A04 (creating a result),
 * A05 (its event handle), A06 (MFInvokeCallback). A12 takes a read for MFInvokeCallback.
 */
class AsyncResultCasesTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  @DisplayName("A01 a result without state has none, and says so without an exception")
  void a01_stateIsNullWhenNoneWasGiven() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue.STANDARD.put(callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertThat(result.state()).isNull();
    assertThat(result.object()).isNull();
  }

  @Test
  @DisplayName("A03 SetStatus changes what GetStatus gives")
  void a03_setStatusIsWhatStatusGives() throws Exception {
    BlockingQueue<HResult> seen = new LinkedBlockingQueue<>();
    WorkQueue.STANDARD.put(
        result -> {
          HResult fresh = result.status();
          result.setStatus(HResult.E_FAIL);
          seen.add(fresh);
          seen.add(result.status());
        },
        null);
    assertThat(seen.poll(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS))
        .isEqualTo(HResult.S_OK);
    assertThat(seen.poll(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS))
        .isEqualTo(HResult.E_FAIL);
  }

  @Test
  @DisplayName(
      "A07 callback and state are held while the item is pending or running, and not longer")
  void a07_callbackAndStateAreHeldUntilInvokeHasReturned() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    WeakReference<AsyncCallback> callback = putHeldOpen(entered, leave);
    Limits.eventually(entered);

    assertThat(PendingOperations.all().count()).isEqualTo(1);
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    assertThat(callback.get()).as("the callback that is running").isNotNull();

    leave.countDown();
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(callback.get()).as("the callback that has returned").isNull();
        });
  }

  // In a method of its own, so that no local variable holds the callback.
  private static WeakReference<AsyncCallback> putHeldOpen(
      CountDownLatch entered, CountDownLatch leave) {
    AsyncCallback callback =
        result -> {
          entered.countDown();
          leave.await(10, TimeUnit.SECONDS);
        };
    WorkQueue.STANDARD.put(callback, new Object());
    return new WeakReference<>(callback);
  }

  @Test
  @DisplayName("A08 Invoke runs exactly once, on another thread than the one that put the item")
  void a08_invokeRunsOnceOnAnotherThread() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue.STANDARD.put(callback, null);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.thread()).isNotSameAs(Thread.currentThread());
    assertThat(invocation.thread().isDaemon()).isTrue();
    callback.assertNoMoreThan(1);
  }

  @Test
  @DisplayName("A09 what Invoke answers is ignored: both items run, with the status S_OK")
  void a09_aCallbackThatFailsChangesNothing() throws Exception {
    RecordingCallback callback =
        RecordingCallback.keeping()
            .doing(
                result -> {
                  throw new UnsupportedOperationException("E_NOTIMPL");
                });
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      WorkQueue.STANDARD.put(callback, null);
      WorkQueue.STANDARD.put(callback, null);
      assertThat(callback.await(2)).extracting(Invocation::status).containsOnly(HResult.S_OK);
      uncaught.await(2);
    }
  }

  @Test
  @DisplayName("A10 a callback that throws: the uncaught handler hears of it, the next item runs")
  void a10_anExceptionReachesTheUncaughtHandlerAndTheNextItemRuns() throws Exception {
    IllegalStateException thrown = new IllegalStateException("thrown by a test's callback");
    RecordingCallback good = RecordingCallback.keeping();
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      WorkQueue.STANDARD.put(
          result -> {
            throw thrown;
          },
          null);
      WorkQueue.STANDARD.put(good, null);
      good.awaitOnly();
      assertThat(uncaught.await(1)).containsExactly(thrown);
    }
  }

  @Test
  @DisplayName("A11 a Java callback's COM object has one identity, counts, and refuses other IIDs")
  void a11_theComObjectOfAJavaCallbackHasOneIdentity() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(AccessMode.READ)) {
      stream.beginRead(ByteBuffer.allocateDirect(8), callback, null);
      assertThat(script.identityComplaint()).isEmpty();
      script.complete(0, 8);
      assertThat(stream.endRead(callback.awaitOnly().result())).isEqualTo(8);
    }
  }

  @Test
  @Tag("wine-isolate")
  @DisplayName("A12 GetParameters naming a private queue that is busy: Invoke waits, then runs")
  void a12_aCallbackWaitsForTheQueueThatItNames() throws Exception {
    ByteStream stream = bench.reading(1000);
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      RecordingCallback callback =
          RecordingCallback.ending(stream).with(CallbackParameters.on(queue));
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
        callback.assertNoMoreThan(0);
      }
      assertThat(callback.awaitOnly().count()).isEqualTo(100);
    }
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(operations = 1, value = "a result that cannot be dispatched is never released")
  @DisplayName("A13 GetParameters naming queue 6: MF_E_INVALID_WORKQUEUE and no Invoke")
  void a13_aCallbackForAQueueThatDoesNotExistIsNeverInvoked() throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback callback =
        RecordingCallback.ending(stream).with(CallbackParameters.on(UnknownQueue.withId(6)));
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    if (TestPlatform.isPortable()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stream.beginRead(buffer, callback, null))
          .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
      assertThat(PendingOperations.all().count()).isZero();
    } else {
      // Media Foundation finds out when the data is there and the result is dispatched, too late to
      // tell
      // anybody.
      stream.beginRead(buffer, callback, null);
    }
    callback.assertNoMoreThan(0);
  }

  @Test
  @DisplayName("A14 a fast callback for STANDARD: MF_E_INVALID_WORKQUEUE, before anything begins")
  void a14_fastCallbacksBelongOnIoAndTimer() throws Exception {
    // Wine ignores the flags and invokes: in Java the pair is refused when it is made.
    for (CallbackFlag fast : List.of(CallbackFlag.FAST_IO_PROCESSING, CallbackFlag.SIGNAL)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CallbackParameters.on(WorkQueue.STANDARD, fast))
          .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
      ByteStream stream = bench.reading(1000);
      RecordingCallback callback =
          RecordingCallback.ending(stream).with(CallbackParameters.on(WorkQueue.IO, fast));
      stream.beginRead(ByteBuffer.allocateDirect(600), callback, null);
      assertThat(callback.awaitOnly().count()).isEqualTo(600);
    }
  }
}
