package org.mfplat4j.internal;

import java.util.function.LongConsumer;

/**
 * The one reference to an IMFAsyncResult that a Java object owns, from Invoke or from its creation
 * on, until somebody claims it to end or to release it: the user, or the net when the user forgot.
 * Any thread.
 */
public final class ResultHandle {
  // 0 when there is none. Taken away and added to under the lock of this, under which nothing but
  // AddRef is called.
  private volatile long address;
  // What address was first; written before it.
  private long first;

  /**
   * Takes over the reference, where there is none. Others may ask for it at any time: those who
   * still have the handle of an operation whose objects are used again.
   */
  public void set(long result) {
    first = result;
    address = result;
  }

  /** The address now; 0 when the reference is gone. */
  public long value() {
    return address;
  }

  /** The address for a hash code, which must stay the same: also when the reference is gone. */
  public long first() {
    long now = address;
    return now == 0 ? first : now;
  }

  /** Whether the reference is still here. */
  public boolean isPresent() {
    return address != 0;
  }

  /** The address, with a reference for the caller; 0 when the reference is gone. */
  public synchronized long reference() {
    long here = address;
    if (here != 0) {
      Natives.addReference(here);
    }
    return here;
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
    // What comes between the two is not lost.
    if (claimed != 0) {
      address = 0;
    }
    return claimed;
  }
}
