package org.mfplat4j.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What went wrong on a queue thread, for the thread that waits. */
final class Failed {
  private Failed() {}

  /** Throws it as what it is, where there is something to throw. */
  static void rethrow(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IOException(failure);
    }
  }
}
