package org.mfplat4j.internal.callback;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.operation.JavaCallback;
import org.mfplat4j.internal.operation.NativeCallback;
import org.mfplat4j.internal.operation.NativeComObject;
import org.mfplat4j.internal.operation.OwnedResult;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.queue.NativeWorkQueue;

/** A callback with a COM object of its own: one made for a Java callback, or one of native code. */
public final class NativeCallbackObject implements CallbackObject, NativeCallback {
  private final NativeComObject object;

  // Null for a native callback.
  private final @Nullable AsyncCallback callback;

  // What the Java callback answered when it was asked; null for a native one.
  private final @Nullable CallbackParameters parameters;

  private NativeCallbackObject(
      NativeComObject object,
      @Nullable AsyncCallback callback,
      @Nullable CallbackParameters parameters) {
    this.object = object;
    this.callback = callback;
    this.parameters = parameters;
  }

  public static CallbackObject of(AsyncCallback callback) {
    Objects.requireNonNull(callback, "callback");
    PlatformState.requireAvailable();
    String operation = "IMFAsyncCallback";
    CallbackParameters parameters = Delivery.parametersOf(callback, operation);
    long address = JavaCallback.expose(callback, parameters, operation, null);
    return new NativeCallbackObject(NativeComObject.owning(address), callback, parameters);
  }

  public static CallbackObject adopt(long address) {
    CallbackObject adopted = borrow(address);
    Natives.release(address);
    return adopted;
  }

  public static CallbackObject borrow(long address) {
    return new NativeCallbackObject(
        NativeComObject.borrow(address, IID, "IMFAsyncCallback"), null, null);
  }

  @Override
  public void invoke(AsyncResult result) throws Exception {
    if (callback != null) {
      callback.invoke(result);
    } else {
      object.use(address -> OwnedResult.of(result).handOver(address));
    }
  }

  @Override
  public boolean isNative() {
    return callback == null;
  }

  /**
   * Keeps the COM object until {@link #release}: an operation that names it as its callback has
   * begun.
   */
  @Override
  public void acquire() {
    object.acquire();
  }

  @Override
  public void release() {
    object.release();
  }

  /** As {@link #invoke}, for a native callback of which a lease is held. */
  @Override
  public void invokeLeased(AsyncResult result) {
    OwnedResult.of(result).handOver(object.leased());
  }

  @Override
  public CallbackParameters parameters() {
    if (parameters != null) {
      return parameters;
    }
    int[] answers = new int[2];
    int[] hr = new int[1];
    object.use(address -> hr[0] = Natives.getParameters(address, answers));
    return hr[0] < 0 ? CallbackParameters.NOT_IMPLEMENTED : decode(answers[0], answers[1]);
  }

  private static CallbackParameters decode(int flagBits, int queue) {
    Set<CallbackFlag> flags = EnumSet.noneOf(CallbackFlag.class);
    for (CallbackFlag flag : CallbackFlag.values()) {
      if ((flagBits & flag.value()) != 0) {
        flags.add(flag);
      }
    }
    return CallbackParameters.of(
        flags, NativeWorkQueue.named(queue, flags.contains(CallbackFlag.REPLY)));
  }

  @Override
  public long address() {
    return object.address();
  }

  @Override
  public Optional<ComObject> queryInterface(UUID iid) {
    return object.queryInterface(iid);
  }

  @Override
  public void close() {
    object.close();
  }

  @Override
  public String toString() {
    return "CallbackObject[" + (callback == null ? "native, " : callback + ", ") + object + "]";
  }

  /** The native callback, with a reference for the caller. */
  @Override
  public long reference() {
    return object.reference();
  }
}
