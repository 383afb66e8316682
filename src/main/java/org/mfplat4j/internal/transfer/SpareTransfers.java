package org.mfplat4j.internal.transfer;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ReusableCallback;

/**
 * Transfers that are not in use any more, for later ones of {@link ReusableCallback}s. Each thread
 * has a few places of its own, as far as there are enough: what a thread has just left, which is in
 * its processor's cache, is what it uses next. Any thread.
 */
final class SpareTransfers {
  private static final int STRIPES = 8;
  // References that fill a cache line, as a rule.
  private static final int PLACES = 16;
  private static final SpareTransfers SHARED = new SpareTransfers();

  private final AtomicReferenceArray<@Nullable PendingTransfer> places =
      new AtomicReferenceArray<>(STRIPES * PLACES);

  /** The ones of this process. */
  static SpareTransfers shared() {
    return SHARED;
  }

  /** One for the caller alone; null if there is none. */
  @Nullable PendingTransfer take() {
    int own = own();
    for (int i = 0; i < STRIPES * PLACES; i++) {
      int place = (own + i) % (STRIPES * PLACES);
      // To look costs less than to take what is not there.
      if (places.getOpaque(place) != null) {
        PendingTransfer spare = places.getAndSet(place, null);
        if (spare != null) {
          return spare;
        }
      }
    }
    return null;
  }

  /** Takes one over, or drops it. Of two that come to one place at the same time one is dropped. */
  void give(PendingTransfer spare) {
    int own = own();
    for (int place = own; place < own + PLACES; place++) {
      if (places.getOpaque(place) == null) {
        places.setRelease(place, spare);
        return;
      }
    }
  }

  private static int own() {
    return ((int) Thread.currentThread().getId() & (STRIPES - 1)) * PLACES;
  }
}
