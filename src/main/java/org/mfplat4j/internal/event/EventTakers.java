package org.mfplat4j.internal.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.com.ComObject;

/**
 * The takers that wait for an event with a future or as subscribers of a publisher: each gets one
 * of its own, in the order in which they came. For all of them there is one subscription to the
 * queue, which is begun while somebody waits, and begun again when its event was taken and still
 * somebody waits; never from inside itself.
 *
 * <p>A subscription cannot be taken back. When its event comes and no taker wants it any more, it
 * is kept for the next taker.
 */
final class EventTakers implements PendingEvent.Listener {
  /** One taker. */
  interface Taker {
    /** Takes the event; false if it is no longer wanted. Any thread. */
    boolean take(MediaEvent event);

    /** No event will come. Any thread. */
    void fail(Throwable failure);

    /** Whether an event would not be taken. */
    boolean isGone();
  }

  // Takers may block, and the default queue is nothing to block.
  private static final CallbackParameters PARAMETERS =
      CallbackParameters.on(WorkQueue.MULTITHREADED);

  private final EventSource source;
  // Guarded by this, as are the rest.
  private final Deque<Taker> waiting = new ArrayDeque<>();
  private final Deque<MediaEvent> kept = new ArrayDeque<>();
  // There is a subscription, or its event is on its way to a taker.
  private boolean busy;
  // An event that was kept is on its way to a taker, by a thread that then looks for more.
  private boolean serving;
  private boolean shutDown;

  EventTakers(EventSource source) {
    this.source = source;
  }

  @Override
  public CallbackParameters parameters() {
    return PARAMETERS;
  }

  /** Has somebody wait for an event, which may come before this returns. */
  void add(Taker taker) {
    synchronized (this) {
      // Or takers that lost patience would pile up while nothing happens.
      waiting.removeIf(Taker::isGone);
      waiting.add(taker);
    }
    proceed();
  }

  /** The oldest event that no taker wanted when it came; null if there is none. */
  synchronized @Nullable MediaEvent takeKept() {
    return kept.poll();
  }

  /** An event that was taken in vain: goes to the first taker, or is kept before others. */
  void putBack(MediaEvent event) {
    while (true) {
      Taker taker;
      synchronized (this) {
        taker = waiting.poll();
        if (taker == null && !shutDown) {
          kept.addFirst(event);
          return;
        }
      }
      if (taker == null) {
        close(event);
        return;
      }
      if (taker.take(event)) {
        return;
      }
    }
  }

  /** Forgets what was kept, for now and ever: the queue is shut down. */
  void shutDown() {
    List<MediaEvent> forgotten;
    synchronized (this) {
      shutDown = true;
      forgotten = List.copyOf(kept);
      kept.clear();
    }
    forgotten.forEach(EventTakers::close);
  }

  /** No taker will ever see the event, or close the native object that it may carry. */
  private static void close(MediaEvent event) {
    event.value(ComObject.class).ifPresent(ComObject::close);
  }

  @Override
  public void invoke(AsyncResult result) {
    MediaEvent event;
    try {
      event = source.end(result);
    } catch (Throwable e) {
      failAll(e);
      return;
    }
    deliver(event);
    proceed();
  }

  @Override
  public void abandoned() {
    failAll(source.shutDownFailure());
  }

  /** Serves the takers, what was kept first, unless another thread is about it. */
  private void proceed() {
    while (true) {
      MediaEvent event;
      synchronized (this) {
        waiting.removeIf(Taker::isGone);
        if (serving || waiting.isEmpty()) {
          return;
        }
        event = kept.poll();
        if (event == null && busy) {
          return;
        }
        serving = event != null;
        busy |= event == null;
      }
      if (event == null) {
        subscribe();
        return;
      }
      serve(event);
    }
  }

  private void serve(MediaEvent event) {
    try {
      putBack(event);
    } finally {
      synchronized (this) {
        serving = false;
      }
    }
  }

  private void subscribe() {
    try {
      source.begin(this, null);
    } catch (Throwable e) {
      failAll(e);
    }
  }

  private void deliver(MediaEvent event) {
    try {
      putBack(event);
    } finally {
      synchronized (this) {
        busy = false;
      }
    }
  }

  private void failAll(Throwable failure) {
    List<Taker> failed;
    synchronized (this) {
      failed = List.copyOf(waiting);
      waiting.clear();
      busy = false;
    }
    failed.forEach(taker -> taker.fail(failure));
  }
}
