package org.mfplat4j.internal.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.internal.operation.PutOrder;

/**
 * Tasks that wait for a queue together and reach it as one work item: a work item is two COM
 * objects, an entry in a table and a call from native code, which is many times what a small task
 * costs. Tasks join while the item waits, so that there are as many in it as the queue is behind:
 * one, when it is not.
 *
 * <p><b>Order.</b> The tasks run in the order in which they came. No task joins that comes after
 * something else was put on the queue by Java code, another batch included: it must not be
 * overtaken.
 *
 * <p><b>Several at a time.</b> Where the queue runs several items at a time, the tasks are shared
 * by several items. As long as tasks are left there is an item that has not started, so that a task
 * which blocks keeps no other from running, also when the queue is closed meanwhile, or the last
 * {@link MediaFoundation}.
 */
final class TaskBatch {
  private static final int MOST_TASKS = 128;
  // Two at least: the second is there for when the first one blocks.
  private static final int MOST_ITEMS =
      Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

  // By the lowest bits of the queue's number.
  private static final Slot[] SLOTS =
      IntStream.range(0, PutOrder.size()).mapToObj(Slot::new).toArray(Slot[]::new);

  /** What is known of the queues that share it. */
  private static final class Slot {
    // How often something was put that later tasks must not overtake.
    final AtomicInteger seal;
    // The batch that was put last; it may have started.
    final AtomicReference<@Nullable TaskBatch> newest = new AtomicReference<>();

    Slot(int index) {
      seal = PutOrder.of(index);
    }

    static Slot of(NativeWorkQueue queue) {
      return SLOTS[queue.id() & (SLOTS.length - 1)];
    }
  }

  private final NativeWorkQueue queue;
  private final int mostItems;
  // Written before others know the batch: what the slot's seal is as long as tasks may join.
  private int seal;
  // Guarded by this until the batch has started; then no thread adds to it.
  private final List<Runnable> tasks = new ArrayList<>(2);
  private boolean started;
  // The next task to be run. Any thread that runs an item takes from here.
  private final AtomicInteger next = new AtomicInteger();
  // The items that have not started.
  private final AtomicInteger waitingItems = new AtomicInteger();

  private TaskBatch(NativeWorkQueue queue, Runnable first) {
    this.queue = queue;
    mostItems = queue.runsSeveral() ? MOST_ITEMS : 1;
    tasks.add(first);
  }

  /** What was put on the queue so far is not overtaken by tasks that come later. */
  static void seal(NativeWorkQueue queue) {
    Slot.of(queue).seal.incrementAndGet();
  }

  /**
   * Has the queue run a task.
   *
   * @throws RejectedExecutionException as {@link NativeWorkQueue#putBatch} does, as does {@link
   *     UnsupportedOperationException}
   */
  static void execute(NativeWorkQueue queue, Runnable task) {
    Slot slot = Slot.of(queue);
    int seal = slot.seal.get();
    TaskBatch newest = slot.newest.get();
    if (newest != null
        && newest.seal == seal
        && newest.queue.equals(queue)
        && queue.takesItems()
        && newest.join(task)) {
      return;
    }
    TaskBatch batch = new TaskBatch(queue, task);
    batch.waitingItems.incrementAndGet();
    queue.putBatch(batch::run, batch::dropped);
    // It is put, and seals what was put before. Had somebody else put something since, that might
    // be
    // behind this batch, and later tasks must not overtake it.
    batch.seal = seal + 1;
    if (slot.seal.compareAndSet(seal, seal + 1)) {
      slot.newest.set(batch);
      batch.forgetIfStarted();
    } else {
      slot.seal.incrementAndGet();
    }
  }

  private boolean join(Runnable task) {
    boolean wantsItem;
    synchronized (this) {
      if (started || tasks.size() == MOST_TASKS) {
        return false;
      }
      tasks.add(task);
      wantsItem = waitingItems.get() < mostItems;
    }
    if (wantsItem) {
      putAnother(queue::putBatch);
    }
    return true;
  }

  /** Another item for tasks that have one. */
  private void putAnother(BiConsumer<AsyncCallback, Runnable> put) {
    waitingItems.incrementAndGet();
    try {
      put.accept(this::run, this::dropped);
    } catch (Throwable e) {
      // No memory, or the platform has gone. The tasks have an item: this one would only have been
      // for more of them at a time.
      waitingItems.decrementAndGet();
    }
  }

  /** On a thread of the queue: one item. */
  private void run(AsyncResult result) {
    waitingItems.decrementAndGet();
    int size = start();
    for (int i = next.getAndIncrement(); i < size; i = next.getAndIncrement()) {
      if (mostItems > 1 && i + 1 < size && waitingItems.get() == 0) {
        putAnother(queue::putBesides);
      }
      try {
        tasks.set(i, null).run();
      } catch (Throwable e) {
        Upcall.report(e);
      }
    }
  }

  /** From now on no task joins. How many tasks there are. */
  private int start() {
    synchronized (this) {
      started = true;
    }
    forgetIfStarted();
    return tasks.size();
  }

  /**
   * The platform will never run an item; the tasks are those of the others now, if there are any.
   */
  private void dropped() {
    waitingItems.decrementAndGet();
    start();
  }

  /** What has started is not kept. */
  private void forgetIfStarted() {
    boolean over;
    synchronized (this) {
      over = started;
    }
    if (over) {
      Slot.of(queue).newest.compareAndSet(this, null);
    }
  }
}
