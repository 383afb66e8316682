package org.mfplat4j;

/**
 * What Media Foundation calls when an asynchronous operation has completed, {@code
 * IMFAsyncCallback}. The Java half of the article's base class {@code CAsyncCallback}: a lambda or
 * a class of your own is all there is to write; reference counts, {@code QueryInterface} and
 * threads are taken care of.
 *
 * <pre>{@code
 * stream.beginRead(buffer, result -> done.complete(stream.endRead(result)));
 * }</pre>
 *
 * <p><b>Lifetime.</b> From the moment an operation begins until its callback has been invoked, the
 * library keeps callback, state and buffer reachable; nothing else need hold them.
 *
 * <p><b>Threading.</b> {@link #invoke} runs on a thread of the platform, never inside the method
 * that began the operation, but perhaps before that method has returned: what the callback uses
 * must be ready before. One callback may serve any number of operations; on a queue that does not
 * serialise, such as {@link WorkQueue#MULTITHREADED}, it may then run several times at once.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/implementing-the-asynchronous-callback">Microsoft:
 *     Implementing the Asynchronous Callback</a>
 */
@FunctionalInterface
public interface AsyncCallback {
  /**
   * The operation has completed; call the End method that belongs to it, here or later, from any
   * thread.
   *
   * <p>Do not block on the queue {@link WorkQueue#STANDARD}, the default: its callbacks run one
   * after the other. A callback that may block names another queue in {@link #parameters}.
   *
   * <p>{@link System#exit} in a callback does not return: the callback stays in it while shutdown
   * hooks run. A queue that runs one callback at a time, such as {@link WorkQueue#STANDARD},
   * invokes no other one then, as a single-threaded executor runs no other task. So a hook that
   * waits for such a queue needs a limit. Other queues go on. When the hooks have ended, the
   * process does.
   *
   * @param result the outcome of the operation, to be passed to its End method; owned by the
   *     callee, which ends it, closes it, or keeps it to do so later
   * @throws Exception reaches the uncaught exception handler of the queue's thread, and is kept: an
   *     End method that is called later fails with it as the cause, though the operation itself may
   *     have succeeded; the stream that an open gave is closed then, and the event of a
   *     subscription lost. The platform takes no notice
   */
  void invoke(AsyncResult result) throws Exception;

  /**
   * On which queue this callback wants to run, and what it promises: {@code GetParameters}. Asked
   * once for each operation, on the thread that begins it, before anything has begun.
   *
   * <p>A {@link WorkQueue} asks, too, though it names the queue itself: what the callback promises
   * counts when its parameters name that very queue. Reply mode on another queue is refused.
   *
   * <p>What this method throws, the method that begins the operation throws as it is; for null that
   * is a {@link NullPointerException}. Then nothing has begun, the callback is not invoked, and
   * buffers and positions are what they were.
   *
   * @return the parameters; as the article's base class does, {@link
   *     CallbackParameters#NOT_IMPLEMENTED} unless overridden
   */
  default CallbackParameters parameters() {
    return CallbackParameters.NOT_IMPLEMENTED;
  }
}
