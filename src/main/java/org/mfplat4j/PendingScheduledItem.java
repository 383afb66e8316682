package org.mfplat4j;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Natives;

/**
 * A work item that waits for a time. Whether it runs or is cancelled is decided in Java, as native
 * code cannot tell for sure: in the table of pending operations, where only one of the two finds
 * it. What native code does afterwards enters Java no more, and what it may keep does not keep the
 * user's objects.
 *
 * <p>In reply mode, a flag decides, and the item stays in the table: when it becomes due as it is
 * cancelled, its queue waits for the reply that only its invocation can give.
 */
final class PendingScheduledItem extends PendingWorkItem implements PlatformEnd.Listener {
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
    if (!MediaFoundation.isStarted()) {
      platformEnds();
      Natives.cancelWorkItem(itsKey);
    }
  }

  /** True for the one call after which the callback will never be invoked. */
  boolean cancel() {
    if (isInReplyMode()) {
      return cancelReply();
    }
    if (!withdraw()) {
      return false;
    }
    delivery().release();
    // Fails when the time has come just now; then the native item finds nobody.
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
  boolean isWanted() {
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
}
