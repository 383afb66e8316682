package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.UnknownQueue;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.PendingOperations;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** Cases A16, A20 and A25: work queues. */
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
  @DisplayName("A20 two items on MULTITHREADED run at the same time")
  void a20_multithreadedDoesNotSerialise() throws Exception {
    CountDownLatch bothStarted = new CountDownLatch(2);
    CountDownLatch met = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      WorkQueue.MULTITHREADED.put(
          result -> {
            bothStarted.countDown();
            if (bothStarted.await(2, TimeUnit.SECONDS)) {
              met.countDown();
            }
          },
          null);
    }
    assertThat(met.await(5, TimeUnit.SECONDS)).as("both items saw the other start").isTrue();
  }

  @Test
  @DisplayName("A25 while STANDARD is held, MULTITHREADED runs items at once")
  void a25_multithreadedRunsWhileStandardIsHeld() throws Exception {
    Duration atOnce = Duration.ofMillis(200);
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      CountDownLatch ran = new CountDownLatch(1);
      WorkQueue.MULTITHREADED.put(result -> ran.countDown(), null);
      assertThat(ran.await(atOnce.toMillis(), TimeUnit.MILLISECONDS))
          .as("the item runs within %s", atOnce)
          .isTrue();
    }
  }
}
