package org.mfplat4j;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.Natives;

/** A work item that waits for an event, and holds a lease on it until its callback is invoked. */
final class PendingWaitingItem extends PendingWorkItem implements PlatformEnd.Listener {
  private final NativeEvent event;
  private volatile boolean over;
  private volatile boolean cancelled;
  // Written once, before anybody can cancel.
  private volatile long key;

  /** Takes over a lease on the queue and one on the event. */
  PendingWaitingItem(
      AsyncCallback callback,
      @Nullable Object state,
      WorkQueue queue,
      boolean inReplyMode,
      NativeEvent event) {
    super(callback, state, queue, "MFPutWaitingWorkItem", inReplyMode);
    this.event = event;
  }

  /** Native code has it. It may have run already. */
  void begun(long itsKey) {
    key = itsKey;
    PlatformEnd.add(this);
    if (over) {
      PlatformEnd.remove(this);
    }
  }

  /** True for the one call that ends the wait: the callback is invoked and told so. */
  boolean cancel() {
    // Before the call: the item may be dropped inside it, and must know why.
    cancelled = true;
    return Natives.cancelWorkItem(key) >= 0;
  }

  @Override
  public void platformEnds() {
    cancel();
  }

  @Override
  void returned() {
    over();
    super.returned();
  }

  @Override
  protected void abandoned() {
    if (cancelled && !over) {
      invokeCancelled();
      return;
    }
    over();
    super.abandoned();
  }

  /** For a platform that drops a cancelled wait where others invoke its callback. */
  private void invokeCancelled() {
    try {
      invoked(0, HResultTable.MF_E_OPERATION_CANCELLED);
    } catch (Exception e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private void over() {
    over = true;
    event.release();
    PlatformEnd.remove(this);
  }
}
