package org.mfplat4j.internal;

import java.util.function.LongConsumer;

/**
 * The one reference to an IMFAsyncResult that a Java object owns, from Invoke or from its creation
 * on, until somebody claims it to end or to release it: the user, or the net when the user forgot.
 * Any thread.
 */
public final class ResultHandle {
  // Guarded by this; 0 when there is none. Nothing blocks under this lock.
  private long address;
  // What address was first; guarded by this.
  private long first;

  /** Takes over the reference. */
  public synchronized void set(long result) {
    address = result;
    first = result;
  }

  /** The address now; 0 when the reference is gone. */
  public synchronized long value() {
    return address;
  }

  /** The address for a hash code, which must stay the same: also when the reference is gone. */
  public synchronized long first() {
    return first;
  }

  /** Whether the reference is still here. */
  public synchronized boolean isPresent() {
    return address != 0;
  }

  /**
   * Lends the result to a short action, during which nobody can claim it; false when it is gone.
   */
  public synchronized boolean use(LongConsumer action) {
    if (address == 0) {
      return false;
    }
    action.accept(address);
    return true;
  }

  /** Gives the reference to the one caller who gets something other than 0. */
  public synchronized long claim() {
    long claimed = address;
    address = 0;
    return claimed;
  }
}
