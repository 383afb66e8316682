package org.mfplat4j.internal.media;

import java.time.Duration;

/** Times in Media Foundation's units of 100 ns. */
final class Units {
  private static final long PER_SECOND = 10_000_000;
  private static final int NANOS = 100;

  private Units() {}

  static Duration toDuration(long units) {
    return Duration.ofSeconds(
        Math.floorDiv(units, PER_SECOND), Math.floorMod(units, PER_SECOND) * NANOS);
  }

  static long of(Duration duration) {
    try {
      return Math.addExact(
          Math.multiplyExact(duration.getSeconds(), PER_SECOND), duration.getNano() / NANOS);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the time is too far away: " + duration, e);
    }
  }
}
