package org.mfplat4j.internal.jni;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A count that many threads change at the same time, each in a stripe of its own as far as there
 * are enough: what all write would go from core to core with every operation. Allocates nothing
 * after it was made, and each change is a full fence. To read the count is what takes longer.
 */
public final class StripedCount {
  // In longs; a cache line.
  private static final int STRIDE = 8;
  private static final int REMOVED = 1;

  private final int stripes;
  private final AtomicLongArray counts;

  /**
   * A count of 0.
   *
   * @param stripes a power of two
   */
  public StripedCount(int stripes) {
    this.stripes = stripes;
    counts = new AtomicLongArray(stripes == 1 ? REMOVED + 1 : (stripes + 1) * STRIDE);
  }

  public void add() {
    counts.getAndIncrement(own());
  }

  /** What was added, by whichever thread. */
  public void remove() {
    counts.getAndIncrement(own() + REMOVED);
  }

  /** Whether there was nothing at some moment of this call; never true while there is something. */
  public boolean isZero() {
    // The removals first: each that is seen here was added before, and is seen as that below.
    long removed = sum(REMOVED);
    return sum(0) == removed;
  }

  private long sum(int offset) {
    long sum = 0;
    for (int i = 0; i < stripes; i++) {
      sum += counts.get(first(i) + offset);
    }
    return sum;
  }

  private int own() {
    return first((int) Thread.currentThread().getId() & (stripes - 1));
  }

  /** Apart from the array's header, which others read. */
  private int first(int stripe) {
    return stripes == 1 ? 0 : (stripe + 1) * STRIDE;
  }
}
