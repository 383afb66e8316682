package org.mfplat4j.internal.reference;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.StripedCount;

/**
 * Something native that must be given back, a COM object or a work queue, shared by its owner and
 * by the operations that use it: it is given back when the owner has closed the handle and the last
 * lease has ended, on whichever thread that happens.
 *
 * <p>A class of its own, apart from the public object, so that a Cleaner can hold it without
 * keeping that object alive.
 */
public final class NativeHandle {
  // Enough for the threads that read one stream at the same time.
  private static final int STREAM_STRIPES = 8;

  private final long value;
  private final LongConsumer giveBack;
  private final StripedCount leases;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean givenBack = new AtomicBoolean();

  /** Takes over what {@code value} stands for, to be given back by {@code giveBack}. */
  public NativeHandle(long value, LongConsumer giveBack) {
    this(value, giveBack, 1);
  }

  private NativeHandle(long value, LongConsumer giveBack, int stripes) {
    this.value = value;
    this.giveBack = giveBack;
    this.leases = new StripedCount(stripes);
    // The owner's.
    leases.add();
  }

  /** Takes over the caller's reference to a COM object. */
  public static NativeHandle ofObject(long address) {
    return new NativeHandle(address, Natives::release);
  }

  /** The same for a stream, on which many threads take leases at the same time. */
  public static NativeHandle ofStream(long address) {
    return new NativeHandle(address, Natives::release, STREAM_STRIPES);
  }

  /** The address or identifier; valid for a holder of a lease. */
  public long value() {
    return value;
  }

  public boolean isClosed() {
    return closed.get();
  }

  /** Takes a lease, to be ended by {@link #release}; false once the handle is closed. */
  public boolean acquire() {
    // Looks first, so that a lease that is not given does not keep the handle for a moment.
    if (closed.get()) {
      return false;
    }
    leases.add();
    // A thread that closes the handle after this finds the lease.
    if (!closed.get()) {
      return true;
    }
    release();
    return false;
  }

  /** Takes another lease, also once the handle is closed; for a holder of one. */
  public void share() {
    leases.add();
  }

  /** Ends a lease. */
  public void release() {
    leases.remove();
    // Once closed, only a holder of a lease takes another: that there is none is for good.
    if (closed.get() && leases.isZero() && givenBack.compareAndSet(false, true)) {
      giveBack.accept(value);
    }
  }

  /**
   * Refuses leases from now on. True for the one call that closed the handle; it must then {@link
   * #release} the owner's lease.
   */
  public boolean close() {
    return closed.compareAndSet(false, true);
  }
}
