package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.UnknownQueue;
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
 * Cases A16 to A25: work queues.
 *
 * <p>Left to the native tests, because the Java API cannot say it: a queue that is unlocked too
 * often (A17), a type that does not exist (A18), and a task without a class (A23).
 */
class QueueCasesTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @ParameterizedTest(name = "queue {0}")
  @ValueSource(ints = {0, 6, 8, -1, 0x7FFF0001})
  @DisplayName("A16 items for queues that do not exist: MF_E_INVALID_WORKQUEUE, no Invoke")
  void a16_queuesThatDoNotExistRefuseItems(int id) throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue queue = UnknownQueue.withId(id);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> queue.put(callback, null))
        .withMessageContaining("MFPutWorkItem2 on \"" + queue + "\" failed")
        .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
    assertThat(PendingOperations.all().count()).isZero();
    callback.assertNoMoreThan(0);
  }

  @Test
  @DisplayName("A17 a private queue has an identifier of its own, and takes nothing once closed")
  void a17_aPrivateQueueLivesUntilItIsClosed() throws Exception {
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    assertThat(queue.id() & 0xFFFF0000).isNotZero();
    queue.close();
    queue.close();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> queue.put(RecordingCallback.keeping(), null))
        .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
  }

  @ParameterizedTest(name = "type {0}")
  @EnumSource
  @DisplayName("A18 every type of private queue runs an item")
  void a18_everyTypeRunsAnItem(WorkQueueType type) throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(type)) {
      RecordingCallback callback = RecordingCallback.keeping();
      queue.put(callback, null);
      callback.awaitOnly();
    }
  }

  @Test
  @DisplayName("A19 200 items on a private queue run in order, and never two at a time")
  void a19_aPrivateQueueKeepsTheOrder() throws Exception {
    int items = 200;
    List<Object> order = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(items);
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      for (int i = 0; i < items; i++) {
        queue.put(
            result -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              order.add(result.state());
              Thread.yield();
              inside.decrementAndGet();
              done.countDown();
            },
            i);
      }
      Limits.eventually(done);
    }
    assertThat(order)
        .containsExactlyElementsOf(IntStream.range(0, items).<Object>mapToObj(i -> i).toList());
    assertThat(most).as("items at a time").hasValue(1);
  }

  @Test
  @DisplayName("A20 two items on MULTITHREADED run at the same time")
  void a20_multithreadedDoesNotSerialise() throws Exception {
    CountDownLatch bothStarted = new CountDownLatch(2);
    CountDownLatch met = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      WorkQueue.MULTITHREADED.put(
          result -> {
            bothStarted.countDown();
            if (bothStarted.await(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS)) {
              met.countDown();
            }
          },
          null);
    }
    assertThat(met.await(2 * Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS))
        .as("both items saw the other start")
        .isTrue();
  }

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = "each callback that ran on a serial queue keeps a reference")
  @Test
  @DisplayName("A21 every queue of the platform can be the target of a serial queue")
  void a21_everyQueueOfThePlatformCanBeATarget() throws Exception {
    for (WorkQueue target :
        new WorkQueue[] {
          WorkQueue.STANDARD,
          WorkQueue.RT,
          WorkQueue.IO,
          WorkQueue.TIMER,
          WorkQueue.MULTITHREADED,
          WorkQueue.LONG_FUNCTION
        }) {
      try (WorkQueue serial = WorkQueue.allocateSerial(target)) {
        RecordingCallback callback = RecordingCallback.keeping();
        serial.put(callback, null);
        callback.awaitOnly();
      }
    }
  }

  /**
   * Expected on Windows: as on Linux. The queue waits until the result of the item is given to
   * MFInvokeCallback (MFAllocateSerialWorkQueue). Wine would stop the queue for ever.
   */
  @Test
  @DisplayName("A22 a serial queue starts nothing before the reply to an item in reply mode")
  void a22_aSerialQueueWaitsForTheReply() throws Exception {
    try (WorkQueue serial = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      RecordingCallback asks =
          RecordingCallback.keeping().with(CallbackParameters.on(serial, CallbackFlag.REPLY));
      if (TestPlatform.isWine(8, 10)) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(() -> serial.put(asks, null))
            .withMessageContaining("Wine");
        asks.assertNoMoreThan(0);
        return;
      }
      RecordingCallback waits = RecordingCallback.keeping();
      serial.put(asks, null);
      serial.put(waits, null);
      AsyncResult reply = asks.awaitOnly().result();
      waits.assertNoMoreThan(0);
      reply.invokeCallback();
      waits.awaitOnly();
      asks.assertNoMoreThan(1);
    }
  }

  @Test
  @DisplayName("A23 no class at all is refused; the class \"\" is the queue without one")
  void a23_aSharedQueueNeedsAClass() throws Exception {
    assertThatNullPointerException().isThrownBy(() -> WorkQueue.lockShared(null, 0));
    try (WorkQueue first = WorkQueue.lockShared("", 0);
        WorkQueue second = WorkQueue.lockShared("", 0)) {
      assertThat(first.id() & 0xFFFF0000).isNotZero();
      assertThat(second.id()).isEqualTo(first.id());
    }
  }

  @Test
  @DisplayName("A24 items run by priority, and in order within a priority")
  void a24_itemsRunByPriority() throws Exception {
    List<Object> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(6);
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        int number = 0;
        for (int priority : new int[] {-1, 0, 1, -1, 0, 1}) {
          queue.put(
              result -> {
                order.add(result.state());
                done.countDown();
              },
              "item " + number++ + " of priority " + priority,
              priority);
        }
      }
      Limits.eventually(done);
    }
    assertThat(order)
        .containsExactly(
            "item 2 of priority 1",
            "item 5 of priority 1",
            "item 1 of priority 0",
            "item 4 of priority 0",
            "item 0 of priority -1",
            "item 3 of priority -1");
  }

  @Test
  @DisplayName("A25 while STANDARD is held, MULTITHREADED runs items at once")
  void a25_multithreadedRunsWhileStandardIsHeld() throws Exception {
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      CountDownLatch ran = new CountDownLatch(1);
      WorkQueue.MULTITHREADED.put(result -> ran.countDown(), null);
      // Before the other queue goes on, which is what at once means on a busy machine.
      Limits.eventually(ran);
    }
  }
}
