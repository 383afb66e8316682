package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/**
 * The rules of reactive streams, by their own tests, for an event queue as a publisher. They are
 * TestNG's, which NoLeaks does not watch: what it does is done here.
 */
public class EventPublisherRulesTest extends FlowPublisherVerification<MediaEvent> {
  /**
   * After this time without a signal none will come; there are dozens of tests that wait for it.
   */
  private static final long NO_SIGNAL_MILLIS = 100;

  // How often the rules look for an error; by default they would sleep for their whole limit first.
  private static final long POLL_MILLIS = 5;
  // The rules sleep so long before they look whether a subscriber is collected.
  private static final long COLLECTION_MILLIS = 1_000;

  private static final MediaEvent EVENT = MediaEvent.of(MediaEventType.MEDIA_SAMPLE, 1L);

  private final List<MediaEventQueue> queues = new ArrayList<>();
  private MediaFoundation platform;
  private long liveBefore;

  public EventPublisherRulesTest() {
    super(
        new TestEnvironment(Limits.EVENTUALLY.toMillis(), NO_SIGNAL_MILLIS, POLL_MILLIS),
        COLLECTION_MILLIS);
  }

  @BeforeMethod
  public void start() throws IOException {
    assertThat(MediaFoundation.isAvailable()).isTrue();
    liveBefore = Natives.liveObjects();
    platform = MediaFoundation.startup();
  }

  @AfterMethod(alwaysRun = true)
  public void nothingIsLeft() throws IOException {
    queues.forEach(MediaEventQueue::close);
    queues.clear();
    platform.close();
    Limits.eventually(
        () -> {
          assertThat(PendingOperations.all().count()).as("pending operations").isZero();
          assertThat(Natives.liveObjects()).as("live native objects").isEqualTo(liveBefore);
        });
  }

  /** A queue with an event in it whenever one was taken, which is shut down with the last. */
  @Override
  public Flow.Publisher<MediaEvent> createFlowPublisher(long elements) {
    MediaEventQueue queue = newQueue();
    if (elements == 0) {
      run(queue::shutdown);
    } else {
      run(() -> queue.queue(EVENT));
    }
    return subscriber ->
        queue
            .asPublisher()
            .subscribe(subscriber == null ? null : new Supplied(subscriber, queue, elements));
  }

  /** A publisher that has a subscriber. */
  @Override
  public Flow.Publisher<MediaEvent> createFailedFlowPublisher() {
    Flow.Publisher<MediaEvent> publisher = newQueue().asPublisher();
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {}

          @Override
          public void onNext(MediaEvent event) {}

          @Override
          public void onError(Throwable failure) {}

          @Override
          public void onComplete() {}
        });
    return publisher;
  }

  private MediaEventQueue newQueue() {
    try {
      MediaEventQueue queue = MediaEventQueue.create();
      queues.add(queue);
      return queue;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void run(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Passes everything on, and sees to the next event or the end. */
  private static final class Supplied implements Flow.Subscriber<MediaEvent> {
    private final Flow.Subscriber<? super MediaEvent> subscriber;
    private final MediaEventQueue queue;
    private long left;

    Supplied(Flow.Subscriber<? super MediaEvent> subscriber, MediaEventQueue queue, long left) {
      this.subscriber = subscriber;
      this.queue = queue;
      this.left = left;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(MediaEvent event) {
      left--;
      run(left == 0 ? queue::shutdown : () -> queue.queue(EVENT));
      subscriber.onNext(event);
    }

    @Override
    public void onError(Throwable failure) {
      subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
      subscriber.onComplete();
    }
  }
}
