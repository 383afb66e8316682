package org.mfplat4j;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.PendingOperation;
import org.mfplat4j.internal.ResultHandle;

/**
 * An operation with a callback: what is pending before its Invoke, and behind its result after it.
 */
abstract class Completion extends PendingOperation {
  private final AsyncCallback callback;
  private final @Nullable Object state;
  // Made now, so that a completion allocates nothing and cannot fail for want of memory.
  private final AsyncResult result = new AsyncResult(this);
  private final ResultHandle handle = new ResultHandle();
  private volatile int status;

  Completion(AsyncCallback callback, @Nullable Object state) {
    this.callback = callback;
    this.state = state;
  }

  @Override
  protected final void invoked(long address, int status) throws Exception {
    this.status = status;
    handle.set(address);
    try {
      callback.invoke(result);
    } finally {
      returned();
    }
  }

  /** The callback has returned or thrown; the result may be ended already, or never will be. */
  abstract void returned();

  /** Ends the operation without wanting to know how it went; nothing if it has ended. */
  abstract void discard();

  final AsyncResult result() {
    return result;
  }

  final ResultHandle handle() {
    return handle;
  }

  final @Nullable Object state() {
    return state;
  }

  final int status() {
    return status;
  }

  final void status(int status) {
    this.status = status;
  }
}
