package org.mfplat4j.internal.queue;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.HResult;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Completion;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.ResultHandle;

/**
 * A callback on a work queue. There is nothing to end, so its result is let go when it returns;
 * unless it is in reply mode, where the result is the reply that the queue waits for.
 */
class PendingWorkItem extends Completion {
  private final String operation;
  private final @Nullable Runnable dropped;

  /**
   * An item that has not begun.
   *
   * @param operation Microsoft's name of the function that began it
   * @param dropped is told, on any thread, when the platform will never run the item
   */
  PendingWorkItem(
      Delivery delivery, @Nullable Object state, String operation, @Nullable Runnable dropped) {
    super(delivery, state);
    this.operation = operation;
    this.dropped = dropped;
  }

  /** Whether the queue waits for {@link #reply()}. */
  final boolean isInReplyMode() {
    return delivery().isInReplyMode();
  }

  /**
   * Lets the queue go on.
   *
   * @throws IllegalStateException if that has happened before
   */
  @Override
  public final boolean reply() {
    if (!isInReplyMode()) {
      return false;
    }
    long address = handle().claim();
    if (address == 0) {
      throw Failures.illegalState("MFInvokeCallback", describe(), "it has been replied to before");
    }
    int hr = Natives.reply(address);
    if (hr < 0) {
      throw Failures.illegalState("MFInvokeCallback", describe(), new HResult(hr).toString());
    }
    return true;
  }

  @Override
  protected void returned() {
    // A callback that throws has given the reply: no other code would.
    if (!isInReplyMode() || hasThrown()) {
      discard();
    } else if (handle().isPresent()) {
      handle().keep(describe() + " in reply mode");
      LeakNet.watch(result(), new Unreplied(handle()));
    }
  }

  @Override
  protected void discard() {
    letGo(handle(), isInReplyMode());
  }

  /** In reply mode native code has the reply to give then. */
  @Override
  public void handOver() {
    letGo(handle(), false);
  }

  private static boolean letGo(ResultHandle handle, boolean inReplyMode) {
    long address = handle.claim();
    if (address == 0) {
      return false;
    }
    if (inReplyMode) {
      Natives.reply(address);
    } else {
      Natives.release(address);
    }
    return true;
  }

  @Override
  protected void abandoned() {
    drop();
    tellDropped();
  }

  final void tellDropped() {
    if (dropped != null) {
      dropped.run();
    }
  }

  @Override
  public String describe() {
    return operation;
  }

  /** Replies for a callback that forgot it. Must not refer to the result. */
  private record Unreplied(ResultHandle result) implements Runnable {
    @Override
    public void run() {
      if (letGo(result, true)) {
        LeakNet.report("A callback in reply mode never replied, and its queue waited", null);
      }
    }
  }
}
