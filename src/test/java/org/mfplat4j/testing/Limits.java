package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/**
 * How long the tests wait. {@code -Dmfplat4j.test.patience=N} multiplies what is allowed for things
 * that must happen, for machines that are slow or busy.
 */
public final class Limits {
  /** What happens "eventually" happens within this time. */
  public static final Duration EVENTUALLY =
      Duration.ofSeconds(2).multipliedBy(Integer.getInteger("mfplat4j.test.patience", 1));

  /** What has not happened after this time "never" happens. */
  public static final Duration NEVER = Duration.ofMillis(300);

  /** How many times more than by default a stress test does. */
  public static final int STRESS = Integer.getInteger("mfplat4j.test.stress", 1);

  private Limits() {}

  /** Waits for a latch; fails when it does not open. */
  public static void eventually(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS))
        .as("the latch opens within " + EVENTUALLY)
        .isTrue();
  }

  /**
   * Repeats assertions until they hold; fails with the last of them. For counts that others change.
   */
  public static void eventually(ThrowingRunnable assertions) {
    Awaitility.await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(EVENTUALLY)
        .untilAsserted(assertions);
  }

  /**
   * Asks an operation to stop, and waits until it has ended; whether it was cancelled. The future's
   * own cancel waits half a second for the answer, which a busy machine may exceed.
   */
  public static boolean cancelled(CompletableFuture<?> future) {
    boolean unused = future.cancel(true);
    eventually(() -> assertThat(future).isDone());
    return future.isCancelled();
  }
}
