package org.mfplat4j.internal.operation;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.platform.PlatformState;

/** An {@link AsyncResult} before its {@link ResultSource}: the same for all kinds of operations. */
public final class OwnedResult implements AsyncResult {
  private static final String CREATE = "MFCreateAsyncResult";

  private static final UUID IID = UUID.fromString("ac6b7889-0740-4d51-8619-905994a55cc6");

  private final ResultSource source;

  OwnedResult(ResultSource source) {
    this.source = source;
  }

  public static AsyncResult create(
      @Nullable Object object, AsyncCallback callback, @Nullable Object state) {
    Objects.requireNonNull(callback, "callback");
    PlatformState.requireAvailable();
    // Native code sees what there is: no object where none was given.
    StockResult.Payload payload = new StockResult.Payload(object);
    boolean carried = object != null && !(object instanceof NativeComObject);
    long nativeObject = 0;
    long nativeCallback = 0;
    long nativeState = 0;
    try {
      nativeObject = reference(carried ? payload : object);
      nativeState = reference(state);
      nativeCallback =
          callback instanceof NativeCallback com
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

  public static AsyncResult adopt(long address) {
    AsyncResult adopted = borrow(address);
    Natives.release(address);
    return adopted;
  }

  public static AsyncResult borrow(long address) {
    long result = NativeComObject.borrow(address, IID, "IMFAsyncResult").detach();
    return own(result, "a native operation", null);
  }

  public long address() {
    long address = source.handle().value();
    if (address == 0) {
      throw gone("address");
    }
    return address;
  }

  public Optional<ComObject> queryInterface(UUID iid) {
    try (ComObject object = NativeComObject.owning(reference("QueryInterface"))) {
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
    return object instanceof NativeComObject com
        ? com.reference()
        : JavaObjects.all().expose(object, Natives::createJavaObject);
  }

  private static void release(long address) {
    if (address != 0) {
      Natives.release(address);
    }
  }

  @Override
  public HResult status() {
    return new HResult(source.status());
  }

  @Override
  public void setStatus(HResult status) {
    setStatus(status.code(), null);
  }

  @Override
  public void setStatus(HResult status, Throwable cause) {
    if (status.isSuccess()) {
      throw new IllegalArgumentException(status + " is a success, it has no cause");
    }
    setStatus(status.code(), Objects.requireNonNull(cause, "cause"));
  }

  @Override
  public void fail(Throwable cause) {
    setStatus(HResult.of(cause), cause);
  }

  private void setStatus(int status, @Nullable Throwable cause) {
    if (!source.setStatus(status, cause)) {
      throw gone("SetStatus");
    }
  }

  @Override
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

  @Override
  public @Nullable Object state() {
    return source.state();
  }

  @Override
  public <T> T state(Class<T> type) {
    return as(type, state(), "state");
  }

  @Override
  public @Nullable Object object() {
    return source.object();
  }

  @Override
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

  @Override
  public void invokeCallback() {
    if (source.reply()) {
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
    PutOrder.sealAll();
  }

  @Override
  public void close() {
    source.close();
  }

  /** What is behind a result. */
  public static ResultSource sourceOf(AsyncResult result) {
    return of(result).source;
  }

  /**
   * The result of this library that it is.
   *
   * @throws IllegalArgumentException it is somebody else's implementation of the interface
   */
  public static OwnedResult of(AsyncResult result) {
    if (Objects.requireNonNull(result, "result") instanceof OwnedResult own) {
      return own;
    }
    throw new IllegalArgumentException("not a result of this library: " + result);
  }

  /** Has a native callback invoked with the native result, and gives the reference back. */
  public void handOver(long nativeCallback) {
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
  public long reference(String operation) {
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

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    long address = source.handle().value();
    return address != 0
        && other instanceof OwnedResult result
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
