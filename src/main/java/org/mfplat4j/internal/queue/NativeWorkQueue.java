package org.mfplat4j.internal.queue;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.Mmcss;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.ScheduledItem;
import org.mfplat4j.WaitingItem;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.operation.LeasedQueue;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.platform.Quirks;
import org.mfplat4j.internal.platform.RetiredQueues;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.internal.text.WideString;

/** A work queue by its number. A private one is given back when its last lease has ended. */
public final class NativeWorkQueue implements LeasedQueue {
  static final WorkQueue STANDARD = new NativeWorkQueue(1, "STANDARD", false);

  static final WorkQueue RT = new NativeWorkQueue(2, "RT", false);

  static final WorkQueue IO = new NativeWorkQueue(3, "IO", true);

  static final WorkQueue TIMER = new NativeWorkQueue(4, "TIMER", false);

  static final WorkQueue MULTITHREADED = new NativeWorkQueue(5, "MULTITHREADED", true);

  static final WorkQueue LONG_FUNCTION = new NativeWorkQueue(7, "LONG_FUNCTION", true);

  /** What the platform itself works on: nothing waits there. */
  private static final Set<WorkQueue> NOT_FOR_WAITING = Set.of(RT, IO, TIMER, LONG_FUNCTION);

  private static final String PUT = "MFPutWorkItem2";

  private static final Duration LONGEST_DELAY = Duration.ofDays(365 * 30);

  private final int id;

  private final String name;

  private final boolean serial;

  // Whether items may run at the same time; also where that is not known.
  private final boolean runsSeveral;

  // Null for the platform's own queues, which are never closed.
  private final @Nullable NativeHandle handle;

  /** A queue of the platform's own. */
  NativeWorkQueue(int id, String name, boolean runsSeveral) {
    this(id, name, false, runsSeveral, null);
  }

  /**
   * A queue that native code names, and that is not ours to close.
   *
   * @param serial whether native code uses it as a serial one, which its number does not tell
   */
  public static WorkQueue named(int id, boolean serial) {
    return new NativeWorkQueue(id, "queue " + Integer.toHexString(id), serial, !serial, null);
  }

  private NativeWorkQueue(
      int id, String name, boolean serial, boolean runsSeveral, @Nullable NativeHandle handle) {
    this.id = id;
    this.name = name;
    this.serial = serial;
    this.runsSeveral = runsSeveral;
    this.handle = handle;
  }

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

