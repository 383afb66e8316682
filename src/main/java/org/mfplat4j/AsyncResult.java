package org.mfplat4j;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * The outcome of an asynchronous operation, {@code IMFAsyncResult}: what a callback receives, and
 * what the End method that belongs to the operation takes. A class that offers a Begin and an End
 * method of its own makes one with {@link #create} for each operation.
 *
 * <pre>{@code
 * void beginSquareRoot(double x, AsyncCallback callback, Object state) {
 *   AsyncResult result = AsyncResult.create(new Calculation(x), callback, state);
 *   …                                          // later, on a thread of one's own:
 *   result.invokeCallback();
 *   result.close();
 * }
 *
 * double endSquareRoot(AsyncResult result) throws IOException {
 *   try (result) {
 *     result.check("EndSquareRoot");
 *     return result.object(Calculation.class).root;
 *   }
 * }
 * }</pre>
 *
 * <p><b>Lifetime.</b> Owns one reference to the native result until its End method was called or it
 * was closed, whichever comes first. It may be kept and ended after the callback has returned, from
 * any thread. A result that is never ended keeps its stream from being released, until the garbage
 * collector finds it.
 *
 * <p>The code that {@link #create creates} a result and the callback that is invoked with it each
 * have an AsyncResult of their own for the same native result, and each closes the own one. Two
 * such are {@linkplain #equals equal}. The native result holds its callback, object and state: one
 * of them that in turn refers to such an AsyncResult keeps all of them alive until that is closed,
 * where the garbage collector cannot see it.
 *
 * <p><b>Threading.</b> Safe for use by any thread; when several end it, one does, and the others
 * get an {@link IllegalStateException}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfasyncresult">Microsoft:
 *     IMFAsyncResult</a>
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/writing-an-asynchronous-method">Microsoft:
 *     Writing an Asynchronous Method</a>
 */
public interface AsyncResult extends AutoCloseable {
  /**
   * Makes a result, {@code MFCreateAsyncResult}; the first thing that a Begin method of one's own
   * does. Its status is {@link HResult#S_OK}. Needs no started platform, but while it lives the
   * platform waits for it to shut down.
   *
   * <p>Object and state are any Java objects, and are given back as they are. They stay reachable,
   * as does the callback, until the native result is released; native code sees opaque COM objects
   * in their place. A {@link ComObject} is passed as the native object that it is, and stays the
   * caller's; what is given back is another ComObject for it. Likewise a {@link CallbackObject} is
   * passed as the native callback that it is.
   *
   * @param object what the End method needs, the operation's payload; belongs to the implementation
   *     of the operation
   * @param callback is invoked once for each {@link #invokeCallback}; its parameters are asked now
   * @param state what {@link #state} gives back; belongs to the caller of the Begin method
   * @return the result, to be closed by the caller
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: the callback names a queue
   *     that was closed
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreateasyncresult">Microsoft:
   *     MFCreateAsyncResult</a>
   */
  static AsyncResult create(
      @Nullable Object object, AsyncCallback callback, @Nullable Object state) {
    return MediaFoundationProvider.get().createResult(object, callback, state);
  }

  /**
   * As {@link #create(Object, AsyncCallback, Object)}, without a state.
   *
   * @param object what {@link #object} gives back
   * @param callback is invoked once for each {@link #invokeCallback}
   * @return the result, to be closed by the caller
   */
  static AsyncResult create(@Nullable Object object, AsyncCallback callback) {
    return create(object, callback, null);
  }

  /**
   * How the operation went, {@code GetStatus}: what its End method will throw, if it is a failure.
   * Stays readable after the End.
   *
   * @return the status
   */
  HResult status();

  /**
   * Changes the status, {@code SetStatus}.
   *
   * @param status the new status
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  void setStatus(HResult status);

  /**
   * Changes the status to a failure, {@code SetStatus}, and keeps the exception behind it, which
   * becomes the cause of what the End method throws. The exception travels with the Java object of
   * a result that {@link #create} made. Where there is no object, or it is a {@link ComObject}, the
   * exception reaches the creator and the callback that {@code create} was given. For results of
   * native code, and for all other holders of a result, there is the status alone.
   *
   * @param status the new status, a failure
   * @param cause why the operation failed
   * @throws IllegalArgumentException if the status is a success
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  void setStatus(HResult status, Throwable cause);

  /**
   * The operation has failed with an exception: {@link #setStatus(HResult, Throwable)} with the
   * {@linkplain HResult#of code} that the exception carries, {@link HResult#E_FAIL} if none.
   *
   * @param cause why the operation failed
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  void fail(Throwable cause);

  /**
   * Throws what the status stands for, if it is a failure; the first thing that an End method of
   * one's own does. The cause is the exception that was kept with the status. What the callback
   * threw, if it threw before, is a failure as well.
   *
   * @param operation the name of the End method, for the message
   * @throws IllegalStateException if the operation was ended before, or this result closed
   * @throws IOException if the operation failed; runtime exceptions for the codes that have one, as
   *     in the whole library
   */
  void check(String operation) throws IOException;

  /**
   * The state that was given to the method that began the operation: the very same Java object.
   *
   * @return the state; null if none was given, for which Media Foundation's {@code GetState} has
   *     {@code E_POINTER}. Native code's own state is a {@link ComObject}, which is closed with
   *     this result
   * @throws IllegalStateException if this is a result of native code or of {@link #create} that was
   *     closed before it was asked for the state
   */
  @Nullable Object state();

  /**
   * The state, of a certain type.
   *
   * @param <T> the type
   * @param type the type
   * @return the state
   * @throws ClassCastException if the state is of another type, or there is none
   * @throws IllegalStateException as {@link #state()} does
   */
  <T> T state(Class<T> type);

  /**
   * The object that the operation's implementer attached, {@code GetObject}: what was given to
   * {@link #create}.
   *
   * @return the object; null if there is none, for which Media Foundation's {@code GetObject} has
   *     {@code E_POINTER}: reads, writes and work items attach none. Native code's own object is a
   *     {@link ComObject}, which is closed with this result
   * @throws IllegalStateException as {@link #state()} does
   */
  @Nullable Object object();

  /**
   * The object, of a certain type: for End methods.
   *
   * @param <T> the type
   * @param type the type
   * @return the object
   * @throws ClassCastException if the object is of another type, or there is none: this result
   *     belongs to another kind of operation
   * @throws IllegalStateException as {@link #state()} does
   */
  <T> T object(Class<T> type);

  /**
   * Has the callback invoked, {@code MFInvokeCallback}: the operation has completed. Never invokes
   * it itself: that happens on the queue that the callback's {@link AsyncCallback#parameters} name,
   * {@link WorkQueue#STANDARD} by default, perhaps before this method returns. Each call leads to
   * one invocation.
   *
   * <p>In a callback in {@linkplain CallbackFlag#REPLY reply mode} it is the reply: the serial
   * queue goes on, nothing is invoked, and the result is closed.
   *
   * <p>Set the status and finish the object before. Then close this result, or keep it to have the
   * callback invoked again.
   *
   * @throws RejectedExecutionException {@code MF_E_SHUTDOWN}: the platform is not started; {@code
   *     MF_E_INVALID_WORKQUEUE}: the callback names a queue that does not exist; nothing is invoked
   * @throws IllegalStateException if the operation was ended or this result closed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfinvokecallback">Microsoft:
   *     MFInvokeCallback</a>
   */
  void invokeCallback();

  /**
   * Lets go of the result without wanting to know how the operation went; does nothing if it was
   * ended. The bytes of a read are lost, and its buffer's position does not move.
   */
  @Override
  void close();

  /**
   * Two results are equal while they stand for the same native result, by its pointer. One that was
   * closed or ended is equal to itself alone.
   */
  @Override
  boolean equals(@Nullable Object other);
}
