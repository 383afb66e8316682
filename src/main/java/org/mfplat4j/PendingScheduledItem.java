package org.mfplat4j;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperations;

/**
 * A work item that waits for a time. Whether it runs or is cancelled is decided in the table of
 * pending operations, where only one of the two finds it: what native code does afterwards enters
 * Java no more, and what it may keep does not keep the user's objects.
 */
final class PendingScheduledItem extends PendingWorkItem implements PlatformEnd.Listener {
  private final @Nullable Runnable dropped;
  private volatile boolean over;
  // Both written once, before anybody can cancel.
  private volatile long id;
  private volatile long key;

  /**
   * Takes over a lease on the queue.
   *
   * @param dropped is told, on any thread, when the platform ends before the time has come
   */
  PendingScheduledItem(
      AsyncCallback callback,
      @Nullable Object state,
      WorkQueue queue,
      boolean inReplyMode,
      @Nullable Runnable dropped) {
    super(callback, state, queue, "MFScheduleWorkItem", inReplyMode);
    this.dropped = dropped;
  }

  /** Native code has it. It may have run already. */
  void begun(long itsId, long itsKey) {
    id = itsId;
    key = itsKey;
    PlatformEnd.add(this);
    if (over) {
      PlatformEnd.remove(this);
    }
  }

  /** True for the one call after which the callback will never be invoked. */
  boolean cancel() {
    if (!PendingOperations.all().withdraw(id)) {
      return false;
    }
    over();
    releaseQueue();
    // Fails when the time has come just now; then the native item finds nobody.
    Natives.cancelWorkItem(key);
    return true;
  }

  @Override
  public void platformEnds() {
    if (cancel()) {
      tellDropped();
    }
  }

  @Override
  void returned() {
    over();
    super.returned();
  }

  @Override
  protected void abandoned() {
    over();
    super.abandoned();
    tellDropped();
  }

  private void over() {
    over = true;
    PlatformEnd.remove(this);
  }

  private void tellDropped() {
    if (dropped != null) {
      dropped.run();
    }
  }
}
