package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.PeriodicCallback;
import org.mfplat4j.ScheduledItem;
import org.mfplat4j.WaitingItem;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.LeaksOnWine;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What scheduled items, waiting items, events and periodic callbacks promise. */
class DeferredWorkContractTest {
  private static final String CANCELLED_ITEMS_LEAK =
      "a scheduled item that is cancelled keeps its callback";
  private static final String CANCELLED_WAITS_LEAK =
      "a waiting item that is cancelled keeps its result";
  private static final String REMOVED_CALLBACKS_LEAK =
      "a periodic callback that is removed keeps its context";

  @RegisterExtension final Workbench bench = new Workbench();

  // --- scheduled items

  @Test
  void scheduledItemsRunInTheOrderOfTheirTimes() throws Exception {
    List<Object> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(4);
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      for (int delay : new int[] {150, 50, 200, 100}) {
        queue.schedule(
            result -> {
              order.add(result.state());
              done.countDown();
            },
            delay,
            Duration.ofMillis(delay));
      }
      Limits.eventually(done);
    }
    assertThat(order).containsExactly(50, 100, 150, 200);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 999_999})
  void whatIsDueAtOnceRunsAtOnce(long nanos) throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue.MULTITHREADED.schedule(callback, null, Duration.ofNanos(nanos));
    callback.awaitOnly();
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_ITEMS_LEAK)
  void theLongestDelayIsNeverReached() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    ScheduledItem item =
        WorkQueue.MULTITHREADED.schedule(
            callback, null, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    callback.assertNoMoreThan(0);
    assertThat(item.cancel()).isTrue();
  }

  @Test
  void aQueueThatIsClosedStillRunsWhatIsScheduled() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    queue.schedule(callback, null, Duration.ofMillis(50));
    queue.close();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> queue.schedule(callback, null, Duration.ZERO))
        .withMessageContaining("MFScheduleWorkItem on \"" + queue + "\" failed")
        .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
    callback.awaitOnly();
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_ITEMS_LEAK)
  void cancelTellsTheTruthWhileTheItemBecomesDue() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    int cancelled = 0;
    int items = 300;
    for (int i = 0; i < items; i++) {
      ScheduledItem item =
          WorkQueue.MULTITHREADED.schedule(
              result -> ran.incrementAndGet(), null, Duration.ofMillis(1));
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
      if (item.cancel()) {
        cancelled++;
      }
    }
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    assertThat(ran.get() + cancelled).isEqualTo(items);
    // On a busy machine all of them may have run. What Wine 8 keeps is kept by cancelling.
    ScheduledItem certain =
        WorkQueue.MULTITHREADED.schedule(result -> {}, null, Duration.ofHours(1));
    assertThat(certain.cancel()).isTrue();
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_ITEMS_LEAK)
  void closingThePlatformDropsWhatIsScheduled() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    ScheduledItem item = WorkQueue.MULTITHREADED.schedule(callback, null, Duration.ofHours(1));
    long begin = System.nanoTime();
    bench.platform().close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    assertThat(PendingOperations.all().count()).isZero();
    assertThat(item.cancel()).isFalse();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> WorkQueue.MULTITHREADED.schedule(callback, null, Duration.ZERO))
        .withMessageContaining("MF_E_SHUTDOWN (0xC00D3E85)");
    assertThat(callback.count()).isZero();
  }

  @Test
  void nothingIsTakenWithoutACallback() {
    assertThatNullPointerException()
        .isThrownBy(() -> WorkQueue.MULTITHREADED.schedule(null, null, Duration.ZERO));
    assertThatNullPointerException()
        .isThrownBy(() -> WorkQueue.MULTITHREADED.schedule(result -> {}, null, null));
    assertThatNullPointerException()
        .isThrownBy(() -> WorkQueue.MULTITHREADED.putWaiting(null, result -> {}, null, 0));
    assertThatNullPointerException().isThrownBy(() -> PeriodicCallback.add(null));
    assertThat(PendingOperations.all().count()).isZero();
  }

  // --- events and those who wait for them

  @Test
  void aSignalLetsOneItemThrough() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (NativeEvent event = NativeEvent.create()) {
      event.set();
      for (int i = 0; i < 3; i++) {
        WorkQueue.MULTITHREADED.putWaiting(event, callback, i, 0);
      }
      for (int i = 1; i <= 3; i++) {
        callback.await(i);
        callback.assertNoMoreThan(i);
        event.set();
      }
    }
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_WAITS_LEAK)
  void aSignalThatIsTakenBackLetsNobodyThrough() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (NativeEvent event = NativeEvent.create()) {
      event.reset();
      event.set();
      event.set();
      event.reset();
      WaitingItem item = WorkQueue.MULTITHREADED.putWaiting(event, callback, null, 0);
      callback.assertNoMoreThan(0);
      assertThat(item.cancel()).isTrue();
      callback.awaitOnly();
    }
  }

  @Test
  void aWrappedEventIsTheSameEvent() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (NativeEvent event = NativeEvent.create()) {
      NativeEvent same = NativeEvent.wrap(event.handle());
      assertThat(same).hasToString(event.toString());
      WorkQueue.MULTITHREADED.putWaiting(same, callback, null, 1);
      event.set();
      callback.awaitOnly();
      same.close();
      assertThatIllegalStateException().isThrownBy(same::set).withMessageContaining("is closed");
      event.set();
    }
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_WAITS_LEAK)
  void anEventThatIsClosedStaysForWhoWaits() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    NativeEvent event = NativeEvent.create();
    WaitingItem item = WorkQueue.MULTITHREADED.putWaiting(event, callback, null, 0);
    event.close();
    event.close();
    assertThatIllegalStateException().isThrownBy(event::set);
    assertThatIllegalStateException().isThrownBy(event::reset);
    assertThatIllegalStateException().isThrownBy(event::handle);
    assertThatIllegalStateException()
        .isThrownBy(() -> WorkQueue.MULTITHREADED.putWaiting(event, callback, null, 0))
        .withMessageContaining("MFPutWaitingWorkItem failed");
    callback.assertNoMoreThan(0);
    assertThat(item.cancel()).isTrue();
    callback.awaitOnly();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void whatIsNoHandleIsNotWrapped(long handle) {
    assertThatIllegalArgumentException().isThrownBy(() -> NativeEvent.wrap(handle));
  }

  @Test
  void aHandleThatIsNoneIsRefusedWhenItIsUsed() {
    NativeEvent none = NativeEvent.wrap(0x7FFF_FFF0);
    assertThatIllegalArgumentException().isThrownBy(none::set).withMessageContaining("E_HANDLE");
    if (TestPlatform.isPortable()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WorkQueue.MULTITHREADED.putWaiting(none, result -> {}, null, 0))
          .withMessageContaining("E_HANDLE");
    }
    assertThat(PendingOperations.all().count()).isZero();
  }

  @Test
  void nothingWaitsOnTheQueuesOfThePlatformsOwnWork() throws Exception {
    try (NativeEvent event = NativeEvent.create()) {
      for (WorkQueue queue :
          new WorkQueue[] {WorkQueue.RT, WorkQueue.IO, WorkQueue.TIMER, WorkQueue.LONG_FUNCTION}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> queue.putWaiting(event, result -> {}, null, 0))
            .withMessageContaining(queue.toString());
      }
    }
  }

  @Test
  void itemsWaitOnEveryOtherKindOfQueue() throws Exception {
    try (NativeEvent event = NativeEvent.create();
        WorkQueue standard = WorkQueue.allocate(WorkQueueType.STANDARD);
        WorkQueue multithreaded = WorkQueue.allocate(WorkQueueType.MULTITHREADED);
        WorkQueue shared = WorkQueue.lockShared("", 0)) {
      for (WorkQueue queue :
          new WorkQueue[] {
            WorkQueue.STANDARD, WorkQueue.MULTITHREADED, standard, multithreaded, shared
          }) {
        RecordingCallback callback = RecordingCallback.keeping();
        queue.putWaiting(event, callback, null, 0);
        event.set();
        callback.awaitOnly();
      }
    }
  }

  @Test
  @Tag("wine-isolate")
  @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_WAITS_LEAK)
  void closingThePlatformTellsWhoWaits() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (NativeEvent event = NativeEvent.create()) {
      WorkQueue.MULTITHREADED.putWaiting(event, callback, null, 0);
      bench.platform().close();
      assertThat(callback.awaitOnly().status().name()).isEqualTo("MF_E_OPERATION_CANCELLED");
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> WorkQueue.MULTITHREADED.putWaiting(event, callback, null, 0))
          .withMessageContaining("MF_E_SHUTDOWN (0xC00D3E85)");
      event.set();
    }
    assertThat(PendingOperations.all().count()).isZero();
  }

  // --- periodic callbacks

  @Test
  @LeaksOnWine(versions = 8, objects = true, value = REMOVED_CALLBACKS_LEAK)
  void aPeriodicCallbackMayCloseItself() throws Exception {
    AtomicInteger ticks = new AtomicInteger();
    PeriodicCallback[] itself = new PeriodicCallback[1];
    CountDownLatch known = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    itself[0] =
        PeriodicCallback.add(
            () -> {
              ticks.incrementAndGet();
              try {
                known.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              itself[0].close();
              closed.countDown();
            });
    known.countDown();
    Limits.eventually(closed);
    Thread.sleep(Limits.NEVER.toMillis());
    assertThat(ticks).hasValue(1);
    itself[0].close();
  }

  @Test
  @LeaksOnWine(versions = 8, objects = true, value = REMOVED_CALLBACKS_LEAK)
  void whatATickThrowsReachesTheUncaughtHandlerAndTheNextTickComes() throws Exception {
    IllegalStateException exception = new IllegalStateException("thrown by a test's tick");
    AtomicInteger ticks = new AtomicInteger();
    CountDownLatch next = new CountDownLatch(2);
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture();
        PeriodicCallback periodic =
            PeriodicCallback.add(
                () -> {
                  next.countDown();
                  if (ticks.incrementAndGet() == 1) {
                    throw exception;
                  }
                })) {
      Limits.eventually(next);
      assertThat(uncaught.await(1)).containsExactly(exception);
      assertThat(periodic).isNotNull();
    }
  }

  @Test
  @LeaksOnWine(versions = 8, objects = true, value = REMOVED_CALLBACKS_LEAK)
  void closingThePlatformRemovesPeriodicCallbacks() throws Exception {
    AtomicInteger ticks = new AtomicInteger();
    PeriodicCallback periodic = PeriodicCallback.add(ticks::incrementAndGet);
    Limits.eventually(() -> assertThat(ticks.get()).isPositive());
    bench.platform().close();
    int before = ticks.get();
    try (MediaFoundation again = MediaFoundation.startup()) {
      assertThat(again).isNotNull();
      Thread.sleep(Limits.NEVER.toMillis());
      assertThat(ticks).hasValue(before);
      periodic.close();
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> PeriodicCallback.add(() -> {}))
        .withMessageContaining("MF_E_SHUTDOWN (0xC00D3E85)");
  }

  // --- locks

  @Test
  void aQueueLivesUntilEachOfItsLocksWasClosed() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    WorkQueue another = queue.lock();
    assertThat(another).isEqualTo(queue).hasToString(queue.toString());
    queue.close();
    assertThatIllegalArgumentException()
        .isThrownBy(queue::lock)
        .withMessageContaining("MFLockWorkQueue failed")
        .withMessageContaining("MF_E_INVALID_WORKQUEUE");
    another.put(callback, null);
    callback.awaitOnly();
    another.close();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> another.put(callback, null));
    assertThat(WorkQueue.STANDARD.lock()).isSameAs(WorkQueue.STANDARD);
  }
}
