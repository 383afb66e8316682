package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.queue.NativeWorkQueue;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

class WorkQueueTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void theIdentifiersAreMicrosofts() {
    assertThat(WorkQueue.STANDARD.id()).isEqualTo(1);
    assertThat(WorkQueue.RT.id()).isEqualTo(2);
    assertThat(WorkQueue.IO.id()).isEqualTo(3);
    assertThat(WorkQueue.TIMER.id()).isEqualTo(4);
    assertThat(WorkQueue.MULTITHREADED.id()).isEqualTo(5);
    assertThat(WorkQueue.LONG_FUNCTION.id()).isEqualTo(7);
  }

  @Test
  void queuesAreEqualByIdentifier() {
    WorkQueue same = NativeWorkQueue.named(1, false);
    assertThat(same).isEqualTo(WorkQueue.STANDARD).hasSameHashCodeAs(WorkQueue.STANDARD);
    assertThat(WorkQueue.STANDARD).isNotEqualTo(WorkQueue.RT).isNotEqualTo("STANDARD");
    assertThat(WorkQueue.STANDARD).hasToString("STANDARD");
  }

  @Test
  void itemsOnStandardRunInOrder() throws Exception {
    int items = 200;
    List<Object> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(items);
    for (int i = 0; i < items; i++) {
      WorkQueue.STANDARD.put(
          result -> {
            order.add(result.state());
            done.countDown();
          },
          i);
    }
    Limits.eventually(done);
    assertThat(order)
        .containsExactlyElementsOf(IntStream.range(0, items).<Object>mapToObj(i -> i).toList());
  }

  @Test
  void theQueueIsThisOneWhateverTheParametersSay() throws Exception {
    // On STANDARD, which is held, this item would not run.
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      RecordingCallback callback =
          RecordingCallback.keeping().with(CallbackParameters.on(WorkQueue.STANDARD));
      WorkQueue.MULTITHREADED.put(callback, null);
      callback.awaitOnly();
    }
  }

  @Test
  void anItemPutInsideAnItemRunsAfterIt() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1);
    WorkQueue.STANDARD.put(
        outer -> {
          WorkQueue.STANDARD.put(
              inner -> {
                order.add("inner");
                done.countDown();
              },
              null);
          order.add("outer returns");
        },
        null);
    Limits.eventually(done);
    assertThat(order).containsExactly("outer returns", "inner");
  }

  @Test
  void theResultOfAnItemIsLetGoWhenItReturns() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue.STANDARD.put(callback, "state");
    AsyncResult result = callback.awaitOnly().result();
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    assertThat(result.status()).isEqualTo(HResult.S_OK);
    assertThat(result.state()).isEqualTo("state");
    assertThat(result.toString()).isEqualTo("AsyncResult[MFPutWorkItem, S_OK (0x00000000)]");
    result.close();
  }

  @Test
  void aNullCallbackIsRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> WorkQueue.STANDARD.put(null, null))
        .withMessage("callback");
    assertThat(PendingOperations.all().count()).isZero();
  }
}
