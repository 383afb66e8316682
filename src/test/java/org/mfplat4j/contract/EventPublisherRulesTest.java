package org.mfplat4j.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;

/** The rules of reactive streams, for an event queue as a publisher. */
public class EventPublisherRulesTest extends PublisherRules<MediaEvent> {
  private static final MediaEvent EVENT = MediaEvent.of(MediaEventType.MEDIA_SAMPLE, 1L);

  private final List<MediaEventQueue> queues = new ArrayList<>();

  @Override
  void closeSources() {
    queues.forEach(MediaEventQueue::close);
    queues.clear();
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
