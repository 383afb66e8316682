package org.mfplat4j.examples;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.ScheduledItem;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;

/**
 * Microsoft's article <a
 * href="https://learn.microsoft.com/windows/win32/medfound/using-work-queues">Using Work Queues</a>
 * in Java: a queue of one's own, work items on it, now, later, and when an event is signalled.
 */
public final class WorkQueues {
  private WorkQueues() {}

  static List<String> run() throws Exception {
    List<String> done = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(4);
    try (MediaFoundation mf = MediaFoundation.startup();
        WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        NativeEvent event = NativeEvent.create()) {
      // The queue runs one item after the other, so none of them needs a lock.
      queue.put(
          result -> {
            done.add("now: " + result.state());
            event.set();
            all.countDown();
          },
          "the state");
      // Any Java API that takes an Executor takes a queue.
      queue.execute(all::countDown);
      queue.putWaiting(
          event,
          result -> {
            done.add("the event was signalled");
            all.countDown();
          },
          null,
          0);
      ScheduledItem never = queue.schedule(result -> done.add("never"), null, Duration.ofHours(1));
      done.add("cancelled: " + never.cancel());
      queue
          .asScheduledExecutor()
          .schedule(all::countDown, 50, TimeUnit.MILLISECONDS)
          .get(5, TimeUnit.SECONDS);
      all.await(5, TimeUnit.SECONDS);
    }
    return List.copyOf(done);
  }

  /** Prints what the items did. */
  public static void main(String[] arguments) throws Exception {
    run().forEach(System.out::println);
  }
}
