package org.mfplat4j;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Natives;

/**
 * The outcome of an asynchronous operation, {@code IMFAsyncResult}: what a callback receives, and
 * what the End method that belongs to the operation takes.
 *
 * <p><b>Lifetime.</b> Owns one reference to the native result until its End method was called or it
 * was closed, whichever comes first. It may be kept and ended after the callback has returned, from
 * any thread. A result that is never ended keeps its stream from being released, until the garbage
 * collector finds it.
 *
 * <p><b>Threading.</b> Safe for use by any thread; when several end it, one does, and the others
 * get an {@link IllegalStateException}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfasyncresult">Microsoft:
 *     IMFAsyncResult</a>
 */
public final class AsyncResult implements AutoCloseable {
  private final Completion completion;

  AsyncResult(Completion completion) {
    this.completion = completion;
  }

  /**
   * How the operation went, {@code GetStatus}: what its End method will throw, if it is a failure.
   * Stays readable after the End.
   *
   * @return the status
   */
  public HResult status() {
    return new HResult(completion.status());
  }

  /**
   * Changes the status, {@code SetStatus}.
   *
   * @param status the new status
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  public void setStatus(HResult status) {
    boolean present =
        completion
            .handle()
            .use(
                address -> {
                  Natives.setStatus(address, status.code());
                  completion.status(status.code());
                });
    if (!present) {
      throw new IllegalStateException(
          "SetStatus failed: " + completion.describe() + " has been ended");
    }
  }

  /**
   * The state that was given to the method that began the operation: the very same Java object.
   *
   * @return the state; null if none was given, for which Media Foundation's {@code GetState} has
   *     {@code E_POINTER}
   */
  public @Nullable Object state() {
    return completion.state();
  }

  /**
   * The object that the operation's implementer attached, {@code GetObject}.
   *
   * @return null, {@code E_POINTER} in Media Foundation: neither byte streams nor work items attach
   *     one
   */
  public @Nullable Object object() {
    return null;
  }

  /**
   * Replies, for a callback in {@linkplain CallbackFlag#REPLY reply mode}: the serial queue that it
   * was put on goes on. {@code MFInvokeCallback} with the result that the callback received.
   *
   * @throws IllegalStateException the callback is not in reply mode, or has replied before
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfinvokecallback">Microsoft:
   *     MFInvokeCallback</a>
   */
  public void invokeCallback() {
    if (!(completion instanceof PendingWorkItem item) || !item.isInReplyMode()) {
      throw new IllegalStateException(
          "MFInvokeCallback failed: the callback of "
              + completion.describe()
              + " is not in reply mode");
    }
    item.reply();
  }

  /**
   * Lets go of the result without wanting to know how the operation went; does nothing if it was
   * ended. The bytes of a read are lost, and its buffer's position does not move.
   */
  @Override
  public void close() {
    completion.discard();
  }

  Completion completion() {
    return completion;
  }

  @Override
  public String toString() {
    return "AsyncResult[" + completion.describe() + ", " + status() + "]";
  }
}
