package org.mfplat4j;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code IMFAsyncCallback::GetParameters} answers for a callback: on which queue it wants to
 * be invoked, and what it promises. Asked once, when an operation begins; the answer is kept for
 * that operation.
 *
 * <p>Immutable and safe for use by any thread.
 *
 * @param flags what the callback promises
 * @param queue the queue for its invocations; null in {@link #NOT_IMPLEMENTED} only
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfasynccallback-getparameters">Microsoft:
 *     IMFAsyncCallback::GetParameters</a>
 */
public record CallbackParameters(Set<CallbackFlag> flags, @Nullable WorkQueue queue) {
  /** No wishes, {@code E_NOTIMPL}: no promises, and the queue {@link WorkQueue#STANDARD}. */
  public static final CallbackParameters NOT_IMPLEMENTED = new CallbackParameters(Set.of(), null);

  /**
   * Checks what Windows refuses too late, after the operation has begun.
   *
   * @param flags what the callback promises
   * @param queue the queue for its invocations; null in {@link #NOT_IMPLEMENTED} only
   * @throws IllegalArgumentException if flags are given without a queue, or if {@link
   *     CallbackFlag#FAST_IO_PROCESSING} or {@link CallbackFlag#SIGNAL} is given for a queue other
   *     than {@link WorkQueue#IO} and {@link WorkQueue#TIMER}, for which Media Foundation has
   *     {@code MF_E_INVALID_WORKQUEUE}; or {@link CallbackFlag#REPLY} for a queue that {@link
   *     WorkQueue#allocateSerial} did not make
   */
  public CallbackParameters {
    flags = Set.copyOf(flags);
    if (queue == null && !flags.isEmpty()) {
      throw new IllegalArgumentException("flags need a queue: " + flags);
    }
    boolean fast =
        flags.contains(CallbackFlag.FAST_IO_PROCESSING) || flags.contains(CallbackFlag.SIGNAL);
    if (fast && !WorkQueue.IO.equals(queue) && !WorkQueue.TIMER.equals(queue)) {
      throw new IllegalArgumentException(
          HResult.MF_E_INVALID_WORKQUEUE
              + ": "
              + flags
              + " need the queue IO or TIMER, not "
              + queue);
    }
    if (flags.contains(CallbackFlag.REPLY) && (queue == null || !queue.isSerial())) {
      throw new IllegalArgumentException("reply mode needs a serial queue, not " + queue);
    }
  }

  /**
   * What the callback of an operation wants, which is no work item.
   *
   * @throws IllegalArgumentException it is in reply mode: the operation's result goes to its End
   *     method, and could not be the reply
   */
  static CallbackParameters ofOperation(AsyncCallback callback, String operation) {
    CallbackParameters parameters =
        Objects.requireNonNull(callback.parameters(), "callback.parameters()");
    if (parameters.flags.contains(CallbackFlag.REPLY)) {
      throw new IllegalArgumentException(
          operation + " failed: reply mode is for work items on serial queues");
    }
    return parameters;
  }

  /**
   * Parameters for a queue.
   *
   * @param queue the queue for the invocations
   * @param flags what the callback promises
   * @return the parameters
   */
  public static CallbackParameters on(WorkQueue queue, CallbackFlag... flags) {
    return new CallbackParameters(Set.of(flags), Objects.requireNonNull(queue, "queue"));
  }

  int flagBits() {
    int bits = 0;
    for (CallbackFlag flag : flags) {
      bits |= flag.value();
    }
    return bits;
  }

  /** The queue's identifier; 0, which is no queue, for {@code E_NOTIMPL}. */
  int queueId() {
    return queue == null ? 0 : queue.id();
  }
}
