package org.mfplat4j;

import java.io.IOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperations;
import org.mfplat4j.internal.Upcall;
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
  public static final WorkQueue STANDARD = new WorkQueue(1, "STANDARD");

  /** For real-time work, not for general use. {@code MFASYNC_CALLBACK_QUEUE_RT}. */
  public static final WorkQueue RT = new WorkQueue(2, "RT");

  /** Where the platform reads files, not for general use. {@code MFASYNC_CALLBACK_QUEUE_IO}. */
  public static final WorkQueue IO = new WorkQueue(3, "IO");

  /** For periodic callbacks, not for general use. {@code MFASYNC_CALLBACK_QUEUE_TIMER}. */
  public static final WorkQueue TIMER = new WorkQueue(4, "TIMER");

  /**
   * Callbacks run several at a time, in no promised order; the one to use. {@code
   * MFASYNC_CALLBACK_QUEUE_MULTITHREADED}.
   */
  public static final WorkQueue MULTITHREADED = new WorkQueue(5, "MULTITHREADED");

  /** For callbacks that take long. {@code MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION}. */
  public static final WorkQueue LONG_FUNCTION = new WorkQueue(7, "LONG_FUNCTION");

  private static final Queue<Integer> TO_UNLOCK = new ConcurrentLinkedQueue<>();

  private final int id;
  private final String name;
  // Null for the platform's own queues, which nobody closes.
  private final @Nullable NativeHandle handle;

  /** A queue of the platform's own. */
  WorkQueue(int id, String name) {
    this(id, name, null);
  }

  private WorkQueue(int id, String name, @Nullable NativeHandle handle) {
    this.id = id;
    this.name = name;
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
   * @throws IllegalStateException {@code MF_E_SHUTDOWN}: the platform is not started
   * @throws IOException if Windows refuses the class
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mflocksharedworkqueue">Microsoft:
   *     MFLockSharedWorkQueue</a>
   */
  public static WorkQueue lockShared(String mmcssClass, int basePriority) throws IOException {
    char[] name = WideString.of(mmcssClass);
    return make(
        "MFLockSharedWorkQueue",
        mmcssClass,
        "shared " + mmcssClass,
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
   * @throws UnsupportedOperationException there is no Media Foundation here, see {@link
   *     MediaFoundation#unavailabilityCause}
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfputworkitem2">Microsoft:
   *     MFPutWorkItem2</a>
   */
  public void put(AsyncCallback callback, @Nullable Object state, int priority) {
    Objects.requireNonNull(callback, "callback");
    MediaFoundation.requireAvailable();
    if (!tryAcquire()) {
      throw rejected(HResultTable.MF_E_INVALID_WORKQUEUE);
    }
    boolean begun = false;
    try {
      long operation = PendingOperations.all().register(new PendingWorkItem(callback, state, this));
      int hr =
          MediaFoundation.isStarted()
              ? Natives.putWorkItem(id, priority, operation)
              : HResultTable.MF_E_SHUTDOWN;
      begun = hr >= 0;
      if (!begun) {
        PendingOperations.all().withdraw(operation);
        throw rejected(hr);
      }
    } finally {
      // Begun, the lease is the work item's; it may have run already.
      if (!begun) {
        release();
      }
    }
  }

  /**
   * Runs a task on this queue. What it throws reaches the uncaught exception handler of the queue's
   * thread.
   *
   * @param task the task
   * @throws RejectedExecutionException as {@link #put(AsyncCallback, Object, int)} does
   */
  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task");
    put(result -> task.run(), null);
  }

  /**
   * Closes a private queue; idempotent, and without effect on the platform's own queues. What is on
   * the queue still runs, and callbacks of operations that name it are still invoked; nothing new
   * is taken. The queue is given back, {@code MFUnlockWorkQueue}, when the last of them has
   * returned, or a little later: with the next queue that is made, or with the platform. Does not
   * block.
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

  private static WorkQueue make(String operation, String subject, String name, Allocator allocator)
      throws IOException {
    MediaFoundation.requireAvailable();
    unlockWaiting();
    int[] id = new int[1];
    int hr = MediaFoundation.isStarted() ? allocator.allocate(id) : HResultTable.MF_E_SHUTDOWN;
    Failures.check(hr, operation, subject);
    try {
      NativeHandle handle = new NativeHandle(id[0], queue -> unlock((int) queue));
      return new WorkQueue(id[0], name + " " + Integer.toHexString(id[0]), handle);
    } catch (Throwable e) {
      // No memory for the Java half: nobody would ever close the native one.
      Natives.unlockWorkQueue(id[0]);
      throw e;
    }
  }

  /**
   * Never on a queue thread: there the last lease ends inside the queue's own callback, and Wine's
   * MFUnlockWorkQueue waits for the callback that runs. What Windows does is not documented. Such a
   * queue waits for the next thread that may.
   */
  private static void unlock(int id) {
    TO_UNLOCK.add(id);
    unlockWaiting();
  }

  /**
   * Gives back the queues that could not be given back on the thread where their last lease ended.
   */
  static void unlockWaiting() {
    if (Upcall.onQueueThread()) {
      return;
    }
    for (Integer id = TO_UNLOCK.poll(); id != null; id = TO_UNLOCK.poll()) {
      // Fails only for a queue that is gone, which is what was wanted.
      Natives.unlockWorkQueue(id);
    }
  }

  private RejectedExecutionException rejected(int hr) {
    MediaFoundationException cause =
        new MediaFoundationException(new HResult(hr), "MFPutWorkItem2", name);
    return new RejectedExecutionException(cause.getMessage(), cause);
  }
}
