package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.com.AsyncResultPointer;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.RecordingCallback.Invocation;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** Results that Java code makes: who owns them, what they carry, and when callbacks are invoked. */
class CreatedResultContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private final RecordingCallback callback = RecordingCallback.keeping();

  @Test
  void theCallbackGetsAnEqualResultOfItsOwn() throws Exception {
    Object object = new Object();
    Object state = new Object();
    try (AsyncResult mine = AsyncResult.create(object, callback, state)) {
      assertThat(mine.object()).isSameAs(object);
      assertThat(mine.state()).isSameAs(state);
      mine.invokeCallback();
      try (AsyncResult its = callback.awaitOnly().result()) {
        assertThat(its).isNotSameAs(mine).isEqualTo(mine).hasSameHashCodeAs(mine);
        assertThat(its.object()).isSameAs(object);
        assertThat(its.state()).isSameAs(state);
        assertThat(its.status()).isEqualTo(HResult.S_OK);
        its.setStatus(HResult.E_ABORT);
        assertThat(mine.status()).isEqualTo(HResult.E_ABORT);
      }
    }
  }

  @Test
  void theCreatorMayCloseItsResultBeforeTheCallbackRuns() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    RecordingCallback late = callback.doing(result -> Limits.eventually(closed));
    AsyncResult mine = AsyncResult.create("object", late, "state");
    mine.invokeCallback();
    mine.close();
    mine.close();
    closed.countDown();
    try (AsyncResult its = late.awaitOnly().result()) {
      assertThat(its.object()).isEqualTo("object");
      assertThat(its).isNotEqualTo(mine);
    }
  }

  @Test
  void eachInvokeCallbackIsOneInvocation() throws Exception {
    try (AsyncResult mine = AsyncResult.create(null, callback, null)) {
      for (int i = 0; i < 3; i++) {
        mine.invokeCallback();
      }
      List<Invocation> invocations = callback.await(3);
      assertThat(invocations).extracting(Invocation::result).containsOnly(mine);
      invocations.forEach(invocation -> invocation.result().close());
      callback.assertNoMoreThan(3);
    }
  }

  @Test
  void theCallbackNeverRunsInsideInvokeCallback() throws Exception {
    try (AsyncResult mine = AsyncResult.create(null, callback, null)) {
      mine.invokeCallback();
      Invocation invocation = callback.awaitOnly();
      assertThat(invocation.thread()).isNotSameAs(Thread.currentThread());
      invocation.result().close();
    }
  }

  @Test
  void theCallbackRunsOnTheQueueThatItNames() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      RecordingCallback onQueue = callback.with(CallbackParameters.on(queue));
      CountDownLatch release = new CountDownLatch(1);
      queue.execute(() -> waitFor(release));
      try (AsyncResult mine = AsyncResult.create(null, onQueue, null)) {
        mine.invokeCallback();
        onQueue.assertNoMoreThan(0);
        release.countDown();
        onQueue.awaitOnly().result().close();
      }
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aQueueThatWasClosedIsRefusedAtOnce() throws Exception {
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    queue.close();
    RecordingCallback onQueue = callback.with(CallbackParameters.on(queue));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AsyncResult.create(new Object(), onQueue, new Object()))
        .withMessageContaining("MFCreateAsyncResult")
        .withMessageContaining("MF_E_INVALID_WORKQUEUE");
    assertThat(JavaObjects.all().count()).isZero();
  }

  @Test
  void theExceptionBehindTheStatusIsTheCauseOfWhatCheckThrows() throws Exception {
    ArithmeticException cause = new ArithmeticException("no root");
    try (AsyncResult mine = AsyncResult.create("payload", callback, null)) {
      mine.fail(cause);
      mine.invokeCallback();
      mine.close();
      try (AsyncResult its = callback.awaitOnly().result()) {
        assertThat(its.status()).isEqualTo(HResult.E_FAIL);
        assertThatExceptionOfType(MediaFoundationException.class)
            .isThrownBy(() -> its.check("EndSquareRoot"))
            .withMessageContaining("EndSquareRoot failed: E_FAIL (0x80004005)")
            .withCause(cause);
      }
    }
  }

  @Test
  void theExceptionReachesTheCallbackAlsoWhereThereIsNoJavaObject() throws Exception {
    ArithmeticException cause = new ArithmeticException("no root");
    try (AsyncResult other = AsyncResult.create("other", callback, null);
        ComObject nativeObject = ComObject.borrow(AsyncResultPointer.address(other))) {
      for (Object object : new Object[] {null, nativeObject}) {
        RecordingCallback ended = RecordingCallback.keeping();
        try (AsyncResult mine = AsyncResult.create(object, ended, null)) {
          mine.fail(cause);
          assertThatExceptionOfType(MediaFoundationException.class)
              .isThrownBy(() -> mine.check("EndSquareRoot"))
              .withCause(cause);
          mine.invokeCallback();
        }
        try (AsyncResult its = ended.awaitOnly().result()) {
          assertThatExceptionOfType(MediaFoundationException.class)
              .isThrownBy(() -> its.check("EndSquareRoot"))
              .withCause(cause);
        }
      }
    }
  }

  @Test
  void theCodeThatAnExceptionCarriesBecomesTheStatus() throws Exception {
    NoSuchFileException missing = missing();
    try (AsyncResult mine = AsyncResult.create(null, callback, null)) {
      mine.fail(missing);
      assertThat(mine.status()).isEqualTo(HResult.ofWin32(2));
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> mine.check("EndOpen"))
          .satisfies(thrown -> assertThat(thrown.getCause()).hasCause(missing));
    }
  }

  private NoSuchFileException missing() throws Exception {
    try {
      bench.open(bench.missing("nothing.bin")).close();
    } catch (NoSuchFileException e) {
      return e;
    }
    throw new AssertionError("a missing file could be opened");
  }

  @Test
  void anotherStatusHasAnotherCauseOrNone() throws Exception {
    try (AsyncResult mine = AsyncResult.create(null, callback, null)) {
      mine.setStatus(HResult.E_INVALIDARG, new ArithmeticException());
      assertThatIllegalArgumentException().isThrownBy(() -> mine.check("End"));
      mine.setStatus(HResult.E_FAIL);
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> mine.check("End"))
          .withNoCause();
      mine.setStatus(HResult.S_OK);
      mine.check("End");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> mine.setStatus(HResult.S_FALSE, new ArithmeticException()))
          .withMessageContaining("S_FALSE");
    }
  }

  @Test
  void whatTheCallbackThrewIsTheCauseOfItsEnd() throws Exception {
    IllegalStateException thrown = new IllegalStateException("thrown by a test's callback");
    RecordingCallback throwing =
        callback.doing(
            result -> {
              throw thrown;
            });
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture();
        AsyncResult mine = AsyncResult.create(null, throwing, null)) {
      mine.invokeCallback();
      uncaught.await(1);
      try (AsyncResult its = throwing.awaitOnly().result()) {
        assertThatExceptionOfType(MediaFoundationException.class)
            .isThrownBy(() -> its.check("EndSquareRoot"))
            .withCause(thrown);
      }
      mine.check("the creator's result has nothing to do with it");
    }
  }

  @Test
  void aClosedResultRefusesEverything() {
    AsyncResult mine = AsyncResult.create("object", callback, "state");
    assertThat(mine.state()).isEqualTo("state");
    mine.setStatus(HResult.E_ABORT);
    mine.close();
    assertThat(mine.status()).as("stays readable").isEqualTo(HResult.E_ABORT);
    assertThat(mine.state()).as("was asked for before").isEqualTo("state");
    assertThatIllegalStateException().isThrownBy(mine::invokeCallback);
    assertThatIllegalStateException().isThrownBy(() -> mine.setStatus(HResult.S_OK));
    assertThatIllegalStateException().isThrownBy(() -> mine.fail(new ArithmeticException()));
    assertThatIllegalStateException()
        .isThrownBy(() -> mine.check("EndSquareRoot"))
        .withMessageContaining("EndSquareRoot");
  }

  @Test
  void aClosedResultThatWasNeverAskedDoesNotKnowItsObjectAndState() {
    AsyncResult mine = AsyncResult.create("object", callback, "state");
    mine.close();
    assertThatIllegalStateException().isThrownBy(mine::object).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(mine::state).withMessageContaining("closed");
  }

  @Test
  void objectAndStateOfAnotherTypeAreNamed() {
    try (AsyncResult mine = AsyncResult.create("object", callback, null)) {
      assertThat(mine.object(String.class)).isEqualTo("object");
      assertThatExceptionOfType(ClassCastException.class)
          .isThrownBy(() -> mine.object(Integer.class))
          .withMessageContaining("java.lang.String")
          .withMessageContaining("java.lang.Integer");
      assertThatExceptionOfType(ClassCastException.class)
          .isThrownBy(() -> mine.state(String.class))
          .withMessageContaining("none");
    }
  }

  @Test
  void aResultNeedsACallback() {
    assertThatNullPointerException().isThrownBy(() -> AsyncResult.create(null, null, null));
    RecordingCallback withoutParameters = callback.with(null);
    assertThatNullPointerException()
        .isThrownBy(() -> AsyncResult.create("object", withoutParameters, "state"))
        .withMessageContaining("parameters");
    assertThat(JavaObjects.all().count()).isZero();
  }

  @Test
  void javaObjectsAreHeldUntilTheLastReferenceIsGone() throws Exception {
    AsyncResult mine = AsyncResult.create("object", callback, "state");
    assertThat(JavaObjects.all().count()).as("object, callback and state").isEqualTo(3);
    assertThat(PendingOperations.all().count()).as("nothing is pending").isZero();
    mine.invokeCallback();
    AsyncResult its = callback.awaitOnly().result();
    mine.close();
    assertThat(JavaObjects.all().count()).isEqualTo(3);
    its.close();
    Limits.eventually(() -> assertThat(JavaObjects.all().count()).isZero());
  }

  @Test
  void closingThePlatformWaitsForACallbackThatRuns() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AsyncResult mine =
        AsyncResult.create(
            null,
            result -> {
              try (result) {
                entered.countDown();
                leave.await(10, TimeUnit.SECONDS);
              }
            },
            null);
    mine.invokeCallback();
    mine.close();
    Limits.eventually(entered);
    assertThat(PendingOperations.all().count()).isEqualTo(1);
    leave.countDown();
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
  }

  @Test
  @Tag("wine-isolate") // There what another test left behind may keep the platform up.
  void invokeCallbackNeedsAStartedPlatform() throws Exception {
    bench.platform().close();
    try (AsyncResult mine = AsyncResult.create(null, callback, null)) {
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(mine::invokeCallback)
          .withMessageContaining("MFInvokeCallback failed: MF_E_SHUTDOWN (0xC00D3E85)");
    }
    assertThat(callback.count()).isZero();
  }
}
