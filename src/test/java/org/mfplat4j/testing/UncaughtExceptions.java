package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Is the default uncaught exception handler until it is closed, and remembers what it was handed.
 */
public final class UncaughtExceptions implements AutoCloseable {
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final List<Throwable> caught = new CopyOnWriteArrayList<>();

  private UncaughtExceptions() {}

  public static UncaughtExceptions capture() {
    UncaughtExceptions capture = new UncaughtExceptions();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> capture.caught.add(thrown));
    return capture;
  }

  /** Waits for this many, and gives them in order. */
  public List<Throwable> await(int count) {
    Limits.eventually(() -> assertThat(caught).hasSize(count));
    return List.copyOf(caught);
  }

  /** What has been caught so far. */
  public List<Throwable> soFar() {
    return List.copyOf(caught);
  }

  @Override
  public void close() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }
}
