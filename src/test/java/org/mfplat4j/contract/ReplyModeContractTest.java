package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileAccess;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ScheduledItem;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** Reply mode on serial queues: a queue that waits goes on, whatever becomes of the reply. */
class ReplyModeContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  /** True where replies are refused, which is asserted: on Wine. */
  private static boolean isRefusedHere() throws Exception {
    if (!TestPlatform.isWine(8, 10)) {
      return false;
    }
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      RecordingCallback asks = inReplyModeOn(queue);
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> queue.put(asks, null))
          .withMessageContaining("Wine");
      assertThat(asks.count()).isZero();
    }
    return true;
  }

  private static RecordingCallback inReplyModeOn(WorkQueue queue) {
    return RecordingCallback.keeping().with(CallbackParameters.on(queue, CallbackFlag.REPLY));
  }

  @Test
  void theQueueGoesOnWithTheReply() throws Exception {
    if (isRefusedHere()) {
      return;
    }
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      RecordingCallback asks = inReplyModeOn(queue);
      RecordingCallback waits = RecordingCallback.keeping();
      for (int i = 0; i < 3; i++) {
        queue.put(asks, i);
        queue.put(waits, i);
      }
      for (int i = 0; i < 3; i++) {
        AsyncResult reply = asks.await(i + 1).get(i).result();
        assertThat(reply.state()).isEqualTo(i);
        assertThat(waits.count()).isEqualTo(i);
        reply.invokeCallback();
        waits.await(i + 1);
        assertThatIllegalStateException()
            .isThrownBy(reply::invokeCallback)
            .withMessageContaining("replied to before");
        reply.close();
      }
      asks.assertNoMoreThan(3);
    }
  }

  @Test
  void aReplyFromTheCallbackItselfIsOne() throws Exception {
    if (isRefusedHere()) {
      return;
    }
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      RecordingCallback asks = inReplyModeOn(queue).doing(AsyncResult::invokeCallback);
      for (int i = 0; i < 100; i++) {
        queue.put(asks, i);
      }
      asks.await(100);
    }
  }

  @Test
  void closingTheResultReplies() throws Exception {
    if (isRefusedHere()) {
      return;
    }
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      RecordingCallback asks = inReplyModeOn(queue);
      RecordingCallback waits = RecordingCallback.keeping();
      queue.put(asks, null);
      queue.put(waits, null);
      AsyncResult reply = asks.awaitOnly().result();
      waits.assertNoMoreThan(0);
      reply.close();
      waits.awaitOnly();
      assertThatIllegalStateException().isThrownBy(reply::invokeCallback);
    }
  }

  @Test
  void aForgottenReplyIsGivenAndReportedByTheGarbageCollector() throws Exception {
    if (isRefusedHere()) {
      return;
    }
    long before = LeakNet.reported();
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      RecordingCallback waits = RecordingCallback.keeping();
      askAndForget(queue);
      queue.put(waits, null);
      Limits.eventually(
          () -> {
            System.gc();
            assertThat(waits.count()).isEqualTo(1);
          });
      assertThat(LeakNet.reported() - before).isEqualTo(1);
    }
  }

  private static void askAndForget(WorkQueue queue) throws Exception {
    RecordingCallback asks = inReplyModeOn(queue);
    queue.put(asks, null);
    asks.awaitOnly();
  }

  @Test
  void aCallbackThatThrowsHasReplied() throws Exception {
    if (isRefusedHere()) {
      return;
    }
    IllegalStateException exception = new IllegalStateException("thrown by a test's callback");
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
        UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      RecordingCallback asks =
          inReplyModeOn(queue)
              .doing(
                  result -> {
                    throw exception;
                  });
      RecordingCallback waits = RecordingCallback.keeping();
      queue.put(asks, null);
      queue.put(waits, null);
      assertThat(uncaught.await(1)).containsExactly(exception);
      waits.awaitOnly();
      assertThatIllegalStateException()
          .isThrownBy(asks.awaitOnly().result()::invokeCallback)
          .withMessageContaining("replied to before");
    }
  }

  @Test
  void whatComesLaterHasAReplyModeToo() throws Exception {
    if (isRefusedHere()) {
      return;
    }
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
        NativeEvent event = NativeEvent.create()) {
      RecordingCallback asks = inReplyModeOn(queue);
      RecordingCallback waits = RecordingCallback.keeping();
      queue.schedule(asks, null, Duration.ofMillis(1));
      AsyncResult reply = asks.awaitOnly().result();
      queue.putWaiting(event, asks, null, 0);
      queue.put(waits, null);
      event.set();
      waits.assertNoMoreThan(0);
      reply.invokeCallback();
      AsyncResult second = asks.await(2).get(1).result();
      second.invokeCallback();
      waits.awaitOnly();
    }
  }

  @Test
  void aQueueGoesOnWhenAnItemIsCancelledThatIsDueAlready() throws Exception {
    if (isRefusedHere()) {
      return;
    }
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      RecordingCallback asks = inReplyModeOn(queue);
      RecordingCallback waits = RecordingCallback.keeping();
      RecordingCallback later = RecordingCallback.keeping();
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        ScheduledItem due = queue.schedule(asks, null, Duration.ofMillis(1));
        WorkQueue.MULTITHREADED.schedule(later, null, Duration.ofMillis(30));
        later.awaitOnly();
        assertThat(due.cancel()).isTrue();
        assertThat(due.cancel()).as("again").isFalse();
        queue.put(waits, null);
      }
      waits.awaitOnly();
      assertThat(asks.count()).isZero();
    }
  }

  @Test
  void anItemIsCancelledInTimeOrRunsWhenItIsCancelledAtItsTime() throws Exception {
    if (isRefusedHere()) {
      return;
    }
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      RecordingCallback asks = inReplyModeOn(queue).doing(result -> result.invokeCallback());
      RecordingCallback waits = RecordingCallback.keeping();
      int rounds = 100 * Limits.STRESS;
      int cancelled = 0;
      for (int i = 0; i < rounds; i++) {
        ScheduledItem item = queue.schedule(asks, null, Duration.ofMillis(1));
        LockSupport.parkNanos(900_000 + 4_000L * (i % 100));
        cancelled += item.cancel() ? 1 : 0;
        queue.put(waits, null);
      }
      waits.awaitMany(rounds, 20);
      asks.awaitMany(rounds - cancelled, 20);
    }
  }

  @Test
  void aQueueThatIsClosedWhileItWaitsStillRunsTheRest() throws Exception {
    if (isRefusedHere()) {
      return;
    }
    RecordingCallback waits = RecordingCallback.keeping();
    WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
    RecordingCallback asks = inReplyModeOn(queue);
    queue.put(asks, null);
    queue.put(waits, null);
    AsyncResult reply = asks.awaitOnly().result();
    queue.close();
    waits.assertNoMoreThan(0);
    reply.invokeCallback();
    waits.awaitOnly();
  }

  @Test
  void replyModeNeedsASerialQueue() throws Exception {
    try (WorkQueue standard = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      for (WorkQueue queue : new WorkQueue[] {WorkQueue.MULTITHREADED, standard}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> CallbackParameters.on(queue, CallbackFlag.REPLY))
            .withMessage("reply mode needs a serial queue, not " + queue);
      }
    }
  }

  @Test
  void whatCannotBeAReplyIsRefused() throws Exception {
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED);
        WorkQueue other = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      RecordingCallback asks = inReplyModeOn(queue);
      if (TestPlatform.isWine(8, 10)) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(() -> queue.put(asks, null))
            .withMessageContaining("Wine");
      } else {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> other.put(asks, null))
            .withMessageContaining("in reply mode on " + queue);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bench.reading(10).beginRead(ByteBuffer.allocateDirect(10), asks, null))
          .withMessageContaining("BeginRead failed: reply mode");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  bench
                      .platform()
                      .beginOpenFile(
                          bench.file(10), FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, asks, null))
          .withMessageContaining("MFBeginCreateFile failed: reply mode");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AsyncResult.create(null, asks, null))
          .withMessageContaining("reply mode");
      asks.assertNoMoreThan(0);
      assertThat(PendingOperations.all().count()).isZero();
    }
  }

  @Test
  void aResultThatIsNoReplyIsClosedWhenItsItemReturns() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    RecordingCallback plain = RecordingCallback.keeping().doing(result -> done.countDown());
    WorkQueue.MULTITHREADED.put(plain, null);
    AsyncResult result = plain.awaitOnly().result();
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    assertThatIllegalStateException().isThrownBy(result::invokeCallback);
  }
}
