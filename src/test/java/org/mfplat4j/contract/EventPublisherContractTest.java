package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** An event queue as a publisher, beyond the rules that all publishers have. */
class EventPublisherContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private MediaEventQueue queue;

  @BeforeEach
  void create() throws Exception {
    queue = MediaEventQueue.create();
  }

  @AfterEach
  void close() {
    queue.close();
  }

  private static MediaEvent event(int number) {
    return MediaEvent.of(new MediaEventType(number));
  }

  /** Remembers every signal as a word. */
  private static class Recorder implements Flow.Subscriber<MediaEvent> {
    final List<String> signals = new CopyOnWriteArrayList<>();
    volatile Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription itsSubscription) {
      signals.add("subscribed");
      subscription = itsSubscription;
    }

    @Override
    public void onNext(MediaEvent event) {
      signals.add(event.type().toString());
    }

    @Override
    public void onError(Throwable failure) {
      signals.add(failure.getClass().getSimpleName());
    }

    @Override
    public void onComplete() {
      signals.add("complete");
    }

    void await(String... expected) {
      Limits.eventually(() -> assertThat(signals).containsExactly(expected));
    }
  }

  private Recorder subscribe() {
    Recorder recorder = new Recorder();
    queue.asPublisher().subscribe(recorder);
    return recorder;
  }

  @Test
  void itSubscribesToTheQueueOnlyWhileThereIsDemand() throws Exception {
    Recorder recorder = subscribe();
    queue.queue(event(7));
    assertThat(queue.poll()).as("none is subscribed").contains(event(7));
    recorder.subscription.request(2);
    assertThat(PendingOperations.all().count()).isEqualTo(1);
    queue.queue(event(8));
    queue.queue(event(9));
    queue.queue(event(10));
    recorder.await("subscribed", "8", "9");
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    assertThat(queue.poll()).contains(event(10));
  }

  @Test
  void shutdownCompletesWhetherThereIsDemandOrNot() throws Exception {
    Recorder idle = subscribe();
    queue.shutdown();
    idle.await("subscribed", "complete");
    subscribe().await("subscribed", "complete");
  }

  @Test
  void closeCompletesASubscriberThatWaits() {
    Recorder waiting = subscribe();
    waiting.subscription.request(1);
    queue.close();
    waiting.await("subscribed", "complete");
  }

  @Test
  void aSecondSubscriberIsRefusedAndTheFirstGoesOn() throws Exception {
    Recorder first = subscribe();
    subscribe().await("subscribed", "IllegalStateException");
    first.subscription.request(1);
    queue.queue(event(8));
    first.await("subscribed", "8");
  }

  @Test
  void whenOneHasCancelledAnotherMaySubscribeAndNoEventIsLost() throws Exception {
    Recorder first = subscribe();
    first.subscription.request(5);
    first.subscription.cancel();
    queue.queue(event(8));
    queue.queue(event(9));
    Recorder second = subscribe();
    second.subscription.request(2);
    second.await("subscribed", "8", "9");
    first.await("subscribed");
  }

  @Test
  void itSharesTheQueueWithFutures() throws Exception {
    Recorder recorder = subscribe();
    var future = queue.nextEvent();
    recorder.subscription.request(1);
    queue.queue(event(8));
    queue.queue(event(9));
    assertThat(future).succeedsWithin(Limits.EVENTUALLY).isEqualTo(event(8));
    recorder.await("subscribed", "9");
  }

  @Test
  void whileACallbackIsSubscribedTheSubscriberGetsAnError() throws Exception {
    queue.beginGetEvent(result -> queue.endGetEvent(result), null);
    Recorder recorder = subscribe();
    recorder.subscription.request(1);
    recorder.await("subscribed", "IllegalStateException");
  }

  @Test
  void aSubscriberThatThrowsHearsNoMoreAndOthersDo() throws Exception {
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      Recorder throwing =
          new Recorder() {
            @Override
            public void onNext(MediaEvent event) {
              super.onNext(event);
              throw new IllegalStateException("thrown by the subscriber");
            }
          };
      queue.asPublisher().subscribe(throwing);
      throwing.subscription.request(Long.MAX_VALUE);
      queue.queue(event(8));
      assertThat(uncaught.await(1).get(0)).hasMessage("thrown by the subscriber");
      queue.queue(event(9));
      Recorder next = subscribe();
      next.subscription.request(1);
      next.await("subscribed", "9");
      throwing.await("subscribed", "8");
    }
  }

  @Test
  void aSubscriberThatShutsTheQueueDownIsCompletedAfterwards() throws Exception {
    Recorder ending =
        new Recorder() {
          @Override
          public void onNext(MediaEvent event) {
            queue.close();
            super.onNext(event);
          }
        };
    queue.asPublisher().subscribe(ending);
    ending.subscription.request(3);
    queue.queue(event(8));
    ending.await("subscribed", "8", "complete");
  }
}
