package org.mfplat4j;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * A queue on whose threads Media Foundation invokes callbacks: one of the platform's own, which
 * exist while the platform is started, or a private one, which its owner closes.
 *
 * <pre>{@code
 * try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
 *   queue.execute(() -> …);
 *   stream.beginRead(buffer, callbackWhoseParametersName(queue));
 * }
 * }</pre>
 *
 * <p><b>Threading.</b> Any thread may call any method, callbacks included.
 *
 * <p><b>Lifetime.</b> A private queue should be closed before the platform is; items that are on it
 * by then still run. It is not found by the garbage collector, since queues are known to native
 * code by number.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/medfound/work-queues">Microsoft: Work
 *     Queues</a>
 */
public interface WorkQueue extends Executor, AutoCloseable {
  /**
   * The default: callbacks run one after the other, not always on the same thread. Never block it.
   * {@code MFASYNC_CALLBACK_QUEUE_STANDARD}.
   */
  WorkQueue STANDARD = MediaFoundationProvider.get().workQueue(1);

  /** For real-time work, not for general use. {@code MFASYNC_CALLBACK_QUEUE_RT}. */
  WorkQueue RT = MediaFoundationProvider.get().workQueue(2);

  /** Where the platform reads files, not for general use. {@code MFASYNC_CALLBACK_QUEUE_IO}. */
  WorkQueue IO = MediaFoundationProvider.get().workQueue(3);

  /** For periodic callbacks, not for general use. {@code MFASYNC_CALLBACK_QUEUE_TIMER}. */
  WorkQueue TIMER = MediaFoundationProvider.get().workQueue(4);

  /**
   * Callbacks run several at a time, in no promised order; the one to use. {@code
   * MFASYNC_CALLBACK_QUEUE_MULTITHREADED}.
   */
  WorkQueue MULTITHREADED = MediaFoundationProvider.get().workQueue(5);

  /** For callbacks that take long. {@code MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION}. */
  WorkQueue LONG_FUNCTION = MediaFoundationProvider.get().workQueue(7);

  /**
   * Makes a private queue, {@code MFAllocateWorkQueueEx}.
   *
   * @param type how it runs its items
   * @return the queue, to be closed by the caller
   * @throws IllegalStateException {@code MF_E_SHUTDOWN}: the platform is not started
   * @throws IOException if there are too many: {@code E_FAIL} by the documentation, {@code
   *     E_OUTOFMEMORY}, which is an {@link OutOfMemoryError}, after 124 on Wine 8
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfallocateworkqueueex">Microsoft:
   *     MFAllocateWorkQueueEx</a>
   */
  static WorkQueue allocate(WorkQueueType type) throws IOException {
    return MediaFoundationProvider.get().allocateWorkQueue(type);
  }

  /**
   * Makes a private queue that runs its items one after the other on the threads of another, {@code
   * MFAllocateSerialWorkQueue}. Several may share one target, which may be closed first.
   *
   * @param target where the items run: a queue that runs several at a time, or a serial one
   * @return the queue, to be closed by the caller
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: the target was closed
   * @throws IllegalStateException {@code MF_E_SHUTDOWN}: the platform is not started
   * @throws IOException if there are too many
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfallocateserialworkqueue">Microsoft:
   *     MFAllocateSerialWorkQueue</a>
   */
  static WorkQueue allocateSerial(WorkQueue target) throws IOException {
    return MediaFoundationProvider.get().allocateSerialWorkQueue(target);
  }

