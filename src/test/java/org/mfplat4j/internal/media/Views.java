package org.mfplat4j.internal.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.mfplat4j.testing.Limits;

/** What the views of buffers keep, for tests. */
public final class Views {
  private Views() {}

  public static long most() {
    return BufferViews.MOST;
  }

  public static long kept() {
    return BufferViews.kept();
  }

  /** Waits until the collector has found all views, which the caller no longer has. */
  public static void awaitNone() {
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(BufferViews.kept()).as("bytes in views").isZero();
        });
  }
}