  public static WorkQueue allocateSerial(WorkQueue itsTarget) throws IOException {
    String operation = "MFAllocateSerialWorkQueue";
    NativeWorkQueue target = of(itsTarget);
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

  /** The platform's own queue with this number. */
  public static WorkQueue system(int id) {
    return switch (id) {
      case 1 -> STANDARD;
      case 2 -> RT;
      case 3 -> IO;
      case 4 -> TIMER;
      case 5 -> MULTITHREADED;
      case 7 -> LONG_FUNCTION;
      default -> throw new IllegalArgumentException("no queue of the platform: " + id);
    };
  }

  private static NativeWorkQueue of(WorkQueue queue) {
    LeasedQueue leased = LeasedQueue.of(Objects.requireNonNull(queue, "queue"));
    return (NativeWorkQueue) Objects.requireNonNull(leased);
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public void put(AsyncCallback callback) {
    put(callback, null);
  }

  @Override
  public void put(AsyncCallback callback, @Nullable Object state) {
    put(callback, state, 0);
  }

  @Override
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

  @Override
  public ScheduledItem schedule(AsyncCallback callback, @Nullable Object state, Duration delay) {
    Duration bounded = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    long millis = bounded.plusNanos(999_999).toMillis();
    return scheduleItem(callback, state, millis, null);
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

  @Override
  public WaitingItem putWaiting(
      NativeEvent event, AsyncCallback callback, @Nullable Object state, int priority) {
    String function = "MFPutWaitingWorkItem";
    requireWithin(1, function, "priority", priority);
    if (NOT_FOR_WAITING.contains(this)) {
      throw Failures.illegalArgument(function, name, "nothing waits on this queue");
    }
    long[] key = new long[1];
    try (Delivery delivery = deliver(callback, function)) {
      EventHandle itsEvent = EventHandle.of(event);
      long handle = itsEvent.acquire(function);
      try {
        PendingWaitingItem item = new PendingWaitingItem(delivery, state, itsEvent);
        check(
            item.begin(
                begun ->
                    Natives.putWaitingWorkItem(
                        handle, id, delivery.flagBits(), priority, begun, key)),
            function);
        item.begun(key[0]);
        return item;
      } finally {
        // It waits: then the lease on the event is the item's.
        if (!delivery.isTakenOver()) {
          itsEvent.release();
        }
      }
    }
  }

  @Override
  public ScheduledExecutorService asScheduledExecutor() {
    return new QueueExecutor(this);
  }

  @Override
  public WorkQueue lock() {
    if (handle == null) {
      return this;
    }
    acquire("MFLockWorkQueue");
    // The lease that was taken is what the other lock lives on.
    NativeHandle another = new NativeHandle(id, queue -> handle.release());
    return new NativeWorkQueue(id, name, serial, runsSeveral, another);
  }

  @Override
  public Mmcss mmcss() {
    return new QueueMmcss(this);
  }

  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task");
    TaskBatch.execute(this, task);
  }

  @Override
  public void close() {
    if (handle != null && handle.close()) {
      handle.release();
    }
  }

  /**
   * Keeps the queue from being given back until {@link #release}; for operations that will use it.
   */
  @Override
  public void acquire(String operation) {
    if (!tryAcquire()) {
      throw new IllegalArgumentException(
          operation + " failed: " + HResult.MF_E_INVALID_WORKQUEUE + ": " + name + " is closed");
    }
  }

  @Override
  public void release() {
    if (handle != null) {
      handle.release();
    }
  }

  private boolean tryAcquire() {
    return handle == null || handle.acquire();
  }

  /** Whether items can be put, as far as is known here. */
  boolean takesItems() {
    return (handle == null || !handle.isClosed()) && PlatformState.isStarted();
  }

  /** Whether items may run at the same time. */
  boolean runsSeveral() {
    return runsSeveral;
  }

  @Override
  public boolean isSerial() {
    return serial;
  }

  /**
   * The flags that a callback has for this queue; none if it does not name it.
   *
   * @throws IllegalArgumentException it is in reply mode, and of another queue
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
              + PlatformState.describe().implementation()
              + " does not take replies, and stops the queue for ever");
    }
    if (equals(wishes.queue())) {
      return Delivery.bitsOf(wishes);
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
    PlatformState.requireAvailable();
    if (!tryAcquire()) {
      throw rejected(function, HResultTable.MF_E_INVALID_WORKQUEUE);
    }
    return Delivery.on(this, callback, flags);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NativeWorkQueue queue && queue.id == id;
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
    PlatformState.requireAvailable();
    RetiredQueues.giveBack();
    long begun = System.nanoTime();
    int[] id = new int[1];
    int hr;
    do {
      hr = PlatformState.isStarted() ? allocator.allocate(id) : HResultTable.MF_E_SHUTDOWN;
      // There may be too many only for as long as some rest.
    } while (hr < 0 && hr != HResultTable.MF_E_SHUTDOWN && RetiredQueues.awaitGivenBack(begun));
    Failures.check(hr, operation, subject);
    try {
      NativeHandle handle = new NativeHandle(id[0], queue -> RetiredQueues.add((int) queue));
      return new NativeWorkQueue(
          id[0], name + " " + Integer.toHexString(id[0]), serial, runsSeveral, handle);
    } catch (Throwable e) {
      // No memory for the Java half: the native one would never be closed.
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
