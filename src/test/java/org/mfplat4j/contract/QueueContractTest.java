package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.OpenMode;
import org.mfplat4j.UnknownQueue;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.LeaksOnWine;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What private, serial and shared queues promise: how they run their items, and how they end. */
class QueueContractTest {
  private static final String SERIAL_QUEUES_LEAK =
      "each callback that ran on a serial queue keeps a reference";

  private static final int ITEMS = 200;

  @RegisterExtension final Workbench bench = new Workbench();

  // --- running items
  // ------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void everyTypeRunsItems(WorkQueueType type) throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(type)) {
      assertThat(queue.id() & 0xFFFF0000).as("the bits of private queues").isNotZero();
      assertThat(queue).asString().startsWith("private " + type);
      RecordingCallback callback = RecordingCallback.keeping();
      queue.put(callback, "state");
      assertThat(callback.awaitOnly().result().state()).isEqualTo("state");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDARD", "WINDOW"})
  void aPrivateQueueRunsItsItemsOneAfterTheOther(WorkQueueType type) throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(type)) {
      assertRunsOneAfterTheOther(queue);
    }
  }

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = SERIAL_QUEUES_LEAK)
  @Test
  void aSerialQueueRunsItsItemsOneAfterTheOtherOnManyThreads() throws Exception {
    try (WorkQueue serial = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      assertThat(serial).asString().startsWith("serial over MULTITHREADED");
      assertRunsOneAfterTheOther(serial);
    }
  }

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = SERIAL_QUEUES_LEAK)
  @Test
  void aSerialQueueOverAPrivateOneDoesToo() throws Exception {
    try (WorkQueue target = WorkQueue.allocate(WorkQueueType.MULTITHREADED);
        WorkQueue serial = WorkQueue.allocateSerial(target)) {
      assertRunsOneAfterTheOther(serial);
    }
  }

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = SERIAL_QUEUES_LEAK)
  @Test
  void aSerialQueueOverASerialOneDoesToo() throws Exception {
    try (WorkQueue inner = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
        WorkQueue outer = WorkQueue.allocateSerial(inner)) {
      assertRunsOneAfterTheOther(outer);
      assertRunsOneAfterTheOther(inner);
    }
  }

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = SERIAL_QUEUES_LEAK)
  @Test
  void serialQueuesOverOneTargetKeepTheirOwnOrders() throws Exception {
    try (WorkQueue first = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
        WorkQueue second = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      assertThat(first).isNotEqualTo(second);
      Series ofFirst = new Series();
      Series ofSecond = new Series();
      for (int i = 0; i < ITEMS; i++) {
        ofFirst.put(first, i);
        ofSecond.put(second, i);
      }
      ofFirst.assertInOrder();
      ofSecond.assertInOrder();
    }
  }

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = SERIAL_QUEUES_LEAK)
  @Test
  void serialQueuesOverOneTargetDoNotWaitForEachOther() throws Exception {
    try (WorkQueue first = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
        WorkQueue second = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
        QueueBlocker blocked = QueueBlocker.on(first)) {
      RecordingCallback callback = RecordingCallback.keeping();
      second.put(callback, null);
      callback.awaitOnly();
    }
  }

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = SERIAL_QUEUES_LEAK)
  @Test
  void aSerialQueueWaitsWhenItsTargetIsBusy() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    try (WorkQueue serial = WorkQueue.allocateSerial(WorkQueue.STANDARD)) {
      try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
        serial.put(callback, null);
        callback.assertNoMoreThan(0);
      }
      callback.awaitOnly();
    }
  }

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = SERIAL_QUEUES_LEAK)
  @Test
  void theTargetOfASerialQueueMayBeClosedFirst() throws Exception {
    WorkQueue target = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
    try (WorkQueue serial = WorkQueue.allocateSerial(target)) {
      target.close();
      assertRunsOneAfterTheOther(serial);
    }
  }

  @Test
  void aPrivateMultithreadedQueueRunsTwoAtATime() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.MULTITHREADED)) {
      assertRunsTwoAtATime(queue);
    }
  }

  @Test
  void aBlockedPrivateQueueKeepsNoOtherWaiting() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        WorkQueue other = WorkQueue.allocate(WorkQueueType.STANDARD);
        QueueBlocker blocked = QueueBlocker.on(queue)) {
      RecordingCallback callback = RecordingCallback.keeping();
      other.put(callback, null);
      WorkQueue.STANDARD.put(callback, null);
      callback.await(2);
    }
  }

  @Test
  void aHigherPriorityOvertakesWhatWaitsAndNotWhatRuns() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      List<Object> order = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch done = new CountDownLatch(5);
      try (QueueBlocker running = QueueBlocker.on(queue)) {
        for (int priority : new int[] {0, -1, 1, 0, 1}) {
          queue.put(
              result -> {
                order.add(result.state());
                done.countDown();
              },
              priority,
              priority);
        }
        assertThat(order).as("while an item runs").isEmpty();
      }
      Limits.eventually(done);
      assertThat(order).containsExactly(1, 1, 0, 0, -1);
    }
  }

  @Test
  void itemsMayPutItemsOnTheirOwnQueue() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      RecordingCallback inner = RecordingCallback.keeping();
      RecordingCallback outer =
          RecordingCallback.keeping().doing(result -> queue.put(inner, "inner"));
      queue.put(outer, "outer");
      outer.awaitOnly();
      inner.awaitOnly();
    }
  }

  // --- shared queues
  // ------------------------------------------------------------------------------

  @Test
  void whoAsksForTheSameClassSharesAQueueUntilTheLastClosesIt() throws Exception {
    WorkQueue first = WorkQueue.lockShared("", 0);
    WorkQueue second = WorkQueue.lockShared("", 0);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second).isEqualTo(first);
    first.close();
    assertRefuses(first);
    RecordingCallback callback = RecordingCallback.keeping();
    second.put(callback, null);
    callback.awaitOnly();
    second.close();
    assertRefuses(second);
  }

  @Test
  void aSharedQueueRunsTwoAtATime() throws Exception {
    try (WorkQueue queue = WorkQueue.lockShared("", 0)) {
      assertRunsTwoAtATime(queue);
    }
  }

  @Test
  void differentClassesHaveDifferentQueues() throws Exception {
    try (WorkQueue none = WorkQueue.lockShared("", 0);
        WorkQueue audio = WorkQueue.lockShared("Audio", 0)) {
      if (TestPlatform.isWine(8, 10)) {
        assertThat(audio.id()).as("Wine 8 has one for all classes").isEqualTo(none.id());
      } else {
        assertThat(audio.id()).isNotEqualTo(none.id());
      }
      RecordingCallback callback = RecordingCallback.keeping();
      audio.put(callback, null);
      callback.awaitOnly();
    }
  }

  // --- as an executor
  // -----------------------------------------------------------------------------

  @Test
  void aQueueIsAnExecutor() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      Thread thread =
          CompletableFuture.supplyAsync(Thread::currentThread, queue)
              .get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(thread).isNotSameAs(Thread.currentThread());
      assertThat(thread.getName()).startsWith("mfplat4j-queue");
    }
  }

  @Test
  void whatATaskThrowsReachesTheUncaughtHandlerAndTheNextRuns() throws Exception {
    IllegalStateException exception = new IllegalStateException("thrown by a test's task");
    AssertionError error = new AssertionError("thrown by a test's task");
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      queue.execute(
          () -> {
            throw exception;
          });
      queue.execute(
          () -> {
            throw error;
          });
      CountDownLatch ran = new CountDownLatch(1);
      queue.execute(ran::countDown);
      Limits.eventually(ran);
      assertThat(uncaught.await(2)).containsExactly(exception, error);
    }
  }

  @Test
  void nullsAreRefused() throws Exception {
    assertThatNullPointerException().isThrownBy(() -> WorkQueue.allocate(null));
    assertThatNullPointerException().isThrownBy(() -> WorkQueue.allocateSerial(null));
    assertThatNullPointerException()
        .isThrownBy(() -> WorkQueue.lockShared(null, 0))
        .withMessage("mmcssClass");
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      assertThatNullPointerException().isThrownBy(() -> queue.put(null, null, 1));
      assertThatNullPointerException().isThrownBy(() -> queue.execute(null));
    }
    assertThat(PendingOperations.all().count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {-8, 8, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aBasePriorityOutOfItsRangeIsRefused(int priority) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkQueue.lockShared("Audio", priority))
        .withMessageContaining("MFLockSharedWorkQueue")
        .withMessageContaining("basePriority is " + priority + ", not between -7 and 7");
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 2, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aPriorityOutOfItsRangeIsRefused(int priority) throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    String reason = "priority is " + priority + ", not between -1 and 1";
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        NativeEvent event = NativeEvent.create()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.put(callback, null, priority))
          .withMessageContaining("MFPutWorkItem2")
          .withMessageContaining(reason);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> queue.putWaiting(event, callback, null, priority))
          .withMessageContaining("MFPutWaitingWorkItem")
          .withMessageContaining(reason);
    }
    assertThat(PendingOperations.all().count()).isZero();
  }

  // --- closing
  // ------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void aClosedQueueTakesNothing(WorkQueueType type) throws Exception {
    WorkQueue queue = WorkQueue.allocate(type);
    queue.close();
    queue.close();
    assertRefuses(queue);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkQueue.allocateSerial(queue))
        .withMessageContaining("MFAllocateSerialWorkQueue failed")
        .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
  }

  @Test
  void closingAQueueOfThePlatformDoesNothing() throws Exception {
    WorkQueue.STANDARD.close();
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue.STANDARD.put(callback, null);
    callback.awaitOnly();
  }

  @Test
  void whatIsQueuedWhenAPrivateQueueIsClosedRuns() throws Exception {
    assertRunsWhatIsQueued(WorkQueue.allocate(WorkQueueType.STANDARD));
  }

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = SERIAL_QUEUES_LEAK)
  @Test
  void whatIsQueuedWhenASerialQueueIsClosedRuns() throws Exception {
    assertRunsWhatIsQueued(WorkQueue.allocateSerial(WorkQueue.MULTITHREADED));
  }

  private static void assertRunsWhatIsQueued(WorkQueue queue) throws Exception {
    Series series = new Series();
    try (QueueBlocker running = QueueBlocker.on(queue)) {
      for (int i = 0; i < ITEMS; i++) {
        series.put(queue, i);
      }
      queue.close();
      assertRefuses(queue);
      assertThat(series.count()).as("close does not wait").isZero();
    }
    series.assertInOrder();
  }

  @Test
  void whatIsQueuedWhenAMultithreadedQueueIsClosedRuns() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.MULTITHREADED);
    for (int i = 0; i < ITEMS; i++) {
      queue.put(callback, null);
    }
    queue.close();
    callback.await(ITEMS);
  }

  @Test
  void anItemMayCloseItsOwnQueue() throws Exception {
    for (WorkQueueType type : WorkQueueType.values()) {
      WorkQueue queue = WorkQueue.allocate(type);
      RecordingCallback callback = RecordingCallback.keeping().doing(result -> queue.close());
      queue.put(callback, null);
      callback.awaitOnly();
      assertRefuses(queue);
    }
  }

  @Test
  void queuesThatAreClosedMakeRoomForOthers() throws Exception {
    // More than there can be at once: Wine has 124.
    for (int i = 0; i < 300; i++) {
      CountDownLatch ran = new CountDownLatch(1);
      try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
        queue.execute(ran::countDown);
      }
      Limits.eventually(ran);
    }
  }

  @Test
  void ofManyThreadsThatPutWhileOneClosesEachItemRunsOrIsRefused() throws Exception {
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    RecordingCallback callback = RecordingCallback.keeping();
    CountDownLatch refused = new CountDownLatch(4);
    List<Integer> accepted = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 4; i++) {
      new Thread(
              () -> {
                int mine = 0;
                try {
                  while (mine < 1_000_000) {
                    queue.put(callback, null);
                    mine++;
                  }
                } catch (RejectedExecutionException e) {
                  accepted.add(mine);
                  refused.countDown();
                }
              })
          .start();
    }
    Limits.eventually(() -> assertThat(callback.count()).isPositive());
    queue.close();
    Limits.eventually(refused);
    callback.awaitMany(accepted.stream().mapToInt(Integer::intValue).sum(), 20);
    callback.assertNoMoreThan(callback.count());
  }

  // --- callbacks that name a queue
  // ----------------------------------------------------------------

  @Test
  void aReadsCallbackRunsOnTheQueueThatItNames() throws Exception {
    ByteStream stream = bench.reading(100);
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

  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = SERIAL_QUEUES_LEAK)
  @Test
  void callbacksOnASerialQueueRunOneAfterTheOther() throws Exception {
    ByteStream stream = bench.reading(1000);
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      AtomicBoolean inside = new AtomicBoolean();
      AtomicBoolean together = new AtomicBoolean();
      RecordingCallback callback =
          RecordingCallback.ending(stream)
              .with(CallbackParameters.on(queue))
              .doing(
                  result -> {
                    together.compareAndSet(false, inside.getAndSet(true));
                    Thread.yield();
                    inside.set(false);
                  });
      for (int i = 0; i < ITEMS; i++) {
        stream.beginRead(ByteBuffer.allocateDirect(5), callback, null);
      }
      callback.await(ITEMS);
      assertThat(together).as("two at a time").isFalse();
    }
  }

  @Test
  void aCallbackThatNamesAClosedQueueBeginsNothing() throws Exception {
    ByteStream stream =
        bench.open(bench.file(100), FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    queue.close();
    RecordingCallback callback = RecordingCallback.keeping().with(CallbackParameters.on(queue));
    for (ByteBuffer buffer :
        new ByteBuffer[] {ByteBuffer.allocate(10), ByteBuffer.allocateDirect(10)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stream.beginRead(buffer, callback, null))
          .withMessageContaining("BeginRead failed")
          .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
      if (!TestPlatform.isWine(8, 10)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> stream.beginWrite(buffer, callback, null))
            .withMessageContaining("BeginWrite failed")
            .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
      }
    }
    assertThat(PendingOperations.all().count()).isZero();
    assertThat(stream.position()).isZero();
    callback.assertNoMoreThan(0);
  }

  @Test
  void aReadWhoseQueueIsClosedMeanwhileStillCompletes() throws Exception {
    ByteStream stream = bench.reading(1000);
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    RecordingCallback callback =
        RecordingCallback.ending(stream).with(CallbackParameters.on(queue));
    try (QueueBlocker blocked = QueueBlocker.on(queue)) {
      for (int i = 0; i < 10; i++) {
        stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
      }
      queue.close();
      assertThat(callback.count()).isZero();
    }
    assertThat(callback.await(10))
        .allSatisfy(invocation -> assertThat(invocation.count()).isEqualTo(100));
    callback.assertNoMoreThan(10);
  }

  @Test
  void aReadWhoseQueueIsClosedAtOnceStillCompletes() throws Exception {
    ByteStream stream = bench.reading(1000);
    for (int i = 0; i < 50; i++) {
      stream.position(0);
      RecordingCallback callback;
      try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
        callback = RecordingCallback.ending(stream).with(CallbackParameters.on(queue));
        stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
      }
      assertThat(callback.awaitOnly().count()).isEqualTo(100);
    }
  }

  // --- a stopped platform
  // -------------------------------------------------------------------------

  @Test
  void aStoppedPlatformMakesNoQueuesAndRunsNothing() throws Exception {
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    queue.close();
    bench.platform().close();
    assertShutDown(() -> WorkQueue.allocate(WorkQueueType.STANDARD));
    assertShutDown(() -> WorkQueue.allocateSerial(WorkQueue.MULTITHREADED));
    assertShutDown(() -> WorkQueue.lockShared("", 0));
    RecordingCallback callback = RecordingCallback.keeping();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> WorkQueue.MULTITHREADED.put(callback, null, 1))
        .withMessageContaining("MF_E_SHUTDOWN (0xC00D3E85)");
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> WorkQueue.STANDARD.execute(() -> {}))
        .withMessageContaining("MF_E_SHUTDOWN (0xC00D3E85)");
    assertThat(PendingOperations.all().count()).isZero();
    callback.assertNoMoreThan(0);
  }

  private static void assertShutDown(ThrowingCallable call) {
    assertThatIllegalStateException()
        .isThrownBy(call)
        .withMessageContaining("MF_E_SHUTDOWN (0xC00D3E85)");
  }

  @Test
  void aQueueThatOutlivesThePlatformRefusesItemsAndCanBeClosed() throws Exception {
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    bench.platform().close();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> queue.execute(() -> {}))
        .withMessageContaining("MF_E_SHUTDOWN (0xC00D3E85)");
    queue.close();
    assertThat(PendingOperations.all().count()).isZero();
  }

  @Test
  void aQueueOfAnEarlierStartDoesNotTakeAnothersWithIt() throws Exception {
    WorkQueue old = WorkQueue.allocate(WorkQueueType.STANDARD);
    bench.platform().close();
    try (MediaFoundation again = MediaFoundation.startup();
        WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      assertThat(again).isNotNull();
      old.close();
      RecordingCallback callback = RecordingCallback.keeping();
      queue.put(callback, null);
      callback.awaitOnly();
    }
  }

  @Test
  void aTargetThatDoesNotExistIsRefused() throws Exception {
    WorkQueue target = UnknownQueue.withId(6);
    if (TestPlatform.isWine(8, 10)) {
      // Wine 8 takes any target.
      WorkQueue.allocateSerial(target).close();
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WorkQueue.allocateSerial(target))
          .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
    }
  }

  private static void assertRefuses(WorkQueue queue) {
    for (ThrowingCallable call :
        new ThrowingCallable[] {
          () -> queue.put(RecordingCallback.keeping(), null),
          () -> queue.put(RecordingCallback.keeping(), null, 1),
          () -> queue.execute(() -> {})
        }) {
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(call)
          .withMessageContaining("MFPutWorkItem2 on \"" + queue + "\" failed")
          .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)");
    }
  }

  private static void assertRunsOneAfterTheOther(WorkQueue queue) throws Exception {
    Series series = new Series();
    for (int i = 0; i < ITEMS; i++) {
      series.put(queue, i);
    }
    series.assertInOrder();
  }

  private static void assertRunsTwoAtATime(WorkQueue queue) throws Exception {
    CountDownLatch bothStarted = new CountDownLatch(2);
    RecordingCallback callback =
        RecordingCallback.keeping()
            .doing(
                result -> {
                  bothStarted.countDown();
                  Limits.eventually(bothStarted);
                });
    queue.put(callback, null);
    queue.put(callback, null);
    callback.await(2);
    assertThat(bothStarted.getCount()).as("items that did not start").isZero();
  }

  /** Items with numbers that notice their order, and when two of them run at a time. */
  private static final class Series {
    private final List<Object> order = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch done = new CountDownLatch(ITEMS);
    private final AtomicBoolean inside = new AtomicBoolean();
    private final AtomicBoolean together = new AtomicBoolean();

    void put(WorkQueue queue, int number) {
      queue.put(
          result -> {
            together.compareAndSet(false, inside.getAndSet(true));
            order.add(result.state());
            Thread.yield();
            inside.set(false);
            done.countDown();
          },
          number);
    }

    int count() {
      return order.size();
    }

    void assertInOrder() throws InterruptedException {
      Limits.eventually(done);
      assertThat(order)
          .containsExactlyElementsOf(IntStream.range(0, ITEMS).<Object>mapToObj(i -> i).toList());
      assertThat(together).as("two at a time").isFalse();
    }
  }
}
