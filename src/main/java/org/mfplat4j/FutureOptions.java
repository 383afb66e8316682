package org.mfplat4j;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How the future of an operation completes: where, and how long the operation may take.
 *
 * <pre>{@code
 * stream.readAsync(buffer, FutureOptions.on(SwingUtilities::invokeLater).timeout(Duration.ofSeconds(5)))
 *     .thenAccept(label::showCount);
 * }</pre>
 *
 * <p>Immutable and safe for use by any thread, for any number of operations.
 *
 * @param executor completes the future, and so runs what depends on it; null for a thread of {@link
 *     WorkQueue#MULTITHREADED}, where it may block without standing in anybody's way. One that
 *     rejects the completion does not lose it: it happens on the queue's thread then
 * @param timeout how long the operation may take, more than zero; null for as long as it takes.
 *     When the time is over the operation is asked to stop. If it really does, the future fails
 *     with a {@link java.util.concurrent.TimeoutException}; if it cannot, the future completes as
 *     usual when it is done, since the buffer is in use until then
 */
public record FutureOptions(@Nullable Executor executor, @Nullable Duration timeout) {
  /** On a thread of {@link WorkQueue#MULTITHREADED}, however long it takes. */
  public static final FutureOptions DEFAULT = new FutureOptions(null, null);

  /**
   * Checks the timeout.
   *
   * @param executor completes the future; null for a thread of {@link WorkQueue#MULTITHREADED}
   * @param timeout how long the operation may take, more than zero; null for as long as it takes
   * @throws IllegalArgumentException if the timeout is zero or negative
   */
  public FutureOptions {
    if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
      throw new IllegalArgumentException("the timeout must be more than zero: " + timeout);
    }
  }

  /**
   * Completion by an executor: {@code SwingUtilities::invokeLater}, one with a thread for each
   * task, a {@link WorkQueue}.
   *
   * @param executor completes the future
   * @return the options, without a timeout
   */
  public static FutureOptions on(Executor executor) {
    return new FutureOptions(Objects.requireNonNull(executor, "executor"), null);
  }

  /**
   * The same, with a timeout.
   *
   * @param timeout how long the operation may take, more than zero
   * @return the options
   * @throws IllegalArgumentException if the timeout is zero or negative
   */
  public FutureOptions timeout(Duration timeout) {
    return new FutureOptions(executor, Objects.requireNonNull(timeout, "timeout"));
  }
}
