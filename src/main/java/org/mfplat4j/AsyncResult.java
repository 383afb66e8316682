package org.mfplat4j;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.JavaObjects;
import org.mfplat4j.internal.Natives;

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
 * <p>Who {@link #create creates} a result and who is invoked with it each have an AsyncResult of
 * their own for the same native result, and each closes the own one. Two such are {@linkplain
 * #equals equal}. The native result holds its callback, object and state: one of them that in turn
 * refers to such an AsyncResult keeps all of them alive until that is closed, where the garbage
 * collector cannot see it.
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
public final class AsyncResult implements AutoCloseable {
  private static final String CREATE = "MFCreateAsyncResult";

  /** The interface's identifier, {@code IID_IMFAsyncResult}. */
  public static final UUID IID = UUID.fromString("ac6b7889-0740-4d51-8619-905994a55cc6");

  private final ResultSource source;

  AsyncResult(ResultSource source) {
    this.source = source;
  }

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
   * @param object what the End method needs, the operation's payload; belongs to who implements the
   *     operation
   * @param callback is invoked once for each {@link #invokeCallback}; its parameters are asked now
   * @param state what {@link #state} gives back; belongs to who called the Begin method
   * @return the result, to be closed by the caller
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: the callback names a queue
   *     that was closed
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreateasyncresult">Microsoft:
   *     MFCreateAsyncResult</a>
   */
  public static AsyncResult create(
      @Nullable Object object, AsyncCallback callback, @Nullable Object state) {
    Objects.requireNonNull(callback, "callback");
    MediaFoundation.requireAvailable();
    // Native code sees what there is: no object where none was given.
    StockResult.Payload payload = new StockResult.Payload(object);
    boolean carried = object != null && !(object instanceof ComObject);
    long nativeObject = 0;
    long nativeCallback = 0;
    long nativeState = 0;
    try {
      nativeObject = reference(carried ? payload : object);
      nativeState = reference(state);
      nativeCallback =
          callback instanceof CallbackObject com
              ? com.reference()
              : JavaCallback.expose(callback, CREATE, carried ? null : payload);
      long[] result = new long[1];
      int hr = Natives.createAsyncResult(nativeObject, nativeCallback, nativeState, result);
      if (hr < 0) {
        throw new IllegalStateException(Failures.failure(hr, CREATE, ""));
      }
      payload.belongsTo(result[0]);
      return own(result[0], CREATE, payload);
    } finally {
      // The result has references of its own.
      release(nativeObject);
      release(nativeCallback);
      release(nativeState);
    }
  }

  /**
   * Takes over the caller's reference to a native result, for an End method that native code calls
   * for example; when this throws, the reference stays the caller's.
   *
   * @param address the address of a COM object
   * @return the result, to be ended or closed by the caller
   * @throws NullPointerException if the address is 0
   * @throws ClassCastException if the object is no result, {@code E_NOINTERFACE}
   */
  public static AsyncResult adopt(long address) {
    AsyncResult adopted = borrow(address);
    Natives.release(address);
    return adopted;
  }

  /**
   * Adds a reference of its own to a native result; the caller keeps the one it has.
   *
   * @param address the address of a COM object
   * @return the result, to be ended or closed by the caller
   * @throws NullPointerException if the address is 0
   * @throws ClassCastException if the object is no result, {@code E_NOINTERFACE}
   */
  public static AsyncResult borrow(long address) {
    long result = ComObject.borrow(address, IID, "IMFAsyncResult").detach();
    return own(result, "a native operation", null);
  }

  /**
   * The pointer, lent: an {@code IMFAsyncResult*}, valid until this result is ended or closed, and
   * while it is reachable: one that is forgotten is released by the garbage collector, even while
   * native code uses its address. Whoever keeps the pointer longer adds a reference.
   *
   * @return the address of the COM object
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  public long address() {
    long address = source.handle().value();
    if (address == 0) {
      throw gone("address");
    }
    return address;
  }

  /**
   * Asks the result's COM object for another interface.
   *
   * @param iid the interface's identifier
   * @return the object by that interface, to be closed by the caller; empty if it has no such
   *     interface, {@code E_NOINTERFACE}
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  public Optional<ComObject> queryInterface(UUID iid) {
    try (ComObject object = ComObject.owning(reference("QueryInterface"))) {
      return object.queryInterface(iid);
    }
  }

  /** Takes over one reference to a native result, also when it throws. */
  private static AsyncResult own(
      long address, String description, StockResult.@Nullable Payload payload) {
    StockResult owner = StockResult.owning(address, description, payload);
    try {
      return owner.watch();
    } catch (Throwable e) {
      owner.close();
      throw e;
    }
  }

  /** A COM object for a Java one, with one reference for the caller; 0 for null. */
  private static long reference(@Nullable Object object) {
    if (object == null) {
      return 0;
    }
    return object instanceof ComObject com
        ? com.reference()
        : JavaObjects.all().expose(object, Natives::createJavaObject);
  }

  private static void release(long address) {
    if (address != 0) {
      Natives.release(address);
    }
  }

  /**
   * How the operation went, {@code GetStatus}: what its End method will throw, if it is a failure.
   * Stays readable after the End.
   *
   * @return the status
   */
  public HResult status() {
    return new HResult(source.status());
  }

  /**
   * Changes the status, {@code SetStatus}.
   *
   * @param status the new status
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  public void setStatus(HResult status) {
    setStatus(status.code(), null);
  }

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
  public void setStatus(HResult status, Throwable cause) {
    if (status.isSuccess()) {
      throw new IllegalArgumentException(status + " is a success, it has no cause");
    }
    setStatus(status.code(), Objects.requireNonNull(cause, "cause"));
  }

  /**
   * The operation has failed with an exception: {@link #setStatus(HResult, Throwable)} with the
   * {@linkplain HResult#of code} that the exception carries, {@link HResult#E_FAIL} if none.
   *
   * @param cause why the operation failed
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  public void fail(Throwable cause) {
    setStatus(HResult.of(cause), cause);
  }

  private void setStatus(int status, @Nullable Throwable cause) {
    if (!source.setStatus(status, cause)) {
      throw gone("SetStatus");
    }
  }

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
  public void check(String operation) throws IOException {
    if (!source.handle().isPresent()) {
      throw gone(operation);
    }
    int status = source.status();
    Throwable cause = source.cause();
    try {
      Failures.check(status, operation, "");
    } catch (IOException | RuntimeException e) {
      Failures.startWith(cause, e);
      throw e;
    }
    if (cause != null) {
      throw Failures.thrownByCallback(cause, operation, "");
    }
  }

  /**
   * The state that was given to the method that began the operation: the very same Java object.
   *
   * @return the state; null if none was given, for which Media Foundation's {@code GetState} has
   *     {@code E_POINTER}. Native code's own state is a {@link ComObject}, which is closed with
   *     this result
   * @throws IllegalStateException if this is a result of native code or of {@link #create} that was
   *     closed before it was asked for the state
   */
  public @Nullable Object state() {
    return source.state();
  }

  /**
   * The state, of a certain type.
   *
   * @param <T> the type
   * @param type the type
   * @return the state
   * @throws ClassCastException if the state is of another type, or there is none
   * @throws IllegalStateException as {@link #state()} does
   */
  public <T> T state(Class<T> type) {
    return as(type, state(), "state");
  }

  /**
   * The object that the operation's implementer attached, {@code GetObject}: what was given to
   * {@link #create}.
   *
   * @return the object; null if there is none, for which Media Foundation's {@code GetObject} has
   *     {@code E_POINTER}: reads, writes and work items attach none. Native code's own object is a
   *     {@link ComObject}, which is closed with this result
   * @throws IllegalStateException as {@link #state()} does
   */
  public @Nullable Object object() {
    return source.object();
  }

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
  public <T> T object(Class<T> type) {
    return as(type, object(), "object");
  }

  private <T> T as(Class<T> type, @Nullable Object found, String what) {
    if (!type.isInstance(found)) {
      String instead = found == null ? "none" : "a " + found.getClass().getName();
      throw new ClassCastException(
          "the result of "
              + source.describe()
              + " has as its "
              + what
              + " "
              + instead
              + ", not a "
              + type.getName());
    }
    return type.cast(found);
  }

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
  public void invokeCallback() {
    if (source instanceof PendingWorkItem item && item.isInReplyMode()) {
      item.reply();
      return;
    }
    String operation = "MFInvokeCallback";
    // With a reference of its own, since the platform asks the callback for its parameters: no lock
    // is held while that runs.
    long address = reference(operation);
    int hr;
    try {
      hr = Natives.invokeCallback(address);
    } finally {
      Natives.release(address);
    }
    if (hr < 0) {
      MediaFoundationException cause = new MediaFoundationException(new HResult(hr), operation, "");
      throw new RejectedExecutionException(cause.getMessage(), cause);
    }
    TaskBatch.sealAll();
  }

  /**
   * Lets go of the result without wanting to know how the operation went; does nothing if it was
   * ended. The bytes of a read are lost, and its buffer's position does not move.
   */
  @Override
  public void close() {
    source.close();
  }

  ResultSource completion() {
    return source;
  }

  /** Has a native callback invoked with the native result, and gives the reference back. */
  void handOver(long nativeCallback) {
    long address = reference("Invoke");
    try {
      // What it answers is ignored, as Media Foundation does.
      Natives.invoke(nativeCallback, address);
    } finally {
      Natives.release(address);
      source.handOver();
    }
  }

  /** The native result, with a reference for the caller. */
  long reference(String operation) {
    long address = source.handle().reference();
    if (address == 0) {
      throw gone(operation);
    }
    return address;
  }

  private IllegalStateException gone(String operation) {
    return new IllegalStateException(
        operation + " failed: " + source.describe() + " has been ended");
  }

  /**
   * Two results are equal while they stand for the same native result, by its pointer. One that was
   * closed or ended is equal to itself alone.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    long address = source.handle().value();
    return address != 0
        && other instanceof AsyncResult result
        && result.source.handle().value() == address;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(source.handle().first());
  }

  @Override
  public String toString() {
    return "AsyncResult[" + source.describe() + ", " + status() + "]";
  }
}
