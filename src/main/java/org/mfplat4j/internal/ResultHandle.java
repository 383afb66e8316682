package org.mfplat4j.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The one reference to an IMFAsyncResult that Java owns from Invoke on, until somebody claims it to
 * end or to release it: the user, or the net when the user forgot.
 */
public final class ResultHandle {
  private final AtomicLong address = new AtomicLong();

  /** Takes over the reference. */
  public void set(long result) {
    address.set(result);
  }

  /**
   * The result, lent to the caller, who must make sure that nobody claims it meanwhile; 0 when
   * gone.
   */
  public long peek() {
    return address.get();
  }

  /** Gives the reference to the one caller who gets something other than 0. */
  public long claim() {
    return address.getAndSet(0);
  }
}
