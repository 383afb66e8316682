package org.mfplat4j;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * Events on their way from the object that they happen to, to the code that wants to know, {@code
 * IMFMediaEventQueue}: first in, first out.
 *
 * <pre>{@code
 * try (MediaEventQueue events = MediaEventQueue.create()) {
 *   events.beginGetEvent(result -> System.out.println(events.endGetEvent(result)));
 *   events.queue(MediaEvent.of(MediaEventType.END_OF_STREAM));
 * }
 * }</pre>
 *
 * <p><b>One subscriber at a time</b> is Media Foundation's rule: a subscription lasts from {@link
 * #beginGetEvent} to {@link #endGetEvent}, is good for one event, and cannot be taken back; while
 * there is one, all other ways to get events are refused. {@link #nextEvent} and {@link
 * #asPublisher} share one such subscription, which is there only while somebody waits: any number
 * of futures and a publisher go together, but with {@code beginGetEvent}, {@link #poll} or {@link
 * #take} they must take turns.
 *
 * <p><b>Threading.</b> Any thread may call any method, callbacks included; but {@link #take}
 * blocks.
 *
 * <p><b>Lifetime.</b> The caller of {@link #create} closes the queue, before the platform: while a
 * subscription is pending, the platform waits for it to shut down. The queue itself does not wait:
 * a subscriber that it has when it is shut down or closed is let go of and not called back.
 *
 * <p><b>Errors.</b> Beside what the methods name: {@link IllegalStateException} with {@code
 * MF_E_SHUTDOWN} when the queue was shut down or closed, and {@link MediaFoundationException} for
 * codes that Java has no exception for.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfmediaeventqueue">Microsoft:
 *     IMFMediaEventQueue</a>
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/media-event-generators">Microsoft:
 *     Media Event Generators</a>
 */
public interface MediaEventQueue extends AutoCloseable {
  /**
   * Makes a queue, {@code MFCreateEventQueue}. It needs no started platform; subscriptions do.
   *
   * @return the queue, to be closed by the caller
   * @throws IOException if it could not be made
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreateeventqueue">Microsoft:
   *     MFCreateEventQueue</a>
   */
  static MediaEventQueue create() throws IOException {
    return MediaFoundationProvider.get().createEventQueue();
  }

  /**
   * Puts an event at the end of the queue, {@code QueueEvent}. Does not block.
   *
   * @param event the event
   * @throws IllegalStateException {@code MF_E_SHUTDOWN}: the queue was shut down or closed
   * @throws IOException if the event could not be queued
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfmediaeventqueue-queueeventparamvar">Microsoft:
   *     IMFMediaEventQueue::QueueEventParamVar</a>
   */
  void queue(MediaEvent event) throws IOException;

  /**
   * Subscribes to the next event, {@code BeginGetEvent}; the first one if there are some.
   *
   * <p>Media Foundation compares pointers where this compares references: it is the same callback
   * and the same state when they are the same Java objects. A method reference or a lambda that is
   * written twice makes two.
   *
   * <p>(Wine 8 takes no notice of the callback's parameters: there it is invoked on {@link
   * WorkQueue#STANDARD}.)
   *
   * @param callback is invoked exactly once, when there is an event; or not at all, when the queue
   *     is shut down or closed before, or when this method throws. Kept reachable until then
   * @param state what {@link AsyncResult#state} gives back
   * @return true if this is a new subscription; false, {@code MF_S_MULTIPLE_BEGIN}, if this
   *     callback is subscribed already, with the same state, and will be invoked once for both
   * @throws IllegalStateException {@code MF_E_MULTIPLE_BEGIN}: this callback is subscribed with
   *     another state; {@code MF_E_MULTIPLE_SUBSCRIBERS}: another one is; {@code MF_E_SHUTDOWN}:
   *     the queue was shut down or closed, or the platform is
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: the callback names a queue
   *     that was closed
   * @throws IOException if the subscription could not begin
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfmediaeventqueue-begingetevent">Microsoft:
   *     IMFMediaEventQueue::BeginGetEvent</a>
   */
  boolean beginGetEvent(AsyncCallback callback, @Nullable Object state) throws IOException;

  /**
   * As {@link #beginGetEvent(AsyncCallback, Object)}, without a state.
   *
   * @param callback is invoked at most once, when there is an event
   * @return true if this is a new subscription; false if this callback is subscribed already
   * @throws IOException if the subscription could not begin
   */
  default boolean beginGetEvent(AsyncCallback callback) throws IOException {
    return beginGetEvent(callback, null);
  }

  /**
   * Takes the event that a subscription was for, and ends the subscription, {@code EndGetEvent}.
   * Exactly once for each invocation, inside {@link AsyncCallback#invoke} or later. A result that
   * is closed instead ends the subscription too, and its event is lost.
   *
   * @param result the result that the callback received
   * @return the event
   * @throws IllegalStateException {@code MF_E_SHUTDOWN}: the queue was shut down or closed,
   *     whatever the result is; {@code E_FAIL}: the result is not one of this queue's, or its event
   *     was taken or it was closed before. A result of something else stays valid in both cases
   * @throws IOException if there is no event otherwise
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfmediaeventqueue-endgetevent">Microsoft:
   *     IMFMediaEventQueue::EndGetEvent</a>
   */
  MediaEvent endGetEvent(AsyncResult result) throws IOException;

  /**
   * Takes the first event if there is one, {@code GetEvent} with {@code MF_EVENT_FLAG_NO_WAIT}.
   *
   * @return the event; empty, {@code MF_E_NO_EVENTS_AVAILABLE}, if there is none
   * @throws IllegalStateException {@code MF_E_MULTIPLE_SUBSCRIBERS}: somebody is subscribed; {@code
   *     MF_E_SHUTDOWN}: the queue was shut down or closed
   * @throws IOException if there is no event otherwise
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfmediaeventqueue-getevent">Microsoft:
   *     IMFMediaEventQueue::GetEvent</a>
   */
  Optional<MediaEvent> poll() throws IOException;

  /**
   * Takes the first event, waiting until there is one, {@code GetEvent}.
   *
   * <p>Blocks its thread in native code, where interrupts are not heard and a virtual thread keeps
   * its carrier; only an event or {@link #shutdown} ends that. Not for callbacks: on a queue that
   * runs one at a time, such as {@link WorkQueue#STANDARD}, nothing else runs meanwhile. {@link
   * #nextEvent} has none of these drawbacks.
   *
   * @return the event
   * @throws IllegalStateException {@code MF_E_MULTIPLE_SUBSCRIBERS}: somebody is subscribed; {@code
   *     MF_E_SHUTDOWN}: the queue was shut down or closed, perhaps while this waited
   * @throws IOException if there is no event otherwise
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfmediaeventqueue-getevent">Microsoft:
   *     IMFMediaEventQueue::GetEvent</a>
   */
  MediaEvent take() throws IOException;

  /**
   * The next event, when it comes. Each future gets an event of its own, in the order of the calls.
   *
   * <p>A future that is cancelled, or completed otherwise, before its event has come, takes none:
   * the event goes to the next in line, or is kept for the next call of this method, {@link
   * #asPublisher}, {@link #poll} or {@link #take}. The subscription behind it stays until there is
   * an event, since Media Foundation has no way to take it back.
   *
   * <p>Completes on a thread of {@link WorkQueue#MULTITHREADED} (of {@code STANDARD} on Wine 8), or
   * of the caller when the event was kept.
   *
   * @return completes with the event, or exceptionally with what {@link #beginGetEvent} or {@link
   *     #endGetEvent} throws: an {@link IllegalStateException} with {@code MF_E_SHUTDOWN} when the
   *     queue is shut down or closed
   */
  CompletableFuture<MediaEvent> nextEvent();

  /**
   * The queue as a publisher of its events, for one subscriber at a time: another gets an {@link
   * IllegalStateException} in {@code onError}, until the first is done or has cancelled.
   *
   * <p>Subscribes with {@code BeginGetEvent} only while there is demand, for one event at a time.
   * The shutdown of the queue is the end of the events: {@code onComplete}, at once, whether there
   * is demand or not; events that were not delivered by then are lost with the queue. An event that
   * comes after the subscriber has cancelled is kept, as for {@link #nextEvent}.
   *
   * <p>Signals come one at a time, on a thread of {@link WorkQueue#MULTITHREADED} (of {@code
   * STANDARD} on Wine 8), or on that of a caller of {@code request} or {@link #shutdown}. What the
   * subscriber throws ends its subscription and reaches the uncaught exception handler of that
   * thread.
   *
   * @return the publisher, the same view of this queue whenever this is called; keeps the queue
   *     reachable, as its subscribers do not
   */
  Flow.Publisher<MediaEvent> asPublisher();

  /**
   * Shuts the queue down, {@code Shutdown}: the events in it are gone, none are taken any more, and
   * a subscriber is let go of without being called back; futures fail, the publisher completes, and
   * {@link #take} throws. Idempotent.
   *
   * @throws IOException if the queue could not be shut down
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfmediaeventqueue-shutdown">Microsoft:
   *     IMFMediaEventQueue::Shutdown</a>
   */
  void shutdown() throws IOException;

  /** Shuts the queue down and releases it. Idempotent, does not block. */
  @Override
  void close();
}
