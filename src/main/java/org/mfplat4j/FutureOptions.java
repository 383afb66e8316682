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
 */
public final class FutureOptions {
  /** On a thread of {@link WorkQueue#MULTITHREADED}, however long it takes. */
  public static final FutureOptions DEFAULT = new FutureOptions(null, null);

  private final @Nullable Executor executor;
  private final @Nullable Duration timeout;

  private FutureOptions(@Nullable Executor executor, @Nullable Duration timeout) {
    if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
      throw new IllegalArgumentException("the timeout must be more than zero: " + timeout);
    }
    this.executor = executor;
    this.timeout = timeout;
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

  /**
   * Where the future completes.
   *
   * @return the executor; null for a thread of {@link WorkQueue#MULTITHREADED}
   */
  public @Nullable Executor executor() {
    return executor;
  }

  /**
   * How long the operation may take.
   *
   * @return the time, more than zero; null for as long as it takes
   */
  public @Nullable Duration timeout() {
    return timeout;
  }

  @Override
  public String toString() {
    return "FutureOptions[" + executor + ", " + timeout + "]";
  }
}
