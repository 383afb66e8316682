package org.mfplat4j.internal.queue;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.WaitingItem;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.platform.PlatformEnd;
import org.mfplat4j.internal.platform.PlatformState;

/**
 * A work item that waits for an event, and holds a lease on it until its callback is invoked. That
 * happens also where the platform drops the item, be it because it was cancelled or because the
 * platform ends.
 */
public final class PendingWaitingItem extends PendingWorkItem
    implements WaitingItem, PlatformEnd.Listener {
  private final EventHandle event;
  // The platform has dropped it, and it is on its way to its callback without an event.
  private volatile boolean dropped;
  // Written once, before anybody can cancel.
  private volatile long key;

  /** An item that has not begun; once it has, it has the lease on the event. */
  public PendingWaitingItem(Delivery delivery, @Nullable Object state, EventHandle event) {
    super(delivery, state, "MFPutWaitingWorkItem", null);
    this.event = event;
  }

  /** Native code has it. It may have run already. */
  void begun(long itsKey) {
    key = itsKey;
    // Asked after the key was written: a close in between has cancelled the item, or is seen here.
    if (!PlatformState.isStarted()) {
      platformEnds();
    }
  }

  /** True for the one call that ends the wait: the callback is invoked and told so. */
  @Override
  public boolean cancel() {
    return Natives.cancelWorkItem(key) >= 0;
  }

  @Override
  public void platformEnds() {
    cancel();
  }

  @Override
  protected void returned() {
    over();
    super.returned();
  }

  @Override
  protected void abandoned() {
    boolean delivered = false;
    try {
      if (!dropped) {
        dropped = true;
        register();
        delivered = deliverUnbegun(HResultTable.MF_E_OPERATION_CANCELLED);
      }
    } finally {
      if (!delivered) {
        over();
        super.abandoned();
      }
    }
  }

  @Override
  protected void leftBehind() {
    over();
    super.leftBehind();
  }

  private void over() {
    event.release();
  }

  @Override
  public String toString() {
    return "WaitingItem[" + describe() + "]";
  }
}
