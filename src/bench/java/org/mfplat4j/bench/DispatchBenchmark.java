package org.mfplat4j.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.WorkQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What does it cost to have a small task run by a queue or a pool, with one producer? */
@State(Scope.Benchmark)
public class DispatchBenchmark {
  private static final int TASKS = 50_000;

  /** Who runs the tasks: the library's serial and concurrent queues, and the JDK's pools. */
  @Param({
    "STANDARD",
    "MULTITHREADED",
    "ForkJoinPool of 1",
    "ForkJoinPool",
    "ThreadPoolExecutor of 1",
    "ThreadPoolExecutor"
  })
  public String executor;

  private MediaFoundation platform;
  private ExecutorService pool;
  private Executor target;

  /** Makes the executor. */
  @Setup
  public void open() throws Exception {
    platform = MediaFoundation.startup();
    int threads = executor.endsWith(" of 1") ? 1 : Runtime.getRuntime().availableProcessors();
    switch (executor) {
      case "STANDARD" -> target = WorkQueue.STANDARD;
      case "MULTITHREADED" -> target = WorkQueue.MULTITHREADED;
      case "ForkJoinPool", "ForkJoinPool of 1" ->
          target =
              pool =
                  new ForkJoinPool(
                      threads, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
      default -> target = pool = Executors.newFixedThreadPool(threads);
    }
  }

  /** Ends it. */
  @TearDown
  public void close() throws Exception {
    if (pool != null) {
      pool.shutdown();
    }
    platform.close();
  }

  /** A burst of tasks, until the last has run. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public void burst() throws InterruptedException {
    AtomicInteger left = new AtomicInteger(TASKS);
    CountDownLatch done = new CountDownLatch(1);
    Runnable task =
        () -> {
          if (left.decrementAndGet() == 0) {
            done.countDown();
          }
        };
    for (int i = 0; i < TASKS; i++) {
      target.execute(task);
    }
    done.await();
  }
}
