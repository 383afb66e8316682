package org.mfplat4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the callback of one operation is reached: on which queue, and with which promises. Has a
 * lease on that queue and, when the callback is a native one, on its COM object: closed meanwhile,
 * they are there all the same when the operation completes.
 *
 * <p>Whoever begins the operation makes it and closes it; {@link Completion#begin} takes the leases
 * over into an operation that has begun, which releases them.
 */
final class Delivery implements AutoCloseable {
  private final AsyncCallback callback;
  // Null when the callback is a Java one.
  private final @Nullable CallbackObject nativeCallback;
  private final @Nullable WorkQueue queue;
  private final int flagBits;
  // Used by the thread that begins the operation alone.
  private boolean takenOver;

  private Delivery(AsyncCallback callback, @Nullable WorkQueue queue, int flagBits) {
    this.callback = callback;
    this.queue = queue;
    this.flagBits = flagBits;
    this.nativeCallback =
        callback instanceof CallbackObject object && object.isNative() ? object : null;
    if (nativeCallback != null) {
      nativeCallback.acquire();
    }
  }

  /**
   * As the callback's parameters want it.
   *
   * @throws IllegalArgumentException it is in reply mode, or names a queue that was closed
   */
  static Delivery of(AsyncCallback callback, String operation) {
    Objects.requireNonNull(callback, "callback");
    CallbackParameters parameters = CallbackParameters.ofOperation(callback, operation);
    WorkQueue queue = parameters.queue();
    if (queue != null) {
      queue.acquire(operation);
    }
    return on(queue, callback, parameters.flagBits());
  }

  /** On a queue, of which a lease is taken over, also when this throws. */
  static Delivery on(@Nullable WorkQueue queue, AsyncCallback callback, int flagBits) {
    boolean made = false;
    try {
      Delivery delivery = new Delivery(callback, queue, flagBits);
      made = true;
      return delivery;
    } finally {
      if (!made && queue != null) {
        queue.release();
      }
    }
  }

  AsyncCallback callback() {
    return callback;
  }

  /** What {@code GetParameters} answers. */
  int flagBits() {
    return flagBits;
  }

  /** The queue's identifier; 0, which is no queue, for {@code E_NOTIMPL}. */
  int queueId() {
    return queue == null ? 0 : queue.id();
  }

  boolean isInReplyMode() {
    return (flagBits & CallbackFlag.REPLY.value()) != 0;
  }

  /** On a thread of the queue, once. */
  void invoke(AsyncResult result) throws Exception {
    if (nativeCallback != null) {
      nativeCallback.invokeLeased(result);
    } else {
      callback.invoke(result);
    }
  }

  /** The leases are the operation's now. */
  void takeOver() {
    takenOver = true;
  }

  /** Whether the operation has begun, and with it all that was meant for it. */
  boolean isTakenOver() {
    return takenOver;
  }

  /** Ends the leases: the callback has been invoked, or never will be. */
  void release() {
    if (queue != null) {
      queue.release();
    }
    if (nativeCallback != null) {
      nativeCallback.release();
    }
  }

  /** Ends the leases of what has not begun. */
  @Override
  public void close() {
    if (!takenOver) {
      release();
    }
  }
}
