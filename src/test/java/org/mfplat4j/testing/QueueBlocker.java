package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.WorkQueue;

/**
 * Keeps a serial queue busy with one work item until it is closed; then waits until that has
 * returned.
 */
public final class QueueBlocker implements AutoCloseable {
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch returned = new CountDownLatch(1);

  private QueueBlocker() {}

  /** Blocks a queue; returns when it is blocked. */
  public static QueueBlocker on(WorkQueue queue) throws InterruptedException {
    QueueBlocker blocker = new QueueBlocker();
    queue.put(
        result -> {
          blocker.started.countDown();
          // Bounded, so that a test that failed does not hold the queue for the next one.
          blocker.release.await(20, TimeUnit.SECONDS);
          blocker.returned.countDown();
        },
        null);
    Limits.eventually(blocker.started);
    return blocker;
  }

  @Override
  public void close() {
    release.countDown();
    Limits.eventually(() -> assertThat(returned.getCount()).isZero());
  }
}
