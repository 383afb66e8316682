package org.mfplat4j.internal.jni;

/**
 * A callback that native code holds for as long as it likes and invokes as often as it likes, from
 * several threads at once if it likes. Kept reachable by {@link JavaObjects} meanwhile.
 */
public abstract class LastingCallback {
  /**
   * Native code has invoked the callback. Runs on its thread; what this throws reaches that
   * thread's uncaught exception handler.
   *
   * @param result the address of the IMFAsyncResult; this callback now owns one reference to it
   * @param status the HRESULT of the result
   */
  protected abstract void invoked(long result, int status) throws Exception;

  /**
   * Native code has let go: no invocation begins any more, though one may still run. Any thread.
   */
  protected abstract void released();
}
