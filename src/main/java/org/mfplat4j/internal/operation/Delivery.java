package org.mfplat4j.internal.operation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;

/**
 * How the callback of one operation is reached: on which queue, and with which promises. Has a
 * lease on that queue and, when the callback is a native one, on its COM object: closed meanwhile,
 * they are there all the same when the operation completes.
 *
 * <p>The thread that begins the operation makes it and closes it; {@link Completion#begin} takes
 * the leases over into an operation that has begun, which releases them.
 */
public final class Delivery implements AutoCloseable {
  private static final AsyncCallback NONE = AsyncResult::close;

  // All change only while no other thread knows of the delivery.
  private AsyncCallback callback = NONE;
  // Null when the callback is a Java one.
  private @Nullable NativeCallback nativeCallback;
  private @Nullable LeasedQueue queue;
  private int flagBits;
  // Whether the leases are the operation's. Used by the thread that begins the operation alone,
  // which
  // writes it where it may have no stack for a call.
  boolean takenOver;

  private Delivery() {}

  /**
   * As the callback's parameters want it.
   *
   * @throws IllegalArgumentException it is in reply mode, or names a queue that was closed
   */
  public static Delivery of(AsyncCallback callback, String operation) {
    return of(callback, operation, null);
  }

  /** As above; becomes {@code spare}, if there is one, which is not in use any more. */
  public static Delivery of(AsyncCallback callback, String operation, @Nullable Delivery spare) {
    Objects.requireNonNull(callback, "callback");
    CallbackParameters parameters = parametersOf(callback, operation);
    LeasedQueue queue = LeasedQueue.of(parameters.queue());
    if (queue != null) {
      queue.acquire(operation);
    }
    return on(queue, callback, bitsOf(parameters), spare);
  }

  /**
   * What the callback of an operation wants, which is no work item.
   *
   * @throws IllegalArgumentException it is in reply mode: the operation's result goes to its End
   *     method, and could not be the reply
   */
  public static CallbackParameters parametersOf(AsyncCallback callback, String operation) {
    CallbackParameters parameters =
        Objects.requireNonNull(callback.parameters(), "callback.parameters()");
    if (parameters.flags().contains(CallbackFlag.REPLY)) {
      throw new IllegalArgumentException(
          operation + " failed: reply mode is for work items on serial queues");
    }
    return parameters;
  }

  /** The flags as {@code GetParameters} answers them. */
  public static int bitsOf(CallbackParameters parameters) {
    int bits = 0;
    for (CallbackFlag flag : parameters.flags()) {
      bits |= flag.value();
    }
    return bits;
  }

  /** On a queue, of which a lease is taken over, also when this throws. */
  public static Delivery on(@Nullable LeasedQueue queue, AsyncCallback callback, int flagBits) {
    return on(queue, callback, flagBits, null);
  }

  private static Delivery on(
      @Nullable LeasedQueue queue, AsyncCallback callback, int flagBits, @Nullable Delivery spare) {
    boolean made = false;
    try {
      Delivery delivery = spare == null ? new Delivery() : spare;
      if (callback instanceof NativeCallback object && object.isNative()) {
        object.acquire();
        delivery.nativeCallback = object;
      }
      delivery.callback = callback;
      delivery.queue = queue;
      delivery.flagBits = flagBits;
      delivery.takenOver = false;
      made = true;
      return delivery;
    } finally {
      if (!made && queue != null) {
        queue.release();
      }
    }
  }

  /** Keeps nothing any more; the leases have ended. */
  void forget() {
    callback = NONE;
    nativeCallback = null;
    queue = null;
  }

  public AsyncCallback callback() {
    return callback;
  }

  /** What {@code GetParameters} answers. */
  public int flagBits() {
    return flagBits;
  }

  /** The queue's identifier; 0, which is no queue, for {@code E_NOTIMPL}. */
  public int queueId() {
    return queue == null ? 0 : queue.id();
  }

  public boolean isInReplyMode() {
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

  /** Whether the operation has begun, and with it all that was meant for it. */
  public boolean isTakenOver() {
    return takenOver;
  }

  /** Ends the leases: the callback has been invoked, or never will be. */
  public void release() {
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
