package org.mfplat4j.internal.event;

import java.io.IOException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.operation.OwnedResult;
import org.mfplat4j.internal.operation.Subscriber;
import org.mfplat4j.internal.reference.NativeHandle;

/**
 * A native event queue, and what in Java is subscribed to it. Apart from {@link MediaEventQueue},
 * so that subscriptions, futures and publishers can refer to it without keeping that reachable: a
 * queue that was forgotten is found whatever is pending on it.
 *
 * <p>Any thread may call any method.
 */
final class EventSource {
  private static final int NO_WAIT = 1;

  private final NativeHandle handle;
  private final AtomicReference<@Nullable Subscriber> subscriber = new AtomicReference<>();
  private final EventTakers takers = new EventTakers(this);
  private final AtomicReference<@Nullable EventPublication> publication = new AtomicReference<>();
  private volatile boolean shutDown;

  /** Takes over one reference to the native queue. */
  EventSource(long address) {
    handle = NativeHandle.ofObject(address);
  }

  void queue(MediaEvent event) throws IOException {
    acquire("QueueEvent");
    try {
      Failures.check(NativeMediaEvent.queue(handle.value(), event), "QueueEvent", "");
    } finally {
      handle.release();
    }
  }

  /** The next event; null when there is none and this is not to wait for one. */
  @Nullable MediaEvent get(boolean wait) throws IOException {
    MediaEvent kept = takers.takeKept();
    if (kept != null) {
      return kept;
    }
    acquire("GetEvent");
    try {
      long[] event = new long[1];
      int hr = Natives.getEvent(handle.value(), wait ? 0 : NO_WAIT, event);
      if (hr == HResultTable.MF_E_NO_EVENTS_AVAILABLE) {
        return null;
      }
      Failures.check(hr, "GetEvent", "");
      return NativeMediaEvent.read(event[0]);
    } finally {
      handle.release();
    }
  }

  /**
   * Subscribes to the next event; false when the same callback with the same state is subscribed.
   *
   * <p>Media Foundation tells subscribers by their pointers, and every subscription from Java has a
   * callback shim of its own: so the rule for those is decided here, by the identity of the Java
   * objects, and Media Foundation decides it for all other users of the native queue.
   */
  boolean begin(AsyncCallback callback, @Nullable Object state) throws IOException {
    try (Delivery delivery = Delivery.of(callback, "BeginGetEvent")) {
      acquire("BeginGetEvent");
      try {
        Subscriber newcomer = new Subscriber(callback, state);
        Subscriber present = subscriber.compareAndExchange(null, newcomer);
        if (present != null) {
          return repeated(present, callback, state);
        }
        begin(newcomer, delivery, state);
        return true;
      } finally {
        handle.release();
      }
    }
  }

  private static boolean repeated(
      Subscriber present, AsyncCallback callback, @Nullable Object state) throws IOException {
    if (!present.hasCallback(callback)) {
      throw Failures.failure(HResultTable.MF_E_MULTIPLE_SUBSCRIBERS, "BeginGetEvent", "");
    }
    if (!present.hasState(state)) {
      throw Failures.failure(HResultTable.MF_E_MULTIPLE_BEGIN, "BeginGetEvent", "");
    }
    return false;
  }

  private void begin(Subscriber newcomer, Delivery delivery, @Nullable Object state)
      throws IOException {
    try {
      PendingEvent pending = new PendingEvent(this, newcomer, delivery, state);
      int hr =
          pending.begin(
              id ->
                  Natives.beginGetEvent(
                      handle.value(), id, delivery.flagBits(), delivery.queueId()));
      Failures.check(hr, "BeginGetEvent", "");
    } finally {
      // Begun, the subscription ends with EndGetEvent; it may have ended already.
      if (!delivery.isTakenOver()) {
        unsubscribe(newcomer);
      }
    }
  }

  /** Ends a subscription of this queue's and takes its event. */
  MediaEvent end(AsyncResult result) throws IOException {
    if (OwnedResult.sourceOf(result) instanceof PendingEvent pending && pending.isOf(this)) {
      return pending.end();
    }
    // As Media Foundation does, which looks at the result after that.
    if (isShutDown()) {
      throw Failures.failure(HResultTable.MF_E_SHUTDOWN, "EndGetEvent", "");
    }
    throw Failures.illegalState(
        HResultTable.E_FAIL,
        "EndGetEvent",
        "",
        "the result is that of " + OwnedResult.sourceOf(result).describe() + ", on something else");
  }

  /**
   * Ends a subscription natively, takes over the reference to its result, and lets others
   * subscribe; an HRESULT.
   *
   * @param event receives the address of the event, with one reference
   */
  int end(long result, Subscriber subscribed, long[] event) {
    try {
      if (!handle.acquire()) {
        Natives.release(result);
        return HResultTable.MF_E_SHUTDOWN;
      }
      try {
        return Natives.endGetEvent(handle.value(), result, event);
      } finally {
        handle.release();
      }
    } finally {
      unsubscribe(subscribed);
    }
  }

  /** The subscription is over: its event has been taken, or none will come. */
  void unsubscribe(Subscriber subscribed) {
    subscriber.compareAndSet(subscribed, null);
  }

  EventTakers takers() {
    return takers;
  }

  /** Gives the events to a subscriber, if there is no other. */
  void publish(Flow.Subscriber<? super MediaEvent> receiver) {
    EventPublication newcomer = new EventPublication(this, receiver);
    if (!publication.compareAndSet(null, newcomer)) {
      newcomer.reject(new IllegalStateException("this event queue has a subscriber"));
    }
    newcomer.start();
    // Asked after the subscription can be found: a shutdown tells it, or is seen here.
    if (shutDown) {
      newcomer.shutDown();
    }
  }

  /** Another may subscribe to the publisher. */
  void finished(EventPublication finished) {
    publication.compareAndSet(finished, null);
  }

  /** Shuts the native queue down; nothing if it is closed. */
  void shutdown() throws IOException {
    if (handle.acquire()) {
      int hr;
      try {
        hr = Natives.shutdownEventQueue(handle.value());
      } finally {
        handle.release();
      }
      Failures.check(hr, "Shutdown", "");
      tellOfShutdown();
    }
  }

  /** Shuts the native queue down and gives it back; true for the one call that did. */
  boolean close() {
    if (!handle.close()) {
      return false;
    }
    // Wakes the threads that wait in GetEvent, which have leases.
    Natives.shutdownEventQueue(handle.value());
    handle.release();
    tellOfShutdown();
    return true;
  }

  boolean isClosed() {
    return handle.isClosed();
  }

  /** Whether EndGetEvent has {@code MF_E_SHUTDOWN} for every result. */
  boolean isShutDown() {
    return shutDown || handle.isClosed();
  }

  /** What futures fail with. */
  Throwable shutDownFailure() {
    try {
      return Failures.failure(HResultTable.MF_E_SHUTDOWN, "BeginGetEvent", "");
    } catch (IllegalStateException e) {
      return e;
    }
  }

  /** Those with futures have heard by way of their subscription, if there was one. */
  private void tellOfShutdown() {
    shutDown = true;
    takers.shutDown();
    EventPublication active = publication.get();
    if (active != null) {
      active.shutDown();
    }
  }

  private void acquire(String operation) throws IOException {
    if (!handle.acquire()) {
      throw Failures.failure(HResultTable.MF_E_SHUTDOWN, operation, "");
    }
  }
}
