package org.mfplat4j.internal.event;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.internal.jni.Upcall;

/**
 * The one active subscription to a queue as a publisher: waits for an event while there is demand,
 * one at a time.
 *
 * <p><b>Threading.</b> Requests, cancellations, events and the shutdown come on any thread. Each
 * leaves what it has in a field and calls {@link #drain}; a thread that finds none there signals
 * the subscriber, for the others too. So signals come one at a time, and never inside each other.
 */
final class EventPublication implements Flow.Subscription, EventTakers.Taker {
  private final EventSource source;
  private final AtomicLong demand = new AtomicLong();
  // How often drain was called since no thread was there; until onSubscribe has returned, start is.
  private final AtomicInteger calls = new AtomicInteger(1);

  // Left for drain.
  private volatile @Nullable MediaEvent arrived;
  private volatile @Nullable Throwable failure;
  private volatile boolean ended;
  private volatile boolean cancelled;

  // Used by drain alone. Without a subscriber the subscription is over.
  private Flow.@Nullable Subscriber<? super MediaEvent> subscriber;
  private boolean waiting;

  EventPublication(EventSource source, Flow.Subscriber<? super MediaEvent> subscriber) {
    this.source = source;
    this.subscriber = subscriber;
  }

  /** Begins with onSubscribe. Whatever comes before that has returned waits. */
  void start() {
    Flow.Subscriber<? super MediaEvent> newcomer = Objects.requireNonNull(subscriber);
    signal(() -> newcomer.onSubscribe(this));
    work();
  }

  @Override
  public void request(long count) {
    if (count <= 0) {
      reject(new IllegalArgumentException("a subscriber requested " + count + " events (§3.9)"));
    } else {
      demand.accumulateAndGet(count, EventPublication::sum);
      drain();
    }
  }

  /** Ends the subscription with a failure. */
  void reject(Throwable cause) {
    failure = cause;
    drain();
  }

  @Override
  public void cancel() {
    cancelled = true;
    drain();
  }

  @Override
  public boolean take(MediaEvent event) {
    if (cancelled) {
      return false;
    }
    arrived = event;
    drain();
    return true;
  }

  /** The shutdown of the queue is the end of the events; anything else is a failure. */
  @Override
  public void fail(Throwable cause) {
    if (HResult.of(cause).equals(HResult.MF_E_SHUTDOWN)) {
      shutDown();
    } else {
      reject(cause);
    }
  }

  /** The queue is shut down: that is the end, also for a subscriber that wants nothing now. */
  void shutDown() {
    ended = true;
    drain();
  }

  @Override
  public boolean isGone() {
    return cancelled;
  }

  private void drain() {
    if (calls.getAndIncrement() == 0) {
      work();
    }
  }

  private void work() {
    int seen = calls.get();
    while (seen != 0) {
      step();
      seen = calls.addAndGet(-seen);
    }
  }

  private void step() {
    MediaEvent event = arrived;
    arrived = null;
    Flow.Subscriber<? super MediaEvent> receiver = subscriber;
    if (receiver == null || cancelled) {
      finish();
      if (event != null) {
        source.takers().putBack(event);
      }
      return;
    }
    if (event != null) {
      waiting = false;
      demand.updateAndGet(now -> now == Long.MAX_VALUE ? now : now - 1);
      signal(() -> receiver.onNext(event));
    }
    Throwable cause = failure;
    if (cancelled) {
      finish();
    } else if (cause != null) {
      finish();
      signal(() -> receiver.onError(cause));
    } else if (ended) {
      finish();
      signal(receiver::onComplete);
    } else if (!waiting && demand.get() > 0) {
      waiting = true;
      source.takers().add(this);
    }
  }

  /** Lets go of the subscriber; others may come. */
  private void finish() {
    cancelled = true;
    subscriber = null;
    source.finished(this);
  }

  /** A subscriber that throws has broken its contract, and hears no more. */
  private void signal(Runnable signal) {
    try {
      signal.run();
    } catch (Throwable thrown) {
      cancelled = true;
      Upcall.report(thrown);
    }
  }

  /** Of demands; what is more than can be counted is without bound. */
  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
