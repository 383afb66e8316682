package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.ComProbe;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.UnknownQueue;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.com.AsyncResultPointer;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.PendingOperations;
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
 * <p>Left to the native tests, because the Java API cannot say it: A05, the event handle in a
 * result. A04 is with the cases of the platform.
 */
class AsyncResultCasesTest {
  private static final int E_POINTER = 0x80004003;

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
  @DisplayName("A01 GetState of a result made in Java: E_POINTER without a state, else the state")
  void a01_nativeCodeSeesWhetherThereIsAState() {
    long[] found = new long[1];
    try (AsyncResult without = AsyncResult.create("object", RecordingCallback.keeping(), null);
        AsyncResult with = AsyncResult.create(null, RecordingCallback.keeping(), "state")) {
      assertThat(without.state()).isNull();
      assertThat(ComProbe.getState(AsyncResultPointer.address(without), found))
          .isEqualTo(E_POINTER);
      assertThat(ComProbe.getState(AsyncResultPointer.address(with), found)).isZero();
      assertThat(ComProbe.release(found[0])).as("the result's own reference").isEqualTo(1);
    }
  }

  @Test
  @DisplayName("A02 GetObject of a result made in Java without an object: E_POINTER")
  void a02_nativeCodeSeesWhetherThereIsAnObject() {
    long[] found = new long[1];
    try (AsyncResult without = AsyncResult.create(null, RecordingCallback.keeping(), "state");
        AsyncResult with = AsyncResult.create("object", RecordingCallback.keeping(), null)) {
      assertThat(without.object()).isNull();
      assertThat(ComProbe.getObject(AsyncResultPointer.address(without), found))
          .isEqualTo(E_POINTER);
      assertThat(ComProbe.getObject(AsyncResultPointer.address(with), found)).isZero();
      assertThat(ComProbe.release(found[0])).as("the result's own reference").isEqualTo(1);
    }
  }

