package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.LeaksOnWine;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/**
 * What a scheduled executor promises: one contract, held by Java's own and by the view of a work
 * queue. On Wine a process of its own, since there cancelled timers keep native objects.
 */
@Tag("wine-isolate")
class ScheduledExecutorContractTest {
  private static final String CANCELLED_ITEMS_LEAK =
      "a scheduled item that is cancelled keeps its callback";
  private static final long MILLIS = Limits.EVENTUALLY.toMillis();
  // Time enough to cancel on a busy machine.
  private static final long CANCELLED_MILLIS = 1_000;

  // Java's own executor needs no Wine to be compared with.
  @Nested
  @Tag("linux-only")
  class JavasOwn extends Contract {
    @Override
    ScheduledExecutorService create() {
      return new ScheduledThreadPoolExecutor(2);
    }
  }

  @Nested
  class OfAWorkQueue extends Contract {
    @RegisterExtension final Workbench bench = new Workbench();

    @Override
    ScheduledExecutorService create() {
      return WorkQueue.MULTITHREADED.asScheduledExecutor();
    }

    @Test
    void tasksRunInTheOrderOfAQueueThatHasOne() throws Exception {
      List<Integer> order = Collections.synchronizedList(new ArrayList<>());
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int number = i;
        tasks.add(() -> order.add(number));
      }
      try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
        queue.asScheduledExecutor().invokeAll(tasks);
      }
      assertThat(order).isSorted().hasSize(100);
    }

    @Test
    void whatAnExecutedTaskThrowsReachesTheUncaughtHandler() throws Exception {
      IllegalStateException exception = new IllegalStateException("thrown by a test's task");
      try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
        executor.execute(
            () -> {
              throw exception;
            });
        assertThat(uncaught.await(1)).containsExactly(exception);
      }
    }

    @Test
    void anExecutorThatIsShutDownLeavesItsQueueOpen() throws Exception {
      try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
        ScheduledExecutorService first = queue.asScheduledExecutor();
        first.shutdown();
        assertThat(
                queue.asScheduledExecutor().submit(() -> "ran").get(MILLIS, TimeUnit.MILLISECONDS))
            .isEqualTo("ran");
        assertThat(first).asString().startsWith("executor of private STANDARD").contains("shut");
      }
    }

    @Test
    void aClosedQueueEndsItsPeriodicTasksAndTakesNoOthers() throws Exception {
      WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
      ScheduledExecutorService view = queue.asScheduledExecutor();
      ScheduledFuture<?> periodic = view.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.MILLISECONDS);
      queue.close();
      Limits.eventually(() -> assertThat(periodic.isCancelled()).isTrue());
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> view.submit(() -> {}))
          .withMessageContaining("MF_E_INVALID_WORKQUEUE");
      view.shutdown();
      assertThat(view.isTerminated()).isTrue();
    }

    @Test
    @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_ITEMS_LEAK)
    void aClosedPlatformCancelsWhatIsNotDue() throws Exception {
      ScheduledFuture<?> delayed = executor.schedule(() -> {}, 1, TimeUnit.HOURS);
      ScheduledFuture<?> periodic = executor.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.HOURS);
      bench.platform().close();
      assertThat(delayed.isCancelled()).isTrue();
      assertThat(periodic.isCancelled()).isTrue();
      assertThat(PendingOperations.all().count()).isZero();
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> executor.schedule(() -> {}, 1, TimeUnit.HOURS))
          .withMessageContaining("MF_E_SHUTDOWN");
      try (MediaFoundation again = MediaFoundation.startup()) {
        assertThat(again).isNotNull();
        assertThat(executor.submit(() -> 1).get(MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(1);
      }
    }
  }

  abstract static class Contract {
    final ScheduledExecutorService executor = create();

    abstract ScheduledExecutorService create();

    @AfterEach
    void shutDown() throws Exception {
      executor.shutdownNow();
      assertThat(executor.awaitTermination(MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void tasksHaveResults() throws Exception {
      assertThat(executor.submit(() -> "value").get(MILLIS, TimeUnit.MILLISECONDS))
          .isEqualTo("value");
      assertThat(executor.submit(() -> {}, "given").get(MILLIS, TimeUnit.MILLISECONDS))
          .isEqualTo("given");
      Future<?> nothing = executor.submit(() -> {});
      assertThat(nothing.get(MILLIS, TimeUnit.MILLISECONDS)).isNull();
      CountDownLatch ran = new CountDownLatch(1);
      executor.execute(ran::countDown);
      Limits.eventually(ran);
    }

    @Test
    void whatATaskThrowsIsTheCause() {
      IllegalStateException exception = new IllegalStateException("thrown by a test's task");
      Future<?> future =
          executor.submit(
              () -> {
                throw exception;
              });
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> future.get(MILLIS, TimeUnit.MILLISECONDS))
          .withCause(exception);
    }

    @Test
    void aDelayedTaskIsNotEarly() throws Exception {
      long begin = System.nanoTime();
      ScheduledFuture<Long> future =
          executor.schedule(System::nanoTime, 60_500, TimeUnit.MICROSECONDS);
      long delay = future.getDelay(TimeUnit.NANOSECONDS);
      long elapsed = System.nanoTime() - begin;
      assertThat(delay).isBetween(60_500_000 - elapsed, 60_500_000L);
      assertThat(future.get(MILLIS, TimeUnit.MILLISECONDS) - begin)
          .isGreaterThanOrEqualTo(60_500_000);
      assertThat(future.getDelay(TimeUnit.NANOSECONDS)).isLessThanOrEqualTo(0);
      assertThat(future.isDone()).isTrue();
      assertThat(future.cancel(true)).isFalse();
    }

    @Test
    void delayedTasksRunInTheOrderOfTheirTimes() throws Exception {
      List<Integer> order = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch done = new CountDownLatch(3);
      List<ScheduledFuture<?>> futures = new ArrayList<>();
      // Far enough apart for a machine that is busy between two of them.
      for (int delay : new int[] {600, 200, 400}) {
        futures.add(
            executor.schedule(
                () -> {
                  order.add(delay);
                  done.countDown();
                },
                delay,
                TimeUnit.MILLISECONDS));
      }
      assertThat(futures.get(0).compareTo(futures.get(1))).isPositive();
      assertThat(futures.get(1).compareTo(futures.get(2))).isNegative();
      assertThat(futures.get(1).compareTo(futures.get(1))).isZero();
      Limits.eventually(done);
      assertThat(order).containsExactly(200, 400, 600);
    }

    @Test
    void tasksWithoutDelayOrWithANegativeOneRunAtOnce() throws Exception {
      for (long delay : new long[] {0, -1, Long.MIN_VALUE}) {
        assertThat(
                executor
                    .schedule(() -> delay, delay, TimeUnit.SECONDS)
                    .get(MILLIS, TimeUnit.MILLISECONDS))
            .isEqualTo(delay);
      }
    }

    @Test
    @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_ITEMS_LEAK)
    void aCancelledTaskNeverRuns() throws Exception {
      AtomicBoolean ran = new AtomicBoolean();
      ScheduledFuture<?> future =
          executor.schedule(() -> ran.set(true), CANCELLED_MILLIS, TimeUnit.MILLISECONDS);
      ScheduledFuture<?> longest =
          executor.schedule(() -> ran.set(true), Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      assertThat(future.cancel(false)).isTrue();
      assertThat(longest.cancel(false)).isTrue();
      assertThat(future.cancel(false)).isFalse();
      assertThat(future.isCancelled()).isTrue();
      assertThat(future.isDone()).isTrue();
      assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
      Thread.sleep(CANCELLED_MILLIS + Limits.NEVER.toMillis());
      assertThat(ran).isFalse();
    }

    @Test
    void cancellingInterruptsATaskThatRunsAndNothingElse() throws Exception {
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch interrupted = new CountDownLatch(1);
      Future<?> future =
          executor.submit(
              () -> {
                started.countDown();
                try {
                  Thread.sleep(MILLIS);
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
              });
      Limits.eventually(started);
      assertThat(future.cancel(true)).isTrue();
      Limits.eventually(interrupted);
      for (int i = 0; i < 20; i++) {
        assertThat(
                executor
                    .submit(() -> Thread.currentThread().isInterrupted())
                    .get(MILLIS, TimeUnit.MILLISECONDS))
            .isFalse();
      }
    }

    @Test
    void atAFixedRateATaskCatchesUpAndIsNeverEnteredTwice() throws Exception {
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      CountDownLatch runs = new CountDownLatch(10);
      CompletableFuture<ScheduledFuture<?>> itself = new CompletableFuture<>();
      long begin = System.nanoTime();
      itself.complete(
          executor.scheduleAtFixedRate(
              () -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                if (runs.getCount() == 10) {
                  sleep(100);
                }
                inside.decrementAndGet();
                endWithTheLast(runs, itself);
              },
              20,
              20,
              TimeUnit.MILLISECONDS));
      Limits.eventually(runs);
      long taken = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      assertThat(taken).isGreaterThanOrEqualTo(200);
      assertThat(most).hasValue(1);
    }

    @Test
    void withAFixedDelayTheNextRunIsThatMuchAfterTheLast() throws Exception {
      List<Long> times = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch runs = new CountDownLatch(4);
      CompletableFuture<ScheduledFuture<?>> itself = new CompletableFuture<>();
      itself.complete(
          executor.scheduleWithFixedDelay(
              () -> {
                times.add(System.nanoTime());
                sleep(20);
                endWithTheLast(runs, itself);
              },
              0,
              30,
              TimeUnit.MILLISECONDS));
      Limits.eventually(runs);
      assertThat(itself.join().isCancelled()).isTrue();
      for (int i = 1; i < 4; i++) {
        assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(50_000_000);
      }
    }

    @Test
    void aPeriodicTaskThatThrowsRunsNoMore() throws Exception {
      IllegalStateException exception = new IllegalStateException("thrown by a test's task");
      AtomicInteger runs = new AtomicInteger();
      ScheduledFuture<?> future =
          executor.scheduleAtFixedRate(
              () -> {
                if (runs.incrementAndGet() == 2) {
                  throw exception;
                }
              },
              1,
              1,
              TimeUnit.MILLISECONDS);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> future.get(MILLIS, TimeUnit.MILLISECONDS))
          .withCause(exception);
      Thread.sleep(50);
      assertThat(runs).hasValue(2);
      assertThat(future.isCancelled()).isFalse();
      assertThat(future.isDone()).isTrue();
    }

    @Test
    @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_ITEMS_LEAK)
    void afterShutdownDelayedTasksRunAndPeriodicOnesAreCancelled() throws Exception {
      CountDownLatch shutDown = new CountDownLatch(1);
      ScheduledFuture<String> delayed =
          executor.schedule(
              () -> {
                Limits.eventually(shutDown);
                return "ran";
              },
              100,
              TimeUnit.MILLISECONDS);
      ScheduledFuture<?> soon = executor.schedule(() -> {}, 1, TimeUnit.MILLISECONDS);
      AtomicInteger runs = new AtomicInteger();
      ScheduledFuture<?> periodic =
          executor.scheduleAtFixedRate(runs::incrementAndGet, 0, 1, TimeUnit.HOURS);
      Limits.eventually(() -> assertThat(periodic.getDelay(TimeUnit.MINUTES)).isPositive());
      assertThat(runs).hasValue(1);
      soon.get(MILLIS, TimeUnit.MILLISECONDS);
      assertThat(executor.isShutdown()).isFalse();
      executor.shutdown();
      executor.shutdown();
      assertThat(executor.isShutdown()).isTrue();
      assertThat(executor.isTerminated()).isFalse();
      assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
      assertThatExceptionOfType(CancellationException.class).isThrownBy(periodic::get);
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> executor.execute(() -> {}));
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> executor.submit(() -> {}));
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> executor.schedule(() -> {}, 1, TimeUnit.HOURS));
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> executor.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.HOURS));
      shutDown.countDown();
      assertThat(delayed.get(MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("ran");
      assertThat(executor.awaitTermination(MILLIS, TimeUnit.MILLISECONDS)).isTrue();
      assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    @LeaksOnWine(versions = 8, objects = true, value = CANCELLED_ITEMS_LEAK)
    void shutdownNowInterruptsWhatRunsAndGivesBackTheRest() throws Exception {
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch interrupted = new CountDownLatch(1);
      executor.execute(
          () -> {
            started.countDown();
            try {
              Thread.sleep(MILLIS);
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
          });
      ScheduledFuture<?> delayed = executor.schedule(() -> {}, 1, TimeUnit.HOURS);
      ScheduledFuture<?> periodic = executor.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.HOURS);
      Limits.eventually(started);
      List<Runnable> left = executor.shutdownNow();
      Limits.eventually(interrupted);
      assertThat(left).map(Object.class::cast).containsExactlyInAnyOrder(delayed, periodic);
      assertThat(delayed.isDone()).isFalse();
      assertThat(executor.shutdownNow()).isEmpty();
      assertThat(executor.awaitTermination(MILLIS, TimeUnit.MILLISECONDS)).isTrue();
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> executor.execute(() -> {}));
    }

    @Test
    void manyTasksAtOnce() throws Exception {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int number = i;
        tasks.add(() -> number);
      }
      int sum = 0;
      for (Future<Integer> future : executor.invokeAll(tasks)) {
        sum += future.get();
      }
      assertThat(sum).isEqualTo(499 * 500 / 2);
      assertThat(executor.invokeAny(tasks)).isBetween(0, 499);
    }

    @Test
    void invokeAllGivesUpWhenItsTimeIsOver() throws Exception {
      CountDownLatch never = new CountDownLatch(1);
      Callable<Boolean> blocking = () -> never.await(MILLIS, TimeUnit.MILLISECONDS);
      List<Future<Boolean>> futures =
          executor.invokeAll(List.of(() -> true, blocking), 100, TimeUnit.MILLISECONDS);
      assertThat(futures.get(0).get()).isTrue();
      assertThat(futures.get(1).isCancelled()).isTrue();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
      assertThatNullPointerException().isThrownBy(() -> executor.execute(null));
      assertThatNullPointerException().isThrownBy(() -> executor.submit((Runnable) null));
      assertThatNullPointerException().isThrownBy(() -> executor.submit((Callable<?>) null));
      assertThatNullPointerException()
          .isThrownBy(() -> executor.schedule((Runnable) null, 1, TimeUnit.SECONDS));
      assertThatNullPointerException().isThrownBy(() -> executor.schedule(() -> {}, 1, null));
      assertThatNullPointerException()
          .isThrownBy(() -> executor.scheduleAtFixedRate(null, 1, 1, TimeUnit.SECONDS));
      assertThatNullPointerException()
          .isThrownBy(() -> executor.scheduleWithFixedDelay(() -> {}, 1, 1, null));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> executor.scheduleAtFixedRate(() -> {}, 1, 0, TimeUnit.SECONDS));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> executor.scheduleWithFixedDelay(() -> {}, 1, -1, TimeUnit.SECONDS));
    }

    /**
     * Counts a run of a periodic task. The last one cancels the task: while it runs, nothing is
     * scheduled, so that no platform has anything to keep.
     */
    private static void endWithTheLast(
        CountDownLatch runs, CompletableFuture<ScheduledFuture<?>> itself) {
      if (runs.getCount() == 1) {
        itself.join().cancel(false);
      }
      runs.countDown();
    }

    private static void sleep(long millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
