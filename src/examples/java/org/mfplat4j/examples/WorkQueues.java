package org.mfplat4j.examples;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
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

  /** Prints what the items of a queue do. */
  @SuppressWarnings("try") // The platform is started, and not asked for anything.
  public static void main(String[] arguments) throws Exception {
    CountDownLatch done = new CountDownLatch(2);
    try (MediaFoundation mf = MediaFoundation.startup();
        // Runs one item after the other, so that none of them needs a lock.
        WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        NativeEvent event = NativeEvent.create()) {
      queue.put(
          result -> {
            System.out.println("now: " + result.state());
            event.set();
            done.countDown();
          },
          "the state");
      queue.putWaiting(
          event,
          result -> {
            System.out.println("the event was signalled");
            done.countDown();
          },
          null,
          0);
      done.await(5, TimeUnit.SECONDS);
      ScheduledItem never = queue.schedule(result -> {}, null, Duration.ofHours(1));
      System.out.println("cancelled: " + never.cancel());
      // Any Java API that takes an executor takes a queue.
      ScheduledExecutorService executor = queue.asScheduledExecutor();
      executor.schedule(() -> System.out.println("later"), 50, TimeUnit.MILLISECONDS).get();
    }
  }
}
