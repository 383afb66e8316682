package org.mfplat4j.internal.queue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ScheduledItem;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.platform.PlatformEnd;
import org.mfplat4j.internal.platform.PlatformState;

/**
 * A work item that waits for a time. Whether it runs or is cancelled is decided in Java, as native
 * code cannot tell for sure: in the table of pending operations, where only one of the two finds
 * it. What native code does afterwards enters Java no more, and what it may keep does not keep the
 * user's objects.
 *
 * <p>In reply mode, a flag decides, and the item stays in the table: when it becomes due as it is
 * cancelled, its queue waits for the reply that only its invocation can give.
 */
final class PendingScheduledItem extends PendingWorkItem
    implements ScheduledItem, PlatformEnd.Listener {
  // In reply mode: invoked or cancelled, whichever comes first.
  private final AtomicBoolean decided = new AtomicBoolean();
  // Written once, before anybody can cancel.
  private volatile long key;

  /**
   * An item that has not begun.
   *
   * @param dropped is told, on any thread, when the platform ends before the time has come
   */
  PendingScheduledItem(Delivery delivery, @Nullable Object state, @Nullable Runnable dropped) {
    super(delivery, state, "MFScheduleWorkItem", dropped);
  }

  /** Native code has it. It may have run already. */
  void begun(long itsKey) {
    key = itsKey;
    // Asked after the key was written: a close in between has cancelled the item, or is seen here.
    if (!PlatformState.isStarted()) {
      platformEnds();
      Natives.cancelWorkItem(itsKey);
    }
  }

  /** True for the one call after which the callback will never be invoked. */
  @Override
  public boolean cancel() {
    if (isInReplyMode()) {
      return cancelReply();
    }
    if (!withdraw()) {
      return false;
    }
    delivery().release();
    // Fails when the time has come just now; then the native item finds no operation.
    Natives.cancelWorkItem(key);
    return true;
  }

  private boolean cancelReply() {
    if (!decided.compareAndSet(false, true)) {
      return false;
    }
    // The item is abandoned; or the time has come just now, and all that it does is to reply.
    Natives.cancelWorkItem(key);
    return true;
  }

  @Override
  protected boolean isWanted() {
    return !isInReplyMode() || decided.compareAndSet(false, true);
  }

  @Override
  public void platformEnds() {
    if (cancel()) {
      tellDropped();
    }
  }

  @Override
  protected void abandoned() {
    if (decided.get()) {
      // Cancelled.
      delivery().release();
      return;
    }
    super.abandoned();
  }

  @Override
  public String toString() {
    return "ScheduledItem[" + describe() + "]";
  }
}
