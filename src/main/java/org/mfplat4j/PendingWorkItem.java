package org.mfplat4j;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Natives;

/** A callback on a work queue. There is nothing to end, so its result is let go when it returns. */
final class PendingWorkItem extends Completion {
  PendingWorkItem(AsyncCallback callback, @Nullable Object state, WorkQueue queue) {
    super(callback, state, queue);
  }

  @Override
  void returned() {
    discard();
  }

  @Override
  void discard() {
    long address = handle().claim();
    if (address != 0) {
      Natives.release(address);
    }
  }

  @Override
  protected void abandoned() {
    drop();
  }

  @Override
  public String describe() {
    return "MFPutWorkItem";
  }
}
