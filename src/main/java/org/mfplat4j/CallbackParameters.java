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
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfasynccallback-getparameters">Microsoft:
 *     IMFAsyncCallback::GetParameters</a>
 */
public final class CallbackParameters {
  /** No wishes, {@code E_NOTIMPL}: no promises, and the queue {@link WorkQueue#STANDARD}. */
  public static final CallbackParameters NOT_IMPLEMENTED = new CallbackParameters(Set.of(), null);

  private final Set<CallbackFlag> flags;
  private final @Nullable WorkQueue queue;

  private CallbackParameters(Set<CallbackFlag> flags, @Nullable WorkQueue queue) {
    this.flags = Set.copyOf(flags);
    this.queue = queue;
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
   * Parameters by all that they consist of. Checks what Windows refuses too late, after the
   * operation has begun.
   *
   * @param flags what the callback promises
   * @param queue the queue for its invocations; null in {@link #NOT_IMPLEMENTED} only
   * @return the parameters
   * @throws IllegalArgumentException if flags are given without a queue, or if {@link
   *     CallbackFlag#FAST_IO_PROCESSING} or {@link CallbackFlag#SIGNAL} is given for a queue other
   *     than {@link WorkQueue#IO} and {@link WorkQueue#TIMER}, for which Media Foundation has
   *     {@code MF_E_INVALID_WORKQUEUE}; or {@link CallbackFlag#REPLY} for a queue that {@link
   *     WorkQueue#allocateSerial} did not make
   */
  public static CallbackParameters of(Set<CallbackFlag> flags, @Nullable WorkQueue queue) {
    return new CallbackParameters(flags, queue);
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

  /**
   * What the callback promises.
   *
   * @return the flags; unmodifiable
   */
  public Set<CallbackFlag> flags() {
    return flags;
  }

  /**
   * The queue for the invocations.
   *
   * @return the queue; null in {@link #NOT_IMPLEMENTED} only
   */
  public @Nullable WorkQueue queue() {
    return queue;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CallbackParameters parameters
        && flags.equals(parameters.flags)
        && Objects.equals(queue, parameters.queue);
  }

  @Override
  public int hashCode() {
    return Objects.hash(flags, queue);
  }

  @Override
  public String toString() {
    return "CallbackParameters[" + flags + ", " + queue + "]";
  }
}
