package org.mfplat4j.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.PeriodicCallback;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mfplat4j queues}: the work queues at work. */
@Command(
    name = "queues",
    description = {
      "Puts a small load on every kind of work queue, and shows on how many threads its items ran, how many"
          + " at a time, whether in their order and by their priority, and whether the queue waits for"
          + " replies; then how punctual the timer is, and how quick an event."
    })
final class QueuesCommand implements Callable<Integer> {
  private static final int MAX_ITEMS = 10_000;
  private static final Duration SCHEDULED = Duration.ofMillis(50);
  private static final int TICKS = 10;
  private static final long LIMIT_SECONDS = 20;
  private static final String NOT_ASKED = "-";

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  private int items;

  @Option(
      names = {"-n", "--items"},
      paramLabel = "N",
      defaultValue = "32",
      description =
          "Items on each queue, 1 to 10000; each takes a millisecond. The default is ${DEFAULT-VALUE}.")
  void items(int items) {
    if (items < 1 || items > MAX_ITEMS) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '--items': " + items + " is not between 1 and " + MAX_ITEMS);
    }
    this.items = items;
  }

  @Override
  @SuppressWarnings("try") // The platform is held, and not asked for anything.
  public Integer call() throws IOException, InterruptedException {
    Grid queues = new Grid("queue", "threads", "at a time", "order", "priorities", "replies");
    Table times = new Table();
    try (MediaFoundation platform = MediaFoundation.startup()) {
      for (WorkQueue queue :
          new WorkQueue[] {
            WorkQueue.STANDARD,
            WorkQueue.RT,
            WorkQueue.IO,
            WorkQueue.TIMER,
            WorkQueue.MULTITHREADED,
            WorkQueue.LONG_FUNCTION
          }) {
        watch(queue, queue.toString(), queue.equals(WorkQueue.MULTITHREADED), queues);
      }
      for (WorkQueueType type : WorkQueueType.values()) {
        try (WorkQueue queue = WorkQueue.allocate(type)) {
          watch(queue, "private " + type, type == WorkQueueType.MULTITHREADED, queues);
        }
      }
      try (WorkQueue queue = WorkQueue.lockShared("", 0)) {
        watch(queue, "shared", true, queues);
      }
      try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
        watchSerial(queue, queues);
      }
      watchTimer(times);
      watchTicks(times);
      watchEvent(times);
    }
    queues.print(spec.commandLine().getOut());
    spec.commandLine().getOut().println();
    times.print(spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private void watch(WorkQueue queue, String name, boolean several, Grid queues)
      throws IOException, InterruptedException {
    QueueProbe probe = new QueueProbe(queue);
    QueueProbe.Load load = probe.load(items, several);
    // Where items do not wait for each other, there is nothing to order.
    String priorities = load.atATime() == 1 ? honoured(probe) : NOT_ASKED;
    add(name, load, priorities, NOT_ASKED, queues);
  }

  private void watchSerial(WorkQueue queue, Grid queues) throws IOException, InterruptedException {
    QueueProbe probe = new QueueProbe(queue);
    QueueProbe.Load load = probe.load(items, false);
    String priorities = honoured(probe);
    String replies;
    try {
      replies = probe.waitsForReplies() ? "waited for" : "ignored";
    } catch (UnsupportedOperationException e) {
      replies = "not here";
    }
    add("serial over MULTITHREADED", load, priorities, replies, queues);
  }

  private static String honoured(QueueProbe probe) throws IOException, InterruptedException {
    return probe.honoursPriorities() ? "honoured" : "ignored";
  }

  private static void add(
      String name, QueueProbe.Load load, String priorities, String replies, Grid queues) {
    String order = load.inOrder() ? "kept" : "mixed";
    queues.add(name, load.threads(), load.atATime(), order, priorities, replies);
  }

  private static void watchTimer(Table times) throws IOException, InterruptedException {
    long nanos =
        until(callback -> WorkQueue.MULTITHREADED.schedule(callback, null, SCHEDULED), "the timer");
    times.add(
        "timer", millis(nanos) + " for an item scheduled for " + SCHEDULED.toMillis() + " ms");
  }

  @SuppressWarnings("try") // The callback is held while its ticks are counted.
  private static void watchTicks(Table times) throws IOException, InterruptedException {
    CountDownLatch ticks = new CountDownLatch(TICKS);
    long begin = System.nanoTime();
    try (PeriodicCallback periodic = PeriodicCallback.add(ticks::countDown)) {
      await(ticks, "a periodic callback");
    }
    long nanos = System.nanoTime() - begin;
    String period = PeriodicCallback.periodicity().toMillis() + " ms";
    times.add("ticks", TICKS + " in " + millis(nanos) + ", one every " + period);
  }

  private static void watchEvent(Table times) throws IOException, InterruptedException {
    try (NativeEvent event = NativeEvent.create()) {
      long nanos =
          until(
              callback -> {
                WorkQueue.MULTITHREADED.putWaiting(event, callback, null, 0);
                event.set();
              },
              "an event");
      times.add("event", millis(nanos) + " until an item that waited for it ran");
    }
  }

  @FunctionalInterface
  private interface Beginner {
    void begin(AsyncCallback callback);
  }

  /** How long it takes until the callback is invoked, in nanoseconds. */
  private static long until(Beginner beginner, String what)
      throws IOException, InterruptedException {
    AtomicLong end = new AtomicLong();
    CountDownLatch invoked = new CountDownLatch(1);
    long begin = System.nanoTime();
    beginner.begin(
        result -> {
          end.set(System.nanoTime());
          invoked.countDown();
        });
    await(invoked, what);
    return end.get() - begin;
  }

  private static void await(CountDownLatch latch, String what)
      throws IOException, InterruptedException {
    if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException(what + " did not come within " + LIMIT_SECONDS + " s");
    }
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }
}
