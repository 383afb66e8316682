package org.mfplat4j;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Natives;

/**
 * A callback as a COM object, {@code IMFAsyncCallback}, in both directions: a Java callback with a
 * pointer for native code ({@link #of}), and native code's callback for Java code ({@link #adopt},
 * {@link #borrow}). Where a callback lives inside this library alone, none of this is needed: a
 * lambda will do.
 *
 * <pre>{@code
 * try (CallbackObject callback = CallbackObject.of(this::onRead)) {
 *   nativeLibrary.startReading(callback.address());   // keeps it by an AddRef of its own
 * }
 * }</pre>
 *
 * <p><b>References.</b> Owns exactly one, until it is closed. Whoever is given the {@link #address}
 * and keeps it adds a reference, as COM functions do with a pointer that was passed in. A Java
 * callback, and all that it refers to, is reachable until the last reference is gone, whoever has
 * it; so one that refers to its own CallbackObject must be closed, the garbage collector does not
 * find it. Each CallbackObject has a COM identity of its own, those of one Java object included.
 *
 * <p><b>Java callbacks.</b> Native code may invoke one as often as it likes, on any thread, several
 * at once. Each invocation gets an {@link AsyncResult} of its own, which the callback ends, closes
 * or keeps. Its {@link #parameters} were asked once, by {@link #of}.
 *
 * <p><b>Native callbacks.</b> Can be used wherever an {@link AsyncCallback} can; an operation that
 * has begun keeps the native one until it was invoked, also when this object is closed before that.
 * The native result is passed through, and native code ends the operation itself; the Java side
 * lets go of the result when {@code Invoke} returns. Native code sees no Java state, and for reads
 * and writes only a direct buffer is of use to it. {@link AsyncResult#create} has the native
 * callback invoked without a detour through Java.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfasynccallback">Microsoft:
 *     IMFAsyncCallback</a>
 */
public final class CallbackObject implements AsyncCallback, AutoCloseable {
  /** The interface's identifier, {@code IID_IMFAsyncCallback}. */
  public static final UUID IID = UUID.fromString("a27003cf-2354-4f2a-8d6a-ab7cff15437e");

  private final ComObject object;
  // Null for a native callback.
  private final @Nullable AsyncCallback callback;
  // What the Java callback answered when it was asked; null for a native one.
  private final @Nullable CallbackParameters parameters;

  private CallbackObject(
      ComObject object, @Nullable AsyncCallback callback, @Nullable CallbackParameters parameters) {
    this.object = object;
    this.callback = callback;
    this.parameters = parameters;
  }

  /**
   * Makes a COM object for a Java callback.
   *
   * @param callback the callback; its parameters are asked now
   * @return the object, to be closed by the caller
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: the callback names a queue
   *     that was closed
   */
  public static CallbackObject of(AsyncCallback callback) {
    Objects.requireNonNull(callback, "callback");
    MediaFoundation.requireAvailable();
    String operation = "IMFAsyncCallback";
    CallbackParameters parameters = CallbackParameters.ofOperation(callback, operation);
    long address = JavaCallback.expose(callback, parameters, operation, null);
    return new CallbackObject(ComObject.owning(address), callback, parameters);
  }

  /**
   * Takes over the caller's reference to a native callback; when this throws, the reference stays
   * the caller's.
   *
   * @param address the address of a COM object
   * @return the callback, to be closed by the caller
   * @throws NullPointerException if the address is 0
   * @throws ClassCastException if the object is no callback, {@code E_NOINTERFACE}
   */
  public static CallbackObject adopt(long address) {
    CallbackObject adopted = borrow(address);
    Natives.release(address);
    return adopted;
  }

  /**
   * Adds a reference of its own to a native callback; the caller keeps the one it has.
   *
   * @param address the address of a COM object
   * @return the callback, to be closed by the caller
   * @throws NullPointerException if the address is 0
   * @throws ClassCastException if the object is no callback, {@code E_NOINTERFACE}
   */
  public static CallbackObject borrow(long address) {
    return new CallbackObject(ComObject.borrow(address, IID, "IMFAsyncCallback"), null, null);
  }

  /**
   * Invokes the callback: the Java one as it is, a native one by {@code Invoke}, whose HRESULT is
   * ignored, as Media Foundation does.
   *
   * @throws IllegalStateException if this is a native callback and was closed, or the result was
   *     ended
   * @throws Exception what a Java callback throws
   */
  @Override
  public void invoke(AsyncResult result) throws Exception {
    if (callback != null) {
      callback.invoke(result);
    } else {
      object.use(address -> result.handOver(address));
    }
  }

  boolean isNative() {
    return callback == null;
  }

  /**
   * Keeps the COM object, whoever closes this, until {@link #release}: an operation that names it
   * as its callback has begun.
   */
  void acquire() {
    object.acquire();
  }

  void release() {
    object.release();
  }

  /** As {@link #invoke}, for a native callback of which a lease is held. */
  void invokeLeased(AsyncResult result) {
    result.handOver(object.leased());
  }

  /**
   * What {@code GetParameters} answers: for a Java callback what it answered {@link #of}. Of a
   * native callback in {@linkplain CallbackFlag#REPLY reply mode} the library takes it that its
   * queue is a serial one.
   *
   * @return the parameters; flags that this library does not know are left out
   * @throws IllegalArgumentException if a native callback answers what {@link CallbackParameters}
   *     refuses
   * @throws IllegalStateException if this is a native callback and was closed
   */
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
    return new CallbackParameters(
        flags, WorkQueue.named(queue, flags.contains(CallbackFlag.REPLY)));
  }

  /**
   * The pointer, lent: an {@code IMFAsyncCallback*}, valid until this object is closed, and while
   * it is reachable: one that is forgotten is released by the garbage collector, even while native
   * code uses its address. Whoever keeps the pointer longer adds a reference.
   *
   * @return the address of the COM object
   * @throws IllegalStateException if this object was closed
   */
  public long address() {
    return object.address();
  }

  /**
   * Asks the callback's COM object for another interface.
   *
   * @param iid the interface's identifier
   * @return the object by that interface, to be closed by the caller; empty if it has no such
   *     interface, {@code E_NOINTERFACE}
   * @throws IllegalStateException if this object was closed
   */
  public Optional<ComObject> queryInterface(UUID iid) {
    return object.queryInterface(iid);
  }

  /** Gives the reference back, {@code Release}; idempotent. Others may still have theirs. */
  @Override
  public void close() {
    object.close();
  }

  @Override
  public String toString() {
    return "CallbackObject[" + (callback == null ? "native, " : callback + ", ") + object + "]";
  }

  /** The native callback, with a reference for the caller. */
  long reference() {
    return object.reference();
  }
}
