package org.mfplat4j;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.JavaObjects;
import org.mfplat4j.internal.LastingCallback;
import org.mfplat4j.internal.Natives;

/**
 * A Java callback as native code holds it for longer than one operation: each invocation gets a
 * result of its own. Holds a lease on the queue that the callback names.
 */
final class JavaCallback extends LastingCallback {
  private final AsyncCallback callback;
  private final @Nullable WorkQueue queue;

  private JavaCallback(AsyncCallback callback, @Nullable WorkQueue queue) {
    this.callback = callback;
    this.queue = queue;
  }

  /**
   * Makes a native callback of a Java one, which is kept reachable until the native one is
   * released.
   *
   * @return the address of the native callback, with one reference for the caller
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: its queue was closed
   */
  static long expose(AsyncCallback callback, String operation) {
    CallbackParameters parameters = CallbackParameters.ofOperation(callback, operation);
    WorkQueue queue = parameters.queue();
    if (queue != null) {
      queue.acquire(operation);
    }
    boolean exposed = false;
    try {
      long address =
          JavaObjects.all()
              .expose(
                  new JavaCallback(callback, queue),
                  id ->
                      Natives.createJavaCallback(id, parameters.flagBits(), parameters.queueId()));
      exposed = true;
      return address;
    } finally {
      if (!exposed && queue != null) {
        queue.release();
      }
    }
  }

  @Override
  protected void invoked(long result, int status) throws Exception {
    StockResult.owning(result, "MFInvokeCallback").invoke(callback);
  }

  @Override
  protected void released() {
    if (queue != null) {
      queue.release();
    }
  }
}
