package org.mfplat4j.internal.jni;

/**
 * What native code has in hand: it keeps callback, state and buffer reachable from before the call
 * goes out until the completion has come, or is known never to come.
 *
 * <p>Exactly one of {@link #invoked} and {@link #abandoned} follows a registration that was not
 * {@link PendingOperations#withdraw withdrawn}.
 */
public abstract class PendingOperation {
  // Two fields and no methods: a thread whose stack is used up can write them, but calls nothing.

  /** Whether an operation may be in the table whose begin has failed. */
  protected static volatile boolean someBeginFailed;

  /**
   * Whether the begin has failed, and could not even withdraw the operation. Then the table forgets
   * it when it is next looked through, and calls {@link #leftBehind}.
   */
  protected volatile boolean beginFailed;

  /**
   * The operation has completed. Runs on a queue thread; what it throws reaches that thread's
   * uncaught exception handler.
   *
   * @param result the address of the IMFAsyncResult; this operation now owns one reference to it
   * @param status the HRESULT of the operation
   */
  protected abstract void invoked(long result, int status) throws Exception;

  /** The table has forgotten the operation, whose begin had failed: it gives back what it has. */
  protected void leftBehind() {}

  /** No completion will come: the platform dropped the operation. Any thread. */
  protected abstract void abandoned();

  /** What the operation is, for messages: {@code BeginRead on "a.mp4"}. */
  public abstract String describe();
}