  @Test
  @DisplayName("A02 GetObject gives the very pointer that was given, with one reference")
  void a02_getObjectGivesTheSamePointerWithAReference() {
    try (AsyncResult first = AsyncResult.create(null, RecordingCallback.keeping(), null)) {
      long address = AsyncResultPointer.address(first);
      try (ComObject object = ComObject.borrow(address);
          AsyncResult second = AsyncResult.create(object, RecordingCallback.keeping(), null)) {
        assertThat(ComProbe.references(address)).isEqualTo(3);
        long[] found = new long[1];
        assertThat(ComProbe.getObject(AsyncResultPointer.address(second), found)).isZero();
        assertThat(found[0]).isEqualTo(address);
        assertThat(ComProbe.release(address)).isEqualTo(3);
        assertThat(second.object(ComObject.class).address()).isEqualTo(address);
        assertThat(ComProbe.references(address)).isEqualTo(4);
      }
      assertThat(ComProbe.references(address)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("A03 a result made in Java keeps the status that it is given")
  void a03_aResultMadeInJavaKeepsItsStatus() {
    try (AsyncResult result = AsyncResult.create(null, RecordingCallback.keeping(), null)) {
      assertThat(result.status()).isEqualTo(HResult.S_OK);
      for (HResult status : new HResult[] {HResult.E_FAIL, new HResult(123), HResult.S_OK}) {
        result.setStatus(status);
        assertThat(result.status()).isEqualTo(status);
      }
    }
  }

  @Test
  @DisplayName(
      "A06 MFInvokeCallback: one Invoke on another thread, then the creator has the only reference")
  void a06_afterInvokeCallbackTheCreatorHasTheOnlyReference() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (CallbackObject object = CallbackObject.of(callback);
        ComObject state = ComObject.adopt(ComProbe.newResult(0, 0))) {
      AsyncResult result = AsyncResult.create(null, object, state);
      long address = AsyncResultPointer.address(result);
      // As in the table of reference counts: one more for each, and the result with one.
      assertThat(ComProbe.references(object.address())).isEqualTo(2);
      assertThat(ComProbe.references(state.address())).isEqualTo(2);
      assertThat(ComProbe.references(address)).isEqualTo(1);
      result.invokeCallback();
      Invocation invocation = callback.awaitOnly();
      assertThat(invocation.thread()).isNotSameAs(Thread.currentThread());
      assertThat(AsyncResultPointer.address(invocation.result())).isEqualTo(address);
      invocation.result().close();
      Limits.eventually(() -> assertThat(ComProbe.references(address)).isEqualTo(1));
      assertThat(ComProbe.references(object.address())).isEqualTo(2);
      callback.assertNoMoreThan(1);
      result.close();
      assertThat(ComProbe.references(object.address())).isEqualTo(1);
      assertThat(ComProbe.references(state.address())).isEqualTo(1);
    }
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
  @DisplayName("A10 the same by MFInvokeCallback, and what was thrown is kept for the End")
  void a10_anExceptionIsKeptForTheEndOfAResultMadeInJava() throws Exception {
    IllegalStateException thrown = new IllegalStateException("thrown by a test's callback");
    RecordingCallback callback =
        RecordingCallback.keeping()
            .doing(
                result -> {
                  throw thrown;
                });
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture();
        AsyncResult result = AsyncResult.create(null, callback, null)) {
      result.invokeCallback();
      result.invokeCallback();
      assertThat(uncaught.await(2)).containsOnly(thrown);
      for (Invocation invocation : callback.await(2)) {
        try (AsyncResult its = invocation.result()) {
          assertThat(its.status()).isEqualTo(HResult.S_OK);
          assertThatExceptionOfType(MediaFoundationException.class)
              .isThrownBy(() -> its.check("End"))
              .withCause(thrown);
        }
      }
    }
  }

  @Test
  @DisplayName("A11 a Java callback's lasting COM object, through nothing but its vtable")
  void a11_theLastingComObjectOfAJavaCallbackIsWhatComWants() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping().doing(AsyncResult::close);
    long result = ComProbe.newResult(0, 0);
    try (CallbackObject object = CallbackObject.of(callback)) {
      assertThat(ComProbe.useThroughVtable(object.address(), result)).isEmpty();
    }
    callback.awaitOnly();
    assertThat(ComProbe.release(result)).isZero();
  }

  @Test
  @DisplayName("A11 a Java callback's COM object has one identity, counts, and refuses other IIDs")
  void a11_theComObjectOfAJavaCallbackHasOneIdentity() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
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
  @DisplayName("A12 MFInvokeCallback on a private queue that is busy: Invoke waits, then runs")
  void a12_invokeCallbackWaitsForTheQueueThatTheCallbackNames() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      RecordingCallback callback =
          RecordingCallback.keeping().with(CallbackParameters.on(queue)).doing(AsyncResult::close);
      try (AsyncResult result = AsyncResult.create(null, callback, null)) {
        try (QueueBlocker blocked = QueueBlocker.on(queue)) {
          result.invokeCallback();
          callback.assertNoMoreThan(0);
        }
        callback.awaitOnly();
      }
    }
  }

  @Test
  @DisplayName("A13 MFInvokeCallback for queue 6: MF_E_INVALID_WORKQUEUE, no Invoke, no reference")
  void a13_invokeCallbackForAQueueThatDoesNotExistIsRefused() throws Exception {
    RecordingCallback callback =
        RecordingCallback.keeping().with(CallbackParameters.on(UnknownQueue.withId(6)));
    try (CallbackObject object = CallbackObject.of(callback);
        AsyncResult result = AsyncResult.create(null, object, null)) {
      assertThat(ComProbe.references(object.address())).isEqualTo(2);
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(result::invokeCallback)
          .withMessageContaining("MFInvokeCallback failed")
          .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
      assertThat(ComProbe.references(AsyncResultPointer.address(result))).isEqualTo(1);
      assertThat(ComProbe.references(object.address())).isEqualTo(2);
      callback.assertNoMoreThan(0);
    }
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(
      versions = {8, 10},
      operations = 1,
      value = "a result that cannot be dispatched is never released")
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
