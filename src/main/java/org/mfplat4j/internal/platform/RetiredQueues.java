package org.mfplat4j.internal.platform;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.Upcall;

/**
 * Private queues whose last lease has ended, until they are given back, {@code MFUnlockWorkQueue}.
 *
 * <p>Never on a queue thread: there the last lease ends inside the queue's own callback, and Wine's
 * MFUnlockWorkQueue waits for the callback that runs. What Windows does is not documented. Such a
 * queue waits for the next thread that may give it back.
 *
 * <p>Where {@link Quirks#freesQueuesEarly} also not at once: MFUnlockWorkQueue frees a queue as
 * soon as its last callback has returned, while the thread that called it has yet to look for the
 * queue's next item, and crashes then. Nothing tells when it has, so that such a queue is left
 * alone for much longer than a thread needs for that.
 */
public final class RetiredQueues {
  private static final Queue<Retired> WAITING = new ConcurrentLinkedQueue<>();

  private record Retired(int id, long since) {}

  /** Known when the first queue retires; the platform is loaded by then. */
  private static final class Rest {
    static final long NANOS = Quirks.get().freesQueuesEarly() ? TimeUnit.SECONDS.toNanos(1) : 0;
  }

  private RetiredQueues() {}

  /** Gives the queue back, now or later. From any thread. */
  public static void add(int id) {
    WAITING.add(new Retired(id, System.nanoTime()));
    giveBack();
  }

  /** Gives back what can be given back here and now. */
  public static void giveBack() {
    if (Upcall.onQueueThread()) {
      return;
    }
    for (Retired first = WAITING.peek(); first != null; first = WAITING.peek()) {
      if (untilRested(first) > 0) {
        return;
      }
      if (WAITING.remove(first)) {
        // Fails only for a queue that is gone, which is what was wanted.
        Natives.unlockWorkQueue(first.id);
      }
    }
  }

  /** Gives back all that have retired so far, and waits for that where it may. */
  public static void giveBackAll() {
    giveBack();
    long now = System.nanoTime();
    while (awaitGivenBack(now)) {
      // One more of those that rest.
    }
  }

  /**
   * Waits until a queue that retired before this time was given back. False when there is none to
   * wait for, or when the thread must not wait or is interrupted.
   *
   * @param time as {@link System#nanoTime} gives it
   */
  public static boolean awaitGivenBack(long time) {
    Retired first = WAITING.peek();
    if (first == null || first.since - time > 0 || Upcall.onQueueThread()) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(untilRested(first));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    giveBack();
    return true;
  }

  private static long untilRested(Retired queue) {
    return queue.since + Rest.NANOS - System.nanoTime();
  }
}
