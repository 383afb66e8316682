package org.mfplat4j;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.LeakNet;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperation;
import org.mfplat4j.internal.ResultHandle;

/**
 * An operation with a callback: what is pending before its Invoke, and behind its result after it.
 */
abstract class Completion extends PendingOperation implements ResultSource {
  private final AsyncCallback callback;
  private final @Nullable Object state;
  // Made now, so that a completion allocates nothing and cannot fail for want of memory.
  private final AsyncResult result = new AsyncResult(this);
  private final ResultHandle handle = new ResultHandle();
  private final @Nullable WorkQueue queue;
  private volatile int status;
  private volatile @Nullable Throwable thrown;
  private volatile @Nullable Throwable cause;

  /**
   * An operation whose callback goes to a queue; null for {@code STANDARD}. Takes over a lease on
   * the queue, so that closing it does not leave the callback nowhere to go.
   */
  Completion(AsyncCallback callback, @Nullable Object state, @Nullable WorkQueue queue) {
    this.callback = callback;
    this.state = state;
    this.queue = queue;
  }

  @Override
  protected final void invoked(long address, int status) throws Exception {
    this.status = status;
    handle.set(address);
    completed();
    try {
      callback.invoke(result);
    } catch (Throwable e) {
      thrown = e;
      throw e;
    } finally {
      releaseQueue();
      returned();
    }
  }

  /** Ends the lease on the queue: the callback has been invoked, or never will be. */
  final void releaseQueue() {
    if (queue != null) {
      queue.release();
    }
  }

  /** Native code is done with the operation; the callback has not been invoked yet. */
  void completed() {}

  /**
   * Asks the operation to stop; false when that is not possible. True does not mean that it stops:
   * it completes in any case, and its status tells. Does not wait for that. Any thread.
   */
  boolean stop() {
    return false;
  }

  /** The callback has returned or thrown; the result may be ended already, or never will be. */
  abstract void returned();

  /** Ends the operation without wanting to know how it went; nothing if it has ended. */
  abstract void discard();

  /** No callback will ever be invoked: whoever waits for that must hear of it. */
  final void drop() {
    releaseQueue();
    LeakNet.report("The platform dropped " + describe() + " without invoking its callback", null);
    if (callback instanceof OperationFuture<?> future) {
      future.dropped(describe());
    }
  }

  /** What the callback threw; null if it did not, or has not been invoked. */
  final @Nullable Throwable thrown() {
    return thrown;
  }

  /** Whether somebody can stop this operation: only futures have a way to ask for it. */
  final boolean hasFuture() {
    return callback instanceof OperationFuture;
  }

  final AsyncResult result() {
    return result;
  }

  @Override
  public final ResultHandle handle() {
    return handle;
  }

  @Override
  public final @Nullable Object state() {
    return state;
  }

  /** Neither byte streams nor work items let their clients see what they attach. */
  @Override
  public @Nullable Object object() {
    return null;
  }

  @Override
  public final int status() {
    return status;
  }

  @Override
  public final boolean setStatus(int status, @Nullable Throwable cause) {
    return handle.use(
        address -> {
          Natives.setStatus(address, status);
          this.status = status;
          this.cause = cause;
        });
  }

  @Override
  public final @Nullable Throwable cause() {
    return cause == null ? thrown : cause;
  }

  @Override
  public final void close() {
    discard();
  }

  /** Most operations have no native End. */
  @Override
  public void handOver() {
    discard();
  }
}
