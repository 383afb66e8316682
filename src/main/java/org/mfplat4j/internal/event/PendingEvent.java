package org.mfplat4j.internal.event;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Completion;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.operation.Subscriber;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.ResultHandle;

/**
 * One {@code BeginGetEvent}: pins the callback and the state until there is an event. Does not keep
 * the queue: when that goes, or is shut down, the callback is let go of and not invoked.
 */
final class PendingEvent extends Completion {
  /** A callback of the library's own, which must know when it will not be invoked. */
  interface Listener extends AsyncCallback {
    /** No event will come: the queue was shut down, or is gone. Any thread. */
    void abandoned();
  }

  private final EventSource source;
  private final Subscriber subscriber;
  private final @Nullable Listener listener;

  PendingEvent(
      EventSource source, Subscriber subscriber, Delivery delivery, @Nullable Object state) {
    super(delivery, state);
    this.source = source;
    this.subscriber = subscriber;
    this.listener = delivery.callback() instanceof Listener own ? own : null;
  }

  /** Whether this is what the queue's EndGetEvent may end. */
  boolean isOf(EventSource source) {
    return this.source == source;
  }

  /**
   * Ends the subscription and takes its event.
   *
   * @throws IllegalStateException if the queue was shut down, or else if the subscription was ended
   *     or its result closed before
   */
  MediaEvent end() throws IOException {
    long address = handle().claim();
    if (address == 0) {
      if (source.isShutDown()) {
        throw Failures.failure(HResultTable.MF_E_SHUTDOWN, "EndGetEvent", "");
      }
      throw Failures.illegalState(
          HResultTable.E_FAIL,
          "EndGetEvent",
          "",
          "this event has been taken or its result closed before");
    }
    long[] event = new long[1];
    int hr = source.end(address, subscriber, event);
    try {
      check(hr, "EndGetEvent", "");
    } catch (Throwable e) {
      // There is one when it is the callback that failed; it is lost then.
      if (hr >= 0) {
        Natives.release(event[0]);
      }
      throw e;
    }
    return NativeMediaEvent.read(event[0]);
  }

  @Override
  protected void returned() {
    // The rare road: a result that is kept to be ended later, or forgotten.
    if (handle().isPresent()) {
      handle().keep(describe());
      LeakNet.watch(result(), new Unended(source, subscriber, handle()));
    }
  }

  @Override
  protected void discard() {
    end(source, subscriber, handle());
  }

  /** Native code ends the subscription, or has done so. */
  @Override
  public void handOver() {
    long address = handle().claim();
    if (address != 0) {
      Natives.release(address);
      source.unsubscribe(subscriber);
    }
  }

  @Override
  protected void abandoned() {
    delivery().release();
    source.unsubscribe(subscriber);
    if (listener != null) {
      listener.abandoned();
    }
  }

  @Override
  protected void leftBehind() {
    source.unsubscribe(subscriber);
    super.leftBehind();
  }

  @Override
  public String describe() {
    return "BeginGetEvent";
  }

  /** Ends the subscription, so that others can have theirs; its event is lost. */
  private static boolean end(EventSource source, Subscriber subscriber, ResultHandle result) {
    long address = result.claim();
    if (address == 0) {
      return false;
    }
    long[] event = new long[1];
    // Fails when the queue was shut down meanwhile, and the event went with it.
    if (source.end(address, subscriber, event) >= 0) {
      Natives.release(event[0]);
    }
    return true;
  }

  /** Ends a subscription whose result was forgotten. Must not refer to the result. */
  private record Unended(EventSource source, Subscriber subscriber, ResultHandle result)
      implements Runnable {
    @Override
    public void run() {
      if (end(source, subscriber, result)) {
        LeakNet.report("An event was announced and never taken with EndGetEvent", null);
      }
    }
  }
}