  /**
   * The queue that all users of an MMCSS class share in this process, {@code
   * MFLockSharedWorkQueue}: made for the first that asks, gone when all have closed it. It runs
   * several items at a time.
   *
   * @param mmcssClass the class: {@code Audio}, {@code Playback}, …; "" for a queue without one.
   *     Means something on Windows only, elsewhere it is a name
   * @param basePriority the priority of the queue's threads within the class, −7 to 7
   * @return the queue, to be closed by the caller
   * @throws IllegalArgumentException if the priority is out of its range
   * @throws IllegalStateException {@code MF_E_SHUTDOWN}: the platform is not started
   * @throws IOException if Windows refuses the class
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mflocksharedworkqueue">Microsoft:
   *     MFLockSharedWorkQueue</a>
   */
  static WorkQueue lockShared(String mmcssClass, int basePriority) throws IOException {
    return MediaFoundationProvider.get().lockSharedWorkQueue(mmcssClass, basePriority);
  }

  /**
   * Whether this is a serial queue: one that {@link #allocateSerial} made.
   *
   * @return true for a serial queue
   */
  boolean isSerial();

  /**
   * Media Foundation's identifier of the queue.
   *
   * @return the identifier
   */
  int id();

  /**
   * Runs a callback on this queue: {@link #put(AsyncCallback, Object, int)} with the priority 0.
   *
   * @param callback is invoked exactly once, unless this method throws
   * @param state what {@link AsyncResult#state} gives back
   * @throws RejectedExecutionException as {@link #put(AsyncCallback, Object, int)} does, as do
   *     {@link IllegalArgumentException} and {@link UnsupportedOperationException}
   */
  void put(AsyncCallback callback, @Nullable Object state);

  /**
   * As {@link #put(AsyncCallback, Object)}, without a state.
   *
   * @param callback is invoked exactly once, unless this method throws
   */
  void put(AsyncCallback callback);

  /**
   * Runs a callback on this queue: {@code MFPutWorkItem2}. The queue is this one, whatever {@link
   * AsyncCallback#parameters} says.
   *
   * @param callback is invoked exactly once, unless this method throws; its result has the status
   *     {@code S_OK} and no object, there is no End method for it, and it is closed when the
   *     callback returns
   * @param state what {@link AsyncResult#state} gives back
   * @param priority items of a higher priority overtake those that have not started; 1, 0 or −1.
   *     Queues that run several items at a time may ignore it
   * @throws RejectedExecutionException {@code MF_E_SHUTDOWN}: the platform is not started; {@code
   *     MF_E_INVALID_WORKQUEUE}: this queue was closed
   * @throws IllegalArgumentException the priority is out of its range, or the callback is in
   *     {@linkplain CallbackFlag#REPLY reply mode} for another queue than this one
   * @throws UnsupportedOperationException there is no Media Foundation here, see {@link
   *     MediaFoundation#unavailabilityCause}; or the callback is in reply mode, which Wine lacks
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitem2">Microsoft:
   *     MFPutWorkItem2</a>
   */
  void put(AsyncCallback callback, @Nullable Object state, int priority);

  /**
   * Runs a callback on this queue after a time: {@code MFScheduleWorkItem}. The queue is this one,
   * whatever {@link AsyncCallback#parameters} says.
   *
   * <p>When the last {@link MediaFoundation} is closed first, the item is dropped, as if it had
   * been cancelled.
   *
   * @param callback is invoked once, unless the item is cancelled; as for {@link
   *     #put(AsyncCallback, Object, int)}
   * @param state what {@link AsyncResult#state} gives back
   * @param delay how long at least; rounded up to milliseconds, of which it is at least one
   * @return what cancels it
   * @throws RejectedExecutionException as {@link #put(AsyncCallback, Object, int)} does, as do
   *     {@link IllegalArgumentException} and {@link UnsupportedOperationException}
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfscheduleworkitem">Microsoft:
   *     MFScheduleWorkItem</a>
   */
  ScheduledItem schedule(AsyncCallback callback, @Nullable Object state, Duration delay);

