package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.HResult;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.PeriodicCallback;
import org.mfplat4j.ScheduledItem;
import org.mfplat4j.UnknownQueue;
import org.mfplat4j.WaitingItem;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.LeaksOnWine;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/**
 * Cases A26 to A30, and A12 to A14 where they touch what comes later: timers, waits, periodic
 * callbacks.
 */
class DeferredWorkCasesTest {
  private static final Duration LONG = Duration.ofSeconds(5);

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  @DisplayName("A12 what comes later runs on its queue, and waits when that is blocked")
  void a12_whatComesLaterRunsOnItsQueue() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        NativeEvent event = NativeEvent.create()) {
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        queue.schedule(callback, null, Duration.ofMillis(1));
        queue.putWaiting(event, callback, null, 0);
        event.set();
        callback.assertNoMoreThan(0);
      }
      callback.await(2);
    }
  }

  @Test
  @DisplayName("A13 what comes later is refused for a queue that does not exist")
  void a13_whatComesLaterIsRefusedWithoutAQueue() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue none = UnknownQueue.withId(6);
    try (NativeEvent event = NativeEvent.create()) {
      if (TestPlatform.isPortable()) {
        assertThatExceptionOfType(RejectedExecutionException.class)
            .isThrownBy(() -> none.schedule(callback, null, Duration.ofMillis(1)))
            .withMessageContaining("MFScheduleWorkItem on \"queue 6\" failed")
            .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
        assertThatExceptionOfType(RejectedExecutionException.class)
            .isThrownBy(() -> none.putWaiting(event, callback, null, 0))
            .withMessageContaining("MFPutWaitingWorkItem on \"queue 6\" failed")
            .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
      }
    }
    WorkQueue closed = WorkQueue.allocate(WorkQueueType.STANDARD);
    closed.close();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> closed.schedule(callback, null, Duration.ofMillis(1)))
        .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
    assertThat(PendingOperations.all().count()).isZero();
    callback.assertNoMoreThan(0);
  }

  @Test
  @DisplayName("A14 a fast callback that comes later names IO or TIMER, or is none")
  void a14_fastCallbacksMayBeScheduledOnTheTimerQueue() throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallbackParameters.on(WorkQueue.STANDARD, CallbackFlag.SIGNAL))
        .withMessageContaining("MF_E_INVALID_WORKQUEUE");
    RecordingCallback callback =
        RecordingCallback.keeping()
            .with(CallbackParameters.on(WorkQueue.TIMER, CallbackFlag.SIGNAL));
    WorkQueue.TIMER.schedule(callback, null, Duration.ofMillis(1));
    // Put elsewhere, the flags that are for TIMER do not count.
    WorkQueue.MULTITHREADED.schedule(callback, null, Duration.ofMillis(1));
    callback.await(2);
  }

  @Test
  @DisplayName("A26 an item scheduled for 100 ms runs once, not before 98 ms")
  void a26_aScheduledItemRunsOnceAndNotEarly() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    AtomicReference<Long> invoked = new AtomicReference<>();
    long begin = System.nanoTime();
    ScheduledItem item =
        WorkQueue.MULTITHREADED.schedule(
            callback.doing(result -> invoked.set(System.nanoTime())),
            "state",
            Duration.ofMillis(100));
    Limits.eventually(() -> assertThat(invoked.get()).isNotNull());
    assertThat(Duration.ofNanos(invoked.get() - begin)).isGreaterThan(Duration.ofMillis(98));
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    assertThat(item.cancel()).isFalse();
    assertThat(item).hasToString("ScheduledItem[MFScheduleWorkItem]");
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(
      versions = 8,
      objects = true,
      value = "a scheduled item that is cancelled keeps its callback")
  @DisplayName("A27 an item that is cancelled never runs, and nothing is kept")
  void a27_aCancelledItemNeverRuns() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    ScheduledItem item = WorkQueue.MULTITHREADED.schedule(callback, "state", LONG);
    assertThat(PendingOperations.all().count()).isEqualTo(1);
    assertThat(item.cancel()).isTrue();
    assertThat(PendingOperations.all().count()).as("what keeps callback and state").isZero();
    assertThat(item.cancel()).isFalse();
    callback.assertNoMoreThan(0);
  }

  @Test
  @DisplayName("A28 an item that waits for an event runs once the event is set")
  void a28_aWaitingItemRunsWhenItsEventIsSet() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (NativeEvent event = NativeEvent.create()) {
      WaitingItem item = WorkQueue.MULTITHREADED.putWaiting(event, callback, "state", 0);
      callback.assertNoMoreThan(0);
      event.set();
      RecordingCallback.Invocation only = callback.awaitOnly();
      assertThat(only.status()).isEqualTo(HResult.S_OK);
      assertThat(only.result().state()).isEqualTo("state");
      assertThat(item.cancel()).isFalse();
      event.set();
      callback.assertNoMoreThan(1);
      assertThat(item).hasToString("WaitingItem[MFPutWaitingWorkItem]");
    }
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(
      versions = 8,
      objects = true,
      value = "a waiting item that is cancelled keeps its result")
  @DisplayName("A29 a waiting item that is cancelled is invoked with MF_E_OPERATION_CANCELLED")
  void a29_aCancelledWaitIsTold() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (NativeEvent event = NativeEvent.create()) {
      WaitingItem item = WorkQueue.MULTITHREADED.putWaiting(event, callback, null, 0);
      assertThat(item.cancel()).isTrue();
      assertThat(callback.awaitOnly().status().name()).isEqualTo("MF_E_OPERATION_CANCELLED");
      assertThat(item.cancel()).isFalse();
      event.set();
      callback.assertNoMoreThan(1);
    }
  }

  @Test
  @LeaksOnWine(
      versions = 8,
      objects = true,
      value = "a periodic callback that is removed keeps its context")
  @DisplayName("A30 a periodic callback ticks on another thread until it is closed")
  void a30_aPeriodicCallbackTicks() throws Exception {
    assertThat(PeriodicCallback.periodicity()).isEqualTo(Duration.ofMillis(10));
    CountDownLatch ticks = new CountDownLatch(3);
    AtomicInteger afterwards = new AtomicInteger();
    AtomicReference<Thread> thread = new AtomicReference<>();
    PeriodicCallback periodic =
        PeriodicCallback.add(
            () -> {
              thread.set(Thread.currentThread());
              ticks.countDown();
              afterwards.incrementAndGet();
            });
    Limits.eventually(ticks);
    periodic.close();
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    int before = afterwards.get();
    Thread.sleep(Limits.NEVER.toMillis());
    assertThat(afterwards).hasValue(before);
    assertThat(thread.get()).isNotSameAs(Thread.currentThread());
  }
}
