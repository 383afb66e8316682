package org.mfplat4j.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * Something native that must be given back, a COM object or a work queue, shared by its owner and
 * by the operations that use it: it is given back when the owner has closed the handle and the last
 * lease has ended, on whichever thread that happens.
 *
 * <p>A class of its own, apart from the public object, so that a Cleaner can hold it without
 * keeping that object alive.
 */
public final class NativeHandle {
  // The sign bit says closed; the rest counts the leases, the owner's included.
  private static final int CLOSED = Integer.MIN_VALUE;

  private final long value;
  private final LongConsumer giveBack;
  private final AtomicInteger leases = new AtomicInteger(1);

  /** Takes over what {@code value} stands for, to be given back by {@code giveBack}. */
  public NativeHandle(long value, LongConsumer giveBack) {
    this.value = value;
    this.giveBack = giveBack;
  }

  /** Takes over the caller's reference to a COM object. */
  public static NativeHandle ofObject(long address) {
    return new NativeHandle(address, Natives::release);
  }

  /** The address or identifier; valid for who holds a lease. */
  public long value() {
    return value;
  }

  public boolean isClosed() {
    return leases.get() < 0;
  }

  /** Takes a lease, to be ended by {@link #release}; false once the handle is closed. */
  public boolean acquire() {
    int now = leases.get();
    while (now >= 0) {
      if (leases.compareAndSet(now, now + 1)) {
        return true;
      }
      now = leases.get();
    }
    return false;
  }

  /** Ends a lease. */
  public void release() {
    if ((leases.decrementAndGet() & ~CLOSED) == 0) {
      giveBack.accept(value);
    }
  }

  /**
   * Refuses leases from now on. True for the one call that closed the handle; it must then {@link
   * #release} the owner's lease.
   */
  public boolean close() {
    int now = leases.get();
    while (now >= 0) {
      if (leases.compareAndSet(now, now | CLOSED)) {
        return true;
      }
      now = leases.get();
    }
    return false;
  }
}