  /**
   * Runs a callback on this queue when an event is signalled: {@code MFPutWaitingWorkItem}. The
   * signal is used up by it. The queue is this one, whatever {@link AsyncCallback#parameters} says.
   *
   * <p>When the item is cancelled, or the last {@link MediaFoundation} is closed first, the
   * callback is invoked all the same: its result has the status {@code MF_E_OPERATION_CANCELLED}
   * then, and {@code S_OK} otherwise.
   *
   * @param event the event
   * @param callback is invoked exactly once, unless this method throws; as for {@link
   *     #put(AsyncCallback, Object, int)}
   * @param state what {@link AsyncResult#state} gives back
   * @param priority among the items of the queue, once the event is signalled; 1, 0 or −1
   * @return what cancels it
   * @throws RejectedExecutionException as {@link #put(AsyncCallback, Object, int)} does
   * @throws IllegalArgumentException the priority is out of its range; this is one of the queues
   *     {@link #RT}, {@link #IO}, {@link #TIMER} and {@link #LONG_FUNCTION}, where nothing waits;
   *     {@code E_HANDLE}: a wrapped handle cannot be waited for; or reply mode, as for {@link
   *     #put(AsyncCallback, Object, int)}
   * @throws UnsupportedOperationException as {@link #put(AsyncCallback, Object, int)} does
   * @throws IllegalStateException the event was closed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputwaitingworkitem">Microsoft:
   *     MFPutWaitingWorkItem</a>
   */
  WaitingItem putWaiting(
      NativeEvent event, AsyncCallback callback, @Nullable Object state, int priority);

  /**
   * This queue as an executor that knows futures, delays and periods, by the rules of {@link
   * java.util.concurrent.ScheduledThreadPoolExecutor}. Each call gives a view of its own, which is
   * shut down on its own: the queue stays open.
   *
   * <p>The rules where they differ among executors: after {@code shutdown}, delayed tasks still run
   * at their times, and periodic ones are cancelled; {@code shutdownNow} leaves the futures of what
   * it gives back undone; a periodic task that throws does not run again, and its future is
   * exceptional; what a task of {@code execute} throws reaches the uncaught exception handler.
   *
   * <p>When the last {@link MediaFoundation} is closed, tasks whose time has not come are
   * cancelled; when this queue is, periodic tasks are at their next run.
   *
   * @return the executor
   */
  ScheduledExecutorService asScheduledExecutor();

  /**
   * One more lock on this queue, {@code MFLockWorkQueue}, for another component that uses it: the
   * queue lives until each of its locks was closed.
   *
   * @return the same queue, to be closed on its own; this very object for a queue of the platform's
   *     own, which lives anyway
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: this queue was closed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mflockworkqueue">Microsoft:
   *     MFLockWorkQueue</a>
   */
  WorkQueue lock();

  /**
   * This queue's registration with the Multimedia Class Scheduler Service of Windows.
   *
   * @return the registration; without effect until something is done with it
   */
  Mmcss mmcss();

  /**
   * Runs a task on this queue. What it throws reaches the uncaught exception handler of the queue's
   * thread.
   *
   * <p>Tasks that come faster than the queue runs them are passed to it together, as one work item:
   * in their order, and never past what Java code has put on a queue in between; but what comes
   * from native code meanwhile, or has a higher {@linkplain #put(AsyncCallback, Object, int)
   * priority}, waits for all that are in the item. A task that must be an item of its own is {@link
   * #put(AsyncCallback, Object) put}.
   *
   * @param task the task
   * @throws RejectedExecutionException as {@link #put(AsyncCallback, Object, int)} does
   */
  @Override
  void execute(Runnable task);

  /**
   * Closes a private queue; idempotent, and without effect on the platform's own queues. What is on
   * the queue still runs, and callbacks of operations that name it are still invoked; nothing new
   * is taken. The queue is given back, {@code MFUnlockWorkQueue}, when the last of them has
   * returned, or a little later: with the next queue that is made, or with the platform; on Wine,
   * where that would be dangerous, not in the first second. Does not block.
   *
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfunlockworkqueue">Microsoft:
   *     MFUnlockWorkQueue</a>
   */
  @Override
  void close();

  /** Queues are equal when their identifiers are. */
  @Override
  boolean equals(@Nullable Object other);
}
