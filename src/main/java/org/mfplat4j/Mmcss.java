package org.mfplat4j;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.WideString;

/**
 * A work queue and the Multimedia Class Scheduler Service of Windows, which raises the priority of
 * the queue's threads: {@link WorkQueue#mmcss}.
 *
 * <p>Only Windows has the service. On Linux and on Wine every method throws an {@link
 * UnsupportedOperationException} ({@code E_NOTIMPL}), but for {@link #mmcssClass} on Linux, where
 * no queue has a class.
 *
 * <p><b>Threading.</b> Safe for use by any thread.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/work-queue-and-threading-improvements">Microsoft:
 *     Work Queue and Threading Improvements</a>
 */
public final class Mmcss {
  private static final int LONGEST_CLASS = 256;

  private final WorkQueue queue;

  Mmcss(WorkQueue queue) {
    this.queue = queue;
  }

  /**
   * Registers the queue, {@code MFBeginRegisterWorkQueueWithMMCSSEx}; ends with {@link
   * #endRegister}.
   *
   * @param mmcssClass the class: {@code Audio}, {@code Playback}, …
   * @param taskId the task to join; 0 for a new one
   * @param priority the relative priority of the queue's threads within the task
   * @param callback is invoked exactly once, unless this method throws
   * @param state what {@link AsyncResult#state} gives back
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: there is no MMCSS here
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: this queue, or the one that
   *     the callback names, was closed
   * @throws IllegalStateException {@code MF_E_SHUTDOWN}: the platform is not started
   * @throws IOException if Windows refuses otherwise
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfbeginregisterworkqueuewithmmcssex">Microsoft:
   *     MFBeginRegisterWorkQueueWithMMCSSEx</a>
   */
  public void beginRegister(
      String mmcssClass, int taskId, int priority, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    char[] name = WideString.of(Objects.requireNonNull(mmcssClass, "mmcssClass"));
    begin(
        PendingRegistration.Kind.REGISTER,
        callback,
        state,
        (id, delivery) ->
            Natives.beginRegisterWithMmcss(
                queue.id(), name, taskId, priority, id, delivery.flagBits(), delivery.queueId()));
  }

  /**
   * Ends a registration, {@code MFEndRegisterWorkQueueWithMMCSS}.
   *
   * @param result what the callback received
   * @return the task's identifier
   * @throws IllegalArgumentException the result is that of another operation
   * @throws IllegalStateException the registration was ended before
   * @throws IOException the registration failed
   */
  public int endRegister(AsyncResult result) throws IOException {
    int[] task = new int[1];
    registration(PendingRegistration.Kind.REGISTER, result)
        .end(address -> Natives.endRegisterWithMmcss(address, task));
    return task[0];
  }

  /**
   * Takes the registration back, {@code MFBeginUnregisterWorkQueueWithMMCSS}; ends with {@link
   * #endUnregister}.
   *
   * @param callback is invoked exactly once, unless this method throws
   * @param state what {@link AsyncResult#state} gives back
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: there is no MMCSS here
   * @throws IOException as {@link #beginRegister} does
   */
  public void beginUnregister(AsyncCallback callback, @Nullable Object state) throws IOException {
    begin(
        PendingRegistration.Kind.UNREGISTER,
        callback,
        state,
        (id, delivery) ->
            Natives.beginUnregisterWithMmcss(
                queue.id(), id, delivery.flagBits(), delivery.queueId()));
  }

  /**
   * Ends what {@link #beginUnregister} began, {@code MFEndUnregisterWorkQueueWithMMCSS}.
   *
   * @param result what the callback received
   * @throws IllegalArgumentException the result is that of another operation
   * @throws IllegalStateException it was ended before
   * @throws IOException it failed
   */
  public void endUnregister(AsyncResult result) throws IOException {
    registration(PendingRegistration.Kind.UNREGISTER, result).end(Natives::endUnregisterWithMmcss);
  }

  /**
   * The class that the queue is registered with, {@code MFGetWorkQueueMMCSSClass}.
   *
   * @return the class; "" if the queue is not registered
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: on Wine
   * @throws IOException if Windows refuses otherwise
   */
  public String mmcssClass() throws IOException {
    char[] name = new char[LONGEST_CLASS];
    int[] size = {name.length};
    ask("MFGetWorkQueueMMCSSClass", id -> Natives.getMmcssClass(id, name, size));
    return new String(name, 0, Math.max(0, size[0] - 1));
  }

  /**
   * The task that the queue is registered with, {@code MFGetWorkQueueMMCSSTaskId}.
   *
   * @return the task's identifier
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: there is no MMCSS here
   * @throws IOException if Windows refuses otherwise
   */
  public int taskId() throws IOException {
    int[] task = new int[1];
    ask("MFGetWorkQueueMMCSSTaskId", id -> Natives.getMmcssTaskId(id, task));
    return task[0];
  }

  /**
   * The relative priority that the queue is registered with, {@code MFGetWorkQueueMMCSSPriority}.
   *
   * @return the priority
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: there is no MMCSS here
   * @throws IOException if Windows refuses otherwise
   */
  public int priority() throws IOException {
    int[] priority = new int[1];
    ask("MFGetWorkQueueMMCSSPriority", id -> Natives.getMmcssPriority(id, priority));
    return priority[0];
  }

  @FunctionalInterface
  private interface Begin {
    int begin(long id, Delivery delivery);
  }

  @FunctionalInterface
  private interface Question {
    int ask(int queue);
  }

  private void begin(
      PendingRegistration.Kind kind, AsyncCallback callback, @Nullable Object state, Begin begin)
      throws IOException {
    MediaFoundation.requireAvailable();
    try (Delivery delivery = Delivery.of(callback, kind.begin())) {
      PendingRegistration pending = new PendingRegistration(kind, queue, delivery, state);
      int hr = pending.begin(id -> begin.begin(id, delivery));
      Failures.check(hr, kind.begin(), queue.toString());
    }
  }

  private PendingRegistration registration(PendingRegistration.Kind kind, AsyncResult result) {
    if (result.completion() instanceof PendingRegistration pending && pending.is(kind, queue)) {
      return pending;
    }
    throw Failures.illegalArgument(
        kind.end(), queue.toString(), "the result is that of " + result.completion().describe());
  }

  private void ask(String operation, Question question) throws IOException {
    MediaFoundation.requireAvailable();
    queue.acquire(operation);
    try {
      Failures.check(question.ask(queue.id()), operation, queue.toString());
    } finally {
      queue.release();
    }
  }
}
