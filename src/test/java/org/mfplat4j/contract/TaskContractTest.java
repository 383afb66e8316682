package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What a queue promises as an executor: tasks that come together share work items. */
class TaskContractTest {
  // More than share one item.
  private static final int TASKS = 1_000;

  @RegisterExtension final Workbench bench = new Workbench();

  private final List<Object> ran = Collections.synchronizedList(new ArrayList<>());

  @Test
  void tasksOfASerialQueueRunInTheirOrder() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      for (int i = 0; i < TASKS; i++) {
        int number = i;
        queue.execute(() -> ran.add(number));
      }
      assertRan(IntStream.range(0, TASKS).boxed().toArray());
    }
  }

  @Test
  void tasksThatWaitTogetherAreFewWorkItems() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        int before = PendingOperations.all().count();
        for (int i = 0; i < TASKS; i++) {
          int number = i;
          queue.execute(() -> ran.add(number));
        }
        assertThat(PendingOperations.all().count() - before).isBetween(1, TASKS / 100);
      }
      assertRan(IntStream.range(0, TASKS).boxed().toArray());
    }
  }

  @Test
  void aTaskDoesNotOvertakeWhatWasPutBeforeIt() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        queue.execute(() -> ran.add("first"));
        queue.put(result -> ran.add("put"), null);
        queue.execute(() -> ran.add("second"));
        queue.execute(() -> ran.add("third"));
      }
      assertRan("first", "put", "second", "third");
    }
  }

  @Test
  void aTaskDoesNotOvertakeACallbackThatWasInvokedBeforeIt() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      AsyncCallback onQueue = callbackOn(queue, "invoked");
      try (QueueBlocker blocked = QueueBlocker.on(queue);
          AsyncResult result = AsyncResult.create(null, onQueue, null)) {
        queue.execute(() -> ran.add("first"));
        result.invokeCallback();
        queue.execute(() -> ran.add("second"));
      }
      assertRan("first", "invoked", "second");
    }
  }

  private AsyncCallback callbackOn(WorkQueue queue, String name) {
    return new AsyncCallback() {
      @Override
      public void invoke(AsyncResult result) {
        ran.add(name);
        result.close();
      }

      @Override
      public CallbackParameters parameters() {
        return CallbackParameters.on(queue);
      }
    };
  }

  @Test
  void aTaskDoesNotOvertakeWhatWasPutByAnotherLockOnTheQueue() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        WorkQueue same = queue.lock()) {
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        queue.execute(() -> ran.add("first"));
        same.put(result -> ran.add("put"), null);
        same.execute(() -> ran.add("second"));
        queue.execute(() -> ran.add("third"));
      }
      assertRan("first", "put", "second", "third");
    }
  }

  @Test
  void tasksOfTwoQueuesDoNotMeet() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        WorkQueue other = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      CountDownLatch done = new CountDownLatch(TASKS);
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        for (int i = 0; i < TASKS; i++) {
          int number = i;
          queue.execute(() -> ran.add(number));
          other.execute(done::countDown);
        }
        Limits.eventually(done);
        assertThat(ran).as("its queue is blocked").isEmpty();
      }
      assertRan(IntStream.range(0, TASKS).boxed().toArray());
    }
  }

  @Test
  void eachTaskThatThrowsIsReportedAndTheOthersRun() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      List<RuntimeException> thrown =
          IntStream.range(0, 10).mapToObj(i -> new RuntimeException("a test's, " + i)).toList();
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        for (RuntimeException exception : thrown) {
          queue.execute(
              () -> {
                throw exception;
              });
          queue.execute(() -> ran.add("after"));
        }
      }
      assertThat(uncaught.await(thrown.size())).containsExactlyElementsOf(thrown);
      assertRan(Collections.nCopies(thrown.size(), "after").toArray());
    }
  }

  @Test
  void aTaskMayExecuteOthers() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      queue.execute(
          () -> {
            ran.add("outer");
            queue.execute(() -> ran.add("inner"));
            queue.execute(() -> ran.add("last"));
            ran.add("outer ends");
          });
      assertRan("outer", "outer ends", "inner", "last");
    }
  }

  @Test
  void tasksThatWaitForEachOtherMeet() throws Exception {
    // A queue of Wine has four threads.
    int tasks = 4;
    CyclicBarrier all = new CyclicBarrier(tasks);
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.MULTITHREADED)) {
      for (int round = 0; round < 20; round++) {
        ran.clear();
        for (int i = 0; i < tasks; i++) {
          queue.execute(
              () -> {
                try {
                  ran.add(all.await(10, TimeUnit.SECONDS));
                } catch (Exception e) {
                  ran.add(e);
                }
              });
        }
        Limits.eventually(() -> assertThat(ran).hasSize(tasks));
        assertThat(ran).doesNotHaveAnyElementsOfTypes(Exception.class);
      }
    }
  }

  @Test
  void aBlockedTaskKeepsNoneOfItsCompanionsFromRunning() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(TASKS);
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.MULTITHREADED)) {
      for (int i = 0; i < TASKS; i++) {
        if (i % 400 == 0) {
          queue.execute(() -> await(release));
        }
        queue.execute(others::countDown);
      }
      Limits.eventually(others);
    } finally {
      release.countDown();
    }
  }

  @Test
  void aBlockedTaskKeepsNoneOfItsCompanionsFromRunningThoughTheQueueIsClosed() throws Exception {
    for (int round = 0; round < 30; round++) {
      CountDownLatch release = new CountDownLatch(1);
      CountDownLatch blocked = new CountDownLatch(2);
      WorkQueue queue = WorkQueue.allocate(WorkQueueType.MULTITHREADED);
      for (int i = 0; i < 2; i++) {
        queue.execute(
            () -> {
              await(release);
              blocked.countDown();
            });
      }
      queue.execute(release::countDown);
      queue.close();
      Limits.eventually(blocked);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tasksOfManyThreadsAllRunOnceAndThoseOfEachInOrder() throws Exception {
    int threads = 4;
    int tasks = 20 * TASKS * Limits.STRESS;
    AtomicInteger[] last = new AtomicInteger[threads];
    AtomicInteger outOfOrder = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads * tasks);
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      for (int t = 0; t < threads; t++) {
        AtomicInteger mine = last[t] = new AtomicInteger(-1);
        boolean puts = t == 0;
        new Thread(
                () -> {
                  for (int i = 0; i < tasks; i++) {
                    int number = i;
                    Runnable task =
                        () -> {
                          if (!mine.compareAndSet(number - 1, number)) {
                            outOfOrder.incrementAndGet();
                          }
                          done.countDown();
                        };
                    if (puts && i % 50 == 0) {
                      queue.put(result -> task.run(), null);
                    } else {
                      queue.execute(task);
                    }
                  }
                })
            .start();
      }
      assertThat(
              done.await(Limits.EVENTUALLY.toMillis() * 10 * Limits.STRESS, TimeUnit.MILLISECONDS))
          .isTrue();
    }
    assertThat(outOfOrder).hasValue(0);
    assertThat(last).allSatisfy(number -> assertThat(number).hasValue(tasks - 1));
  }

  @Test
  void aQueueThatIsClosedRefusesTasksThatCouldJoinOthers() throws Exception {
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    try (WorkQueue same = queue.lock()) {
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        queue.execute(() -> ran.add("first"));
        queue.close();
        assertThatExceptionOfType(RejectedExecutionException.class)
            .isThrownBy(() -> queue.execute(() -> ran.add("refused")))
            .withMessageContaining("MF_E_INVALID_WORKQUEUE");
        same.execute(() -> ran.add("second"));
      }
      assertRan("first", "second");
    }
  }

  private void assertRan(Object... expected) {
    Limits.eventually(() -> assertThat(ran).hasSizeGreaterThanOrEqualTo(expected.length));
    assertThat(ran).containsExactly(expected);
  }
}
