package org.mfplat4j;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.Quirks;
import org.mfplat4j.internal.WideString;

/**
 * A queue on whose threads Media Foundation invokes callbacks: one of the platform's own, which
 * exist while the platform is started, or a private one, which its owner closes.
 *
 * <pre>{@code
 * try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
 *   queue.execute(() -> …);
 *   stream.beginRead(buffer, callbackWhoseParametersName(queue), null);
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
public final class WorkQueue implements Executor, AutoCloseable {
  /**
   * The default: callbacks run one after the other, not always on the same thread. Never block it.
   * {@code MFASYNC_CALLBACK_QUEUE_STANDARD}.
   */
  public static final WorkQueue STANDARD = new WorkQueue(1, "STANDARD", false);

  /** For real-time work, not for general use. {@code MFASYNC_CALLBACK_QUEUE_RT}. */
  public static final WorkQueue RT = new WorkQueue(2, "RT", false);

  /** Where the platform reads files, not for general use. {@code MFASYNC_CALLBACK_QUEUE_IO}. */
  public static final WorkQueue IO = new WorkQueue(3, "IO", true);

  /** For periodic callbacks, not for general use. {@code MFASYNC_CALLBACK_QUEUE_TIMER}. */
  public static final WorkQueue TIMER = new WorkQueue(4, "TIMER", false);

  /**
   * Callbacks run several at a time, in no promised order; the one to use. {@code
   * MFASYNC_CALLBACK_QUEUE_MULTITHREADED}.
   */
  public static final WorkQueue MULTITHREADED = new WorkQueue(5, "MULTITHREADED", true);

  /** For callbacks that take long. {@code MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION}. */
  public static final WorkQueue LONG_FUNCTION = new WorkQueue(7, "LONG_FUNCTION", true);

  /** What the platform itself works on: nothing waits there. */
  private static final Set<WorkQueue> NOT_FOR_WAITING = Set.of(RT, IO, TIMER, LONG_FUNCTION);

  private static final String PUT = "MFPutWorkItem2";

  private static final Duration LONGEST_DELAY = Duration.ofDays(365 * 30);

  private final int id;
  private final String name;
  private final boolean serial;
  // Whether items may run at the same time; also where that is not known.
  private final boolean runsSeveral;
  // Null for the platform's own queues, which nobody closes.
  private final @Nullable NativeHandle handle;

  /** A queue of the platform's own. */
  WorkQueue(int id, String name, boolean runsSeveral) {
    this(id, name, false, runsSeveral, null);
  }

  /**
   * A queue that native code names, and that is not ours to close.
   *
   * @param serial whether native code uses it as a serial one, which its number does not tell
   */
  static WorkQueue named(int id, boolean serial) {
    return new WorkQueue(id, "queue " + Integer.toHexString(id), serial, !serial, null);
  }

  private WorkQueue(
      int id, String name, boolean serial, boolean runsSeveral, @Nullable NativeHandle handle) {
    this.id = id;
    this.name = name;
    this.serial = serial;
    this.runsSeveral = runsSeveral;
    this.handle = handle;
  }

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
  public static WorkQueue allocate(WorkQueueType type) throws IOException {
    Objects.requireNonNull(type, "type");
    return make(
        "MFAllocateWorkQueueEx",
        type.name(),
        "private " + type,
        false,
        type == WorkQueueType.MULTITHREADED,
        id -> Natives.allocateWorkQueue(type.value(), id));
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
  public static WorkQueue allocateSerial(WorkQueue target) throws IOException {
    String operation = "MFAllocateSerialWorkQueue";
    target.acquire(operation);
    try {
      return make(
          operation,
          target.toString(),
          "serial over " + target,
          true,
          false,
          id -> Natives.allocateSerialWorkQueue(target.id, id));
    } finally {
      target.release();
    }
  }

  /**
   * The queue that all users of an MMCSS class share in this process, {@code
   * MFLockSharedWorkQueue}: made by the first who asks, gone when all have closed it. It runs
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
  public static WorkQueue lockShared(String mmcssClass, int basePriority) throws IOException {
    String operation = "MFLockSharedWorkQueue";
    char[] name = WideString.of(Objects.requireNonNull(mmcssClass, "mmcssClass"));
    requireWithin(7, operation, "basePriority", basePriority);
    return make(
        operation,
        mmcssClass,
        "shared " + mmcssClass,
        false,
        true,
        id -> Natives.lockSharedWorkQueue(name, basePriority, id));
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
   * Runs a callback on this queue: {@link #put(AsyncCallback, Object, int)} with the priority 0.
   *
   * @param callback is invoked exactly once, unless this method throws
   * @param state what {@link AsyncResult#state} gives back
   * @throws RejectedExecutionException as {@link #put(AsyncCallback, Object, int)} does, as do
   *     {@link IllegalArgumentException} and {@link UnsupportedOperationException}
   */
  public void put(AsyncCallback callback, @Nullable Object state) {
    put(callback, state, 0);
  }

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
  public void put(AsyncCallback callback, @Nullable Object state, int priority) {
    requireWithin(1, PUT, "priority", priority);
    putItem(callback, state, priority, null);
  }

  private static void requireWithin(int most, String operation, String parameter, int value) {
    if (value < -most || value > most) {
      throw Failures.illegalArgument(
          operation, "", parameter + " is " + value + ", not between -" + most + " and " + most);
    }
  }

  /**
   * As {@link #put(AsyncCallback, Object, int)}.
   *
   * @param dropped is told, on any thread, when the platform will never run the item
   */
  void putItem(
      AsyncCallback callback, @Nullable Object state, int priority, @Nullable Runnable dropped) {
    place(deliver(callback, PUT), state, priority, dropped);
    TaskBatch.seal(this);
  }

  /** Puts an item of a {@link TaskBatch}, which does the sealing. */
  void putBatch(AsyncCallback callback, Runnable dropped) {
    place(deliver(callback, PUT), null, 0, dropped);
  }

  /**
   * The same from within an item that runs on this queue: also when the queue is closed, or the
   * platform is being closed, which wait for that one.
   */
  void putBesides(AsyncCallback callback, Runnable dropped) {
    if (handle != null) {
      handle.share();
    }
    try (Delivery delivery = Delivery.on(this, callback, 0)) {
      PendingWorkItem item = new PendingWorkItem(delivery, null, "MFPutWorkItem", dropped);
      check(item.beginBesides(begun -> Natives.putWorkItem(id, 0, 0, begun)), PUT);
    }
  }

  private void place(
      Delivery delivered, @Nullable Object state, int priority, @Nullable Runnable dropped) {
    try (Delivery delivery = delivered) {
      PendingWorkItem item = new PendingWorkItem(delivery, state, "MFPutWorkItem", dropped);
      check(
          item.begin(begun -> Natives.putWorkItem(id, delivery.flagBits(), priority, begun)), PUT);
    }
  }

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
  public ScheduledItem schedule(AsyncCallback callback, @Nullable Object state, Duration delay) {
    Duration bounded = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    long millis = bounded.plusNanos(999_999).toMillis();
    return new ScheduledItem(scheduleItem(callback, state, millis, null));
  }

  /**
   * As {@link #schedule}.
   *
   * @param dropped is told, on any thread, when the platform ends before the time has come
   */
  PendingScheduledItem scheduleItem(
      AsyncCallback callback, @Nullable Object state, long millis, @Nullable Runnable dropped) {
    String function = "MFScheduleWorkItem";
    long timeout = -Math.max(1, Math.min(millis, LONGEST_DELAY.toMillis()));
    long[] key = new long[1];
    try (Delivery delivery = deliver(callback, function)) {
      PendingScheduledItem item = new PendingScheduledItem(delivery, state, dropped);
      check(
          item.begin(
              begun -> Natives.scheduleWorkItem(id, delivery.flagBits(), timeout, begun, key)),
          function);
      item.begun(key[0]);
      return item;
    }
  }

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
  public WaitingItem putWaiting(
      NativeEvent event, AsyncCallback callback, @Nullable Object state, int priority) {
    String function = "MFPutWaitingWorkItem";
    requireWithin(1, function, "priority", priority);
    if (NOT_FOR_WAITING.contains(this)) {
      throw Failures.illegalArgument(function, name, "nothing waits on this queue");
    }
    long[] key = new long[1];
    try (Delivery delivery = deliver(callback, function)) {
      long handle = event.acquire(function);
      try {
        PendingWaitingItem item = new PendingWaitingItem(delivery, state, event);
        check(
            item.begin(
                begun ->
                    Natives.putWaitingWorkItem(
                        handle, id, delivery.flagBits(), priority, begun, key)),
            function);
        item.begun(key[0]);
        return new WaitingItem(item);
      } finally {
        // It waits: then the lease on the event is the item's.
        if (!delivery.isTakenOver()) {
          event.release();
        }
      }
    }
  }

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
  public ScheduledExecutorService asScheduledExecutor() {
    return new QueueExecutor(this);
  }

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
  public WorkQueue lock() {
    if (handle == null) {
      return this;
    }
    acquire("MFLockWorkQueue");
    // The lease that was taken is what the other lock lives on.
    NativeHandle another = new NativeHandle(id, queue -> handle.release());
    return new WorkQueue(id, name, serial, runsSeveral, another);
  }

  /**
   * This queue's registration with the Multimedia Class Scheduler Service of Windows.
   *
   * @return the registration; without effect until something is done with it
   */
  public Mmcss mmcss() {
    return new Mmcss(this);
  }

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
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task");
    TaskBatch.execute(this, task);
  }

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
  public void close() {
    if (handle != null && handle.close()) {
      handle.release();
    }
  }

  /**
   * Keeps the queue from being given back until {@link #release}; for operations that will use it.
   */
  void acquire(String operation) {
    if (!tryAcquire()) {
      throw new IllegalArgumentException(
          operation + " failed: " + HResult.MF_E_INVALID_WORKQUEUE + ": " + name + " is closed");
    }
  }

  void release() {
    if (handle != null) {
      handle.release();
    }
  }

  private boolean tryAcquire() {
    return handle == null || handle.acquire();
  }

  /** Whether items can be put, as far as is known here. */
  boolean takesItems() {
    return (handle == null || !handle.isClosed()) && MediaFoundation.isStarted();
  }

  /** Whether items may run at the same time. */
  boolean runsSeveral() {
    return runsSeveral;
  }

  /** Whether {@link #allocateSerial} made it. */
  boolean isSerial() {
    return serial;
  }

  /**
   * The flags that a callback has for this queue; none if it does not name it.
   *
   * @throws IllegalArgumentException it is in reply mode, but for another queue
   * @throws UnsupportedOperationException it is in reply mode, which this platform cannot do
   */
  private int flagsOf(AsyncCallback callback) {
    Objects.requireNonNull(callback, "callback");
    CallbackParameters wishes =
        Objects.requireNonNull(callback.parameters(), "callback.parameters()");
    boolean reply = wishes.flags().contains(CallbackFlag.REPLY);
    if (reply && Quirks.get().losesReplies()) {
      throw new UnsupportedOperationException(
          "reply mode is not supported here: "
              + MediaFoundation.platform().implementation()
              + " does not take replies, and stops the queue for ever");
    }
    if (equals(wishes.queue())) {
      return wishes.flagBits();
    }
    if (reply) {
      throw new IllegalArgumentException(
          "the callback is in reply mode on " + wishes.queue() + ", and is put on " + name);
    }
    return 0;
  }

  /** How the callback of a work item is reached: here, whatever queue it names. */
  private Delivery deliver(AsyncCallback callback, String function) {
    int flags = flagsOf(callback);
    MediaFoundation.requireAvailable();
    if (!tryAcquire()) {
      throw rejected(function, HResultTable.MF_E_INVALID_WORKQUEUE);
    }
    return Delivery.on(this, callback, flags);
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

  @FunctionalInterface
  private interface Allocator {
    int allocate(int[] id);
  }

  private static WorkQueue make(
      String operation,
      String subject,
      String name,
      boolean serial,
      boolean runsSeveral,
      Allocator allocator)
      throws IOException {
    MediaFoundation.requireAvailable();
    RetiredQueues.giveBack();
    long begun = System.nanoTime();
    int[] id = new int[1];
    int hr;
    do {
      hr = MediaFoundation.isStarted() ? allocator.allocate(id) : HResultTable.MF_E_SHUTDOWN;
      // There may be too many only for as long as some rest.
    } while (hr < 0 && hr != HResultTable.MF_E_SHUTDOWN && RetiredQueues.awaitGivenBack(begun));
    Failures.check(hr, operation, subject);
    try {
      NativeHandle handle = new NativeHandle(id[0], queue -> RetiredQueues.add((int) queue));
      return new WorkQueue(
          id[0], name + " " + Integer.toHexString(id[0]), serial, runsSeveral, handle);
    } catch (Throwable e) {
      // No memory for the Java half: nobody would ever close the native one.
      Natives.unlockWorkQueue(id[0]);
      throw e;
    }
  }

  /** Throws what it means that a work item did not begin. */
  private void check(int hr, String function) {
    if (hr < 0) {
      throw rejected(function, hr);
    }
  }

  private RuntimeException rejected(String function, int hr) {
    MediaFoundationException cause = new MediaFoundationException(new HResult(hr), function, name);
    if (hr == HResultTable.E_HANDLE) {
      return new IllegalArgumentException(cause.getMessage(), cause);
    }
    return new RejectedExecutionException(cause.getMessage(), cause);
  }
}
