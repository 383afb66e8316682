package org.mfplat4j.internal.provider;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looking for a little while before sleeping, for threads that wait for a completion: to be woken
 * costs more than most reads from the cache take. One thread at a time, only where there is more
 * than one processor, and only as long as it helps: where it does not, because what brings the
 * completion is slow or finds no processor, it is soon given up except for rare tries. Any thread.
 */
public final class BriefSpin {
  private static final String VARIABLE = "MFPLAT4J_SPIN";
  private static final long MOST_NANOS = 50_000;
  // What the portable engine takes.
  private static final int MOST_MICROS = 1000;
  private static final BriefSpin SHARED = configured();

  private static final int LOOKS_BETWEEN = 32;
  // After so many misses in a row only every RARELY-th wait begins with a try.
  private static final int PATIENCE = 4;
  private static final int RARELY = 32;

  private final long nanos;
  private final AtomicBoolean taken = new AtomicBoolean();
  // Used by the thread that has taken it.
  private int misses;
  private int skips;

  BriefSpin(long nanos) {
    this.nanos = nanos;
  }

  private static BriefSpin configured() {
    String variable = System.getenv(VARIABLE);
    if (!isKnown(variable)) {
      System.getLogger("org.mfplat4j")
          .log(
              System.Logger.Level.WARNING,
              "{0} is to be a number of microseconds from 0 to {1}, not \"{2}\"",
              VARIABLE,
              MOST_MICROS,
              variable);
    }
    return new BriefSpin(nanos(variable, Runtime.getRuntime().availableProcessors()));
  }

  /** Whether the variable says something that is understood. */
  static boolean isKnown(@Nullable String variable) {
    if (variable == null || variable.isEmpty()) {
      return true;
    }
    try {
      int micros = Integer.parseInt(variable);
      return micros >= 0 && micros <= MOST_MICROS;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The one of this process. */
  public static BriefSpin shared() {
    return SHARED;
  }

  /**
   * How long to look at most: what the variable says in microseconds, as far as that is a number,
   * up to 50, which is also the default; 0 where there is no other processor.
   */
  static long nanos(@Nullable String variable, int processors) {
    if (processors < 2) {
      return 0;
    }
    try {
      long micros = variable == null ? MOST_NANOS : Integer.parseInt(variable);
      return Math.max(0, Math.min(micros * 1000, MOST_NANOS));
    } catch (NumberFormatException e) {
      return MOST_NANOS;
    }
  }

  /**
   * Looks whether something has happened, or is about to.
   *
   * @param happened is asked again and again
   * @param limit how many nanoseconds the caller would wait
   * @return whether it has; else the caller waits as if it had not asked
   */
  public boolean until(BooleanSupplier happened, long limit) {
    if (happened.getAsBoolean()) {
      return true;
    }
    if (nanos == 0 || limit < nanos || !taken.compareAndSet(false, true)) {
      return false;
    }
    try {
      if (skips > 0) {
        skips--;
        return false;
      }
      boolean seen = look(happened);
      misses = seen ? 0 : misses + 1;
      skips = misses < PATIENCE ? 0 : RARELY;
      return seen;
    } finally {
      taken.set(false);
    }
  }

  private boolean look(BooleanSupplier happened) {
    long end = System.nanoTime() + nanos;
    do {
      for (int i = 0; i < LOOKS_BETWEEN; i++) {
        Thread.onSpinWait();
        if (happened.getAsBoolean()) {
          return true;
        }
      }
    } while (System.nanoTime() - end < 0);
    return false;
  }
}
