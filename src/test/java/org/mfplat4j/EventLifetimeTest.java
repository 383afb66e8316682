package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** What keeps what reachable around an event queue, and what is found when it is forgotten. */
class EventLifetimeTest {
  private static final MediaEvent EVENT = MediaEvent.of(MediaEventType.END_OF_STREAM);

  @RegisterExtension final Workbench bench = new Workbench();

  private final long before = LeakNet.reported();

  @Test
  void aQueueThatWasForgottenIsClosedAndItsSubscriberLetGo() throws Exception {
    subscribeAndForgetTheQueue();
    assertReported(1);
    assertThat(PendingOperations.all().count()).isZero();
  }

  private static void subscribeAndForgetTheQueue() throws Exception {
    MediaEventQueue.create().beginGetEvent(AsyncResult::close, null);
    assertThat(PendingOperations.all().count()).isEqualTo(1);
  }

  @Test
  void aFutureOfAQueueThatWasForgottenFails() throws Exception {
    CompletableFuture<MediaEvent> future = nextEventOfAForgottenQueue();
    assertReported(1);
    assertThat(future)
        .failsWithin(Limits.EVENTUALLY)
        .withThrowableThat()
        .withMessageContaining("MF_E_SHUTDOWN");
  }

  private static CompletableFuture<MediaEvent> nextEventOfAForgottenQueue() throws Exception {
    return MediaEventQueue.create().nextEvent();
  }

  @Test
  void aResultThatWasForgottenGivesItsPlaceToOthers() throws Exception {
    try (MediaEventQueue queue = MediaEventQueue.create()) {
      queue.queue(EVENT);
      subscribeAndForgetTheResult(queue);
      assertReported(1);
      queue.queue(MediaEvent.of(MediaEventType.ERROR));
      assertThat(queue.poll()).contains(MediaEvent.of(MediaEventType.ERROR));
    }
  }

  private static void subscribeAndForgetTheResult(MediaEventQueue queue) throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    queue.beginGetEvent(callback, null);
    callback.awaitOnly();
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
  }

  @Test
  void callbackAndStateAreKeptWhileTheSubscriptionIsPendingAndNoLonger() throws Exception {
    try (MediaEventQueue queue = MediaEventQueue.create()) {
      CompletableFuture<Object> state = new CompletableFuture<>();
      WeakReference<Object> weak = subscribeWithAState(queue, state);
      for (int i = 0; i < 5; i++) {
        System.gc();
      }
      assertThat(weak.get()).as("native code has it").isNotNull();
      queue.queue(EVENT);
      assertThat(state.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
          .hasToString("the state");
      Limits.eventually(
          () -> {
            System.gc();
            assertThat(weak.get()).isNull();
          });
    }
  }

  private static WeakReference<Object> subscribeWithAState(
      MediaEventQueue queue, CompletableFuture<Object> seen) throws Exception {
    Object state = new StringBuilder("the state");
    queue.beginGetEvent(
        result -> {
          seen.complete(String.valueOf(result.state()));
          queue.endGetEvent(result);
        },
        state);
    return new WeakReference<>(state);
  }

  private void assertReported(int reports) {
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(LeakNet.reported() - before).isEqualTo(reports);
        });
  }
}
