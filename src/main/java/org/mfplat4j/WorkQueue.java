package org.mfplat4j;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperations;

/**
 * A queue on whose threads Media Foundation invokes callbacks. These are the platform's own queues,
 * which exist while the platform is started.
 *
 * <p>Immutable and safe for use by any thread.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/work-queue-identifiers">Microsoft:
 *     Work Queue Identifiers</a>
 */
public final class WorkQueue {
  /**
   * The default: callbacks run one after the other, not always on the same thread. Never block it.
   * {@code MFASYNC_CALLBACK_QUEUE_STANDARD}.
   */
  public static final WorkQueue STANDARD = new WorkQueue(1, "STANDARD");

  /** For real-time work, not for general use. {@code MFASYNC_CALLBACK_QUEUE_RT}. */
  public static final WorkQueue RT = new WorkQueue(2, "RT");

  /** Where the platform reads files, not for general use. {@code MFASYNC_CALLBACK_QUEUE_IO}. */
  public static final WorkQueue IO = new WorkQueue(3, "IO");

  /** For periodic callbacks, not for general use. {@code MFASYNC_CALLBACK_QUEUE_TIMER}. */
  public static final WorkQueue TIMER = new WorkQueue(4, "TIMER");

  /**
   * Callbacks start in order and run several at a time; the one to use. {@code
   * MFASYNC_CALLBACK_QUEUE_MULTITHREADED}.
   */
  public static final WorkQueue MULTITHREADED = new WorkQueue(5, "MULTITHREADED");

  /** For callbacks that take long. {@code MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION}. */
  public static final WorkQueue LONG_FUNCTION = new WorkQueue(7, "LONG_FUNCTION");

  private final int id;
  private final String name;

  WorkQueue(int id, String name) {
    this.id = id;
    this.name = name;
  }

  /**
   * Media Foundation's identifier of the queue.
   *
   * @return the identifier
   */
  public int id() {
    return id;
  }

  /**
   * Runs a callback on this queue: {@code MFPutWorkItem}. The queue is this one, whatever {@link
   * AsyncCallback#parameters} says.
   *
   * @param callback is invoked exactly once, unless this method throws; its result has the status
   *     {@code S_OK} and no object, and there is no End method for it
   * @param state what {@link AsyncResult#state} gives back
   * @throws RejectedExecutionException {@code MF_E_SHUTDOWN}: the platform is not started
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: there is no such queue
   * @throws UnsupportedOperationException there is no Media Foundation here, see {@link
   *     MediaFoundation#unavailabilityCause}
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitem">Microsoft:
   *     MFPutWorkItem</a>
   */
  public void put(AsyncCallback callback, @Nullable Object state) {
    Objects.requireNonNull(callback, "callback");
    MediaFoundation.requireAvailable();
    long operation = PendingOperations.all().register(new PendingWorkItem(callback, state));
    int hr =
        MediaFoundation.isStarted()
            ? Natives.putWorkItem(id, operation)
            : HResultTable.MF_E_SHUTDOWN;
    if (hr >= 0) {
      return;
    }
    PendingOperations.all().withdraw(operation);
    MediaFoundationException cause =
        new MediaFoundationException(new HResult(hr), "MFPutWorkItem", toString());
    throw switch (hr) {
      case HResultTable.MF_E_SHUTDOWN -> new RejectedExecutionException(cause.getMessage(), cause);
      case HResultTable.MF_E_INVALID_WORKQUEUE ->
          new IllegalArgumentException(cause.getMessage(), cause);
      default -> new IllegalStateException(cause.getMessage(), cause);
    };
  }

  /** Queues are equal when their identifiers are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WorkQueue queue && queue.id == id;
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return name;
  }
}
