package org.mfplat4j.internal.queue;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A task of a {@link QueueExecutor}: what runs, when, and how often. */
final class QueueTask<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
  /** What happens after a run. */
  enum Repeat {
    NEVER,
    /** The next run is a period after the time of this one. */
    AT_FIXED_RATE,
    /** The next run is a period after the end of this one. */
    WITH_FIXED_DELAY
  }

  // Among tasks of one time, the order in which they came.
  private static final AtomicLong SEQUENCE = new AtomicLong();

  private final QueueExecutor executor;
  private final Repeat repeat;
  private final long periodNanos;
  private final long sequence = SEQUENCE.incrementAndGet();
  // By System.nanoTime. Written between runs only.
  private volatile long time;
  private volatile @Nullable PendingScheduledItem item;

  QueueTask(QueueExecutor executor, Callable<V> callable, long delayNanos) {
    super(callable);
    this.executor = executor;
    this.repeat = Repeat.NEVER;
    this.periodNanos = 0;
    this.time = timeIn(delayNanos);
  }

  QueueTask(
      QueueExecutor executor, Runnable command, long delayNanos, Repeat repeat, long periodNanos) {
    super(command, null);
    this.executor = executor;
    this.repeat = repeat;
    this.periodNanos = periodNanos;
    this.time = timeIn(delayNanos);
  }

  private static long timeIn(long delayNanos) {
    // Half of the range: the difference of two times must not overflow.
    return System.nanoTime() + Math.max(0, Math.min(delayNanos, Long.MAX_VALUE >> 1));
  }

  /** Runs it once; whether it is to run again, at its new time. */
  boolean runOnce() {
    if (repeat == Repeat.NEVER) {
      run();
      return false;
    }
    if (!runAndReset()) {
      return false;
    }
    time = repeat == Repeat.AT_FIXED_RATE ? time + periodNanos : timeIn(periodNanos);
    return true;
  }

  /** What makes it run at its time; cancelled with the task. */
  void runsBy(PendingScheduledItem scheduled) {
    item = scheduled;
    if (isDone()) {
      disarm();
    }
  }

  /** It does not run by itself any more. */
  void disarm() {
    PendingScheduledItem scheduled = item;
    if (scheduled != null) {
      scheduled.cancel();
    }
  }

  @Override
  protected void done() {
    disarm();
    executor.done(this);
  }

  @Override
  public boolean isPeriodic() {
    return repeat != Repeat.NEVER;
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(time - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  @SuppressWarnings("ComparableType") // Delayed is what is compared, by the interface.
  public int compareTo(Delayed other) {
    if (other instanceof QueueTask<?> task) {
      long later = time - task.time;
      return later == 0 ? Long.compare(sequence, task.sequence) : Long.signum(later);
    }
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }
}
