package org.mfplat4j.internal;

import java.util.function.LongConsumer;

/**
 * The one reference to an IMFAsyncResult that a Java object owns, from Invoke or from its creation
 * on, until somebody claims it to end or to release it: the user, or the net when the user forgot.
 * Any thread.
 */
public final class ResultHandle {
  // Guarded by this; 0 when there is none. Nothing but AddRef is called under this lock.
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

  /** The address, with a reference for the caller; 0 when the reference is gone. */
  public synchronized long reference() {
    if (address != 0) {
      Natives.addReference(address);
    }
    return address;
  }

  /**
   * Lends the result to an action, during which it stays, whoever claims the reference; false when
   * that is gone. No lock is held meanwhile, as the result may be anybody's.
   */
  public boolean use(LongConsumer action) {
    long lent = reference();
    if (lent == 0) {
      return false;
    }
    try {
      action.accept(lent);
    } finally {
      Natives.release(lent);
    }
    return true;
  }

  /** Gives the reference to the one caller who gets something other than 0. */
  public synchronized long claim() {
    long claimed = address;
    address = 0;
    return claimed;
  }
}
