package org.mfplat4j.internal.operation;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.LastingCallback;
import org.mfplat4j.internal.jni.Natives;

/**
 * A Java callback as native code holds it for longer than one operation: each invocation gets a
 * result of its own. Holds a lease on the queue that the callback names.
 */
public final class JavaCallback extends LastingCallback {
  private final AsyncCallback callback;
  private final @Nullable LeasedQueue queue;
  // Of the one result that was made with this callback and carries no Java object; else null.
  private final StockResult.@Nullable Payload payload;

  private JavaCallback(
      AsyncCallback callback, @Nullable LeasedQueue queue, StockResult.@Nullable Payload payload) {
    this.callback = callback;
    this.queue = queue;
    this.payload = payload;
  }

  /**
   * Makes a native callback of a Java one, which is kept reachable until the native one is
   * released.
   *
   * @param payload of the one result that is made with the callback, unless that carries it; or
   *     null
   * @return the address of the native callback, with one reference for the caller
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: its queue was closed
   */
  public static long expose(
      AsyncCallback callback, String operation, StockResult.@Nullable Payload payload) {
    return expose(callback, Delivery.parametersOf(callback, operation), operation, payload);
  }

  /** The same, for a callback whose parameters have been asked. */
  public static long expose(
      AsyncCallback callback,
      CallbackParameters parameters,
      String operation,
      StockResult.@Nullable Payload payload) {
    LeasedQueue queue = LeasedQueue.of(parameters.queue());
    if (queue != null) {
      queue.acquire(operation);
    }
    boolean exposed = false;
    try {
      long address =
          JavaObjects.all()
              .expose(
                  new JavaCallback(callback, queue, payload),
                  id ->
                      Natives.createJavaCallback(
                          id, Delivery.bitsOf(parameters), queue == null ? 0 : queue.id()));
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
    // Native code may invoke the callback with any result.
    StockResult.Payload its = payload != null && payload.isOf(result) ? payload : null;
    StockResult.owning(result, "MFInvokeCallback", its).invoke(callback);
  }

  @Override
  protected void released() {
    if (queue != null) {
      queue.release();
    }
  }
}
