package org.mfplat4j;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A work queue and the Multimedia Class Scheduler Service of Windows, which raises the priority of
 * the queue's threads: {@link WorkQueue#mmcss}.
 *
 * <p>Only Windows has the service. On Linux and on Wine every method throws an {@link
 * UnsupportedOperationException} ({@code E_NOTIMPL}), except for {@link #mmcssClass} on Linux,
 * where no queue has a class.
 *
 * <p><b>Threading.</b> Safe for use by any thread.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/work-queue-and-threading-improvements">Microsoft:
 *     Work Queue and Threading Improvements</a>
 */
public interface Mmcss {
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
  void beginRegister(
      String mmcssClass, int taskId, int priority, AsyncCallback callback, @Nullable Object state)
      throws IOException;

  /**
   * As {@link #beginRegister(String, int, int, AsyncCallback, Object)}, without a state.
   *
   * @param mmcssClass the class: {@code Audio}, {@code Playback}, …
   * @param taskId the task to join; 0 for a new one
   * @param priority the relative priority of the queue's threads within the task
   * @param callback is invoked exactly once, unless this method throws
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: there is no MMCSS here
   * @throws IOException if Windows refuses otherwise
   */
  default void beginRegister(String mmcssClass, int taskId, int priority, AsyncCallback callback)
      throws IOException {
    beginRegister(mmcssClass, taskId, priority, callback, null);
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
  int endRegister(AsyncResult result) throws IOException;

  /**
   * Takes the registration back, {@code MFBeginUnregisterWorkQueueWithMMCSS}; ends with {@link
   * #endUnregister}.
   *
   * @param callback is invoked exactly once, unless this method throws
   * @param state what {@link AsyncResult#state} gives back
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: there is no MMCSS here
   * @throws IOException as {@link #beginRegister} does
   */
  void beginUnregister(AsyncCallback callback, @Nullable Object state) throws IOException;

  /**
   * As {@link #beginUnregister(AsyncCallback, Object)}, without a state.
   *
   * @param callback is invoked exactly once, unless this method throws
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: there is no MMCSS here
   * @throws IOException if Windows refuses otherwise
   */
  default void beginUnregister(AsyncCallback callback) throws IOException {
    beginUnregister(callback, null);
  }

  /**
   * Ends what {@link #beginUnregister} began, {@code MFEndUnregisterWorkQueueWithMMCSS}.
   *
   * @param result what the callback received
   * @throws IllegalArgumentException the result is that of another operation
   * @throws IllegalStateException it was ended before
   * @throws IOException it failed
   */
  void endUnregister(AsyncResult result) throws IOException;

  /**
   * The class that the queue is registered with, {@code MFGetWorkQueueMMCSSClass}.
   *
   * @return the class; "" if the queue is not registered
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: on Wine
   * @throws IOException if Windows refuses otherwise
   */
  String mmcssClass() throws IOException;

  /**
   * The task that the queue is registered with, {@code MFGetWorkQueueMMCSSTaskId}.
   *
   * @return the task's identifier
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: there is no MMCSS here
   * @throws IOException if Windows refuses otherwise
   */
  int taskId() throws IOException;

  /**
   * The relative priority that the queue is registered with, {@code MFGetWorkQueueMMCSSPriority}.
   *
   * @return the priority
   * @throws UnsupportedOperationException {@code E_NOTIMPL}: there is no MMCSS here
   * @throws IOException if Windows refuses otherwise
   */
  int priority() throws IOException;
}
