package org.mfplat4j.cli;

import java.util.Locale;

/** The portable engine's ways to read a file, as {@code --engine} has them. */
enum Engine {
  /** The kernel's io_uring. */
  URING,
  /** A pool of threads that read. */
  THREADS;

  /** The name that the library knows it by. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
