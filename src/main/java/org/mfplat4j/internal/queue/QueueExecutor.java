package org.mfplat4j.internal.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.queue.QueueTask.Repeat;

/**
 * A work queue as a {@link ScheduledExecutorService}, by the rules of {@link
 * java.util.concurrent.ScheduledThreadPoolExecutor}: the queue runs the tasks, Media Foundation's
 * timer says when. Any thread.
 */
final class QueueExecutor extends AbstractExecutorService implements ScheduledExecutorService {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final NativeWorkQueue queue;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition terminated = lock.newCondition();
  // Guarded by lock. The tasks that are not done, each with the thread that runs it, if one does.
  private final Map<QueueTask<?>, @Nullable Thread> tasks = new HashMap<>();
  private boolean shutdown;

  QueueExecutor(NativeWorkQueue queue) {
    this.queue = queue;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return accept(new QueueTask<>(this, Executors.callable(command), unit.toNanos(delay)));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return accept(new QueueTask<>(this, callable, unit.toNanos(delay)));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return repeat(command, initialDelay, Repeat.AT_FIXED_RATE, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return repeat(command, initialDelay, Repeat.WITH_FIXED_DELAY, delay, unit);
  }

  private ScheduledFuture<?> repeat(
      Runnable command, long initialDelay, Repeat repeat, long period, TimeUnit unit) {
    Objects.requireNonNull(command, "command");
    if (period <= 0) {
      throw new IllegalArgumentException("the period is not positive: " + period + " " + unit);
    }
    return accept(
        new QueueTask<>(this, command, unit.toNanos(initialDelay), repeat, unit.toNanos(period)));
  }

  /** What the command throws reaches the uncaught exception handler, since no future has it. */
  @Override
  public void execute(Runnable command) {
    Objects.requireNonNull(command, "command");
    Callable<@Nullable Void> reporting =
        () -> {
          try {
            command.run();
          } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
          }
          return null;
        };
    Future<?> unused = accept(new QueueTask<>(this, reporting, 0));
  }

  @Override
  public Future<?> submit(Runnable task) {
    return schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public <T> Future<T> submit(Runnable task, T result) {
    return schedule(Executors.callable(task, result), 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public <T> Future<T> submit(Callable<T> task) {
    return schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  private <V> QueueTask<V> accept(QueueTask<V> task) {
    lock.lock();
    try {
      if (shutdown) {
        throw new RejectedExecutionException(this + " takes nothing new");
      }
      tasks.put(task, null);
    } finally {
      lock.unlock();
    }
    boolean armed = false;
    try {
      arm(task);
      armed = true;
    } finally {
      if (!armed) {
        done(task);
      }
    }
    if (!isHere(task)) {
      // It is done, or shutdownNow came before there was anything to disarm.
      task.disarm();
    }
    return task;
  }

  private boolean isHere(QueueTask<?> task) {
    lock.lock();
    try {
      return tasks.containsKey(task);
    } finally {
      lock.unlock();
    }
  }

  /** Has the task run at its time. */
  private void arm(QueueTask<?> task) {
    long nanos = task.getDelay(TimeUnit.NANOSECONDS);
    if (nanos <= 0) {
      queue.putItem(result -> run(task), null, 0, () -> task.cancel(false));
    } else {
      // Rounded up: nothing is early.
      long millis = (nanos - 1) / NANOS_PER_MILLI + 1;
      task.runsBy(queue.scheduleItem(result -> run(task), null, millis, () -> task.cancel(false)));
    }
  }

  /** On a thread of the queue. */
  private void run(QueueTask<?> task) {
    if (task.getDelay(TimeUnit.NANOSECONDS) > 0) {
      // The platform's clock is not Java's.
      armAgain(task);
      return;
    }
    if (!began(task)) {
      return;
    }
    boolean again = false;
    try {
      again = task.runOnce();
    } finally {
      again = ended(task, again);
    }
    if (again) {
      armAgain(task);
    }
  }

  private void armAgain(QueueTask<?> task) {
    boolean armed = false;
    try {
      arm(task);
      armed = true;
    } catch (RejectedExecutionException e) {
      // The queue was closed, or the platform.
      armed = false;
    } finally {
      if (!armed) {
        task.cancel(false);
      }
    }
  }

  private boolean began(QueueTask<?> task) {
    lock.lock();
    try {
      return tasks.replace(task, null, Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  /** Whether the task is to run again. */
  private boolean ended(QueueTask<?> task, boolean again) {
    boolean goesOn;
    lock.lock();
    try {
      goesOn = again && !shutdown;
      if (again) {
        tasks.put(task, null);
      } else {
        remove(task);
      }
      // An interrupt was for the task, not for what the thread runs next. Under the lock, so that
      // none comes later.
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
    if (again && !goesOn) {
      task.cancel(false);
    }
    return goesOn;
  }

  /** The task has its outcome, or will have none; while it runs it is not forgotten, though. */
  void done(QueueTask<?> task) {
    lock.lock();
    try {
      if (tasks.get(task) == null) {
        remove(task);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under lock. */
  private void remove(QueueTask<?> task) {
    tasks.remove(task);
    if (shutdown && tasks.isEmpty()) {
      terminated.signalAll();
    }
  }

  /** Tasks that were accepted still run at their times, except for periodic ones. */
  @Override
  public void shutdown() {
    Collection<QueueTask<?>> cancelled = new ArrayList<>();
    lock.lock();
    try {
      shutdown = true;
      tasks.forEach(
          (task, thread) -> {
            if (task.isPeriodic() && thread == null) {
              cancelled.add(task);
            }
          });
      if (tasks.isEmpty()) {
        terminated.signalAll();
      }
    } finally {
      lock.unlock();
    }
    cancelled.forEach(task -> task.cancel(false));
  }

  /** Tasks that run are interrupted; the futures of those that do not are never done. */
  @Override
  public List<Runnable> shutdownNow() {
    List<QueueTask<?>> waiting = new ArrayList<>();
    lock.lock();
    try {
      shutdown = true;
      tasks.forEach(
          (task, thread) -> {
            if (thread == null) {
              waiting.add(task);
            } else {
              thread.interrupt();
            }
          });
      tasks.keySet().removeAll(waiting);
      if (tasks.isEmpty()) {
        terminated.signalAll();
      }
    } finally {
      lock.unlock();
    }
    waiting.forEach(QueueTask::disarm);
    return new ArrayList<>(waiting);
  }

  @Override
  public boolean isShutdown() {
    lock.lock();
    try {
      return shutdown;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isTerminated() {
    lock.lock();
    try {
      return shutdown && tasks.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(timeout);
    lock.lockInterruptibly();
    try {
      while (!(shutdown && tasks.isEmpty())) {
        if (left <= 0) {
          return false;
        }
        left = terminated.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return "executor of " + queue + (shutdown ? ", shut down, " : ", ") + tasks.size() + " tasks";
    } finally {
      lock.unlock();
    }
  }
}
