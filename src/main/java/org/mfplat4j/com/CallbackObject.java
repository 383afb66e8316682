package org.mfplat4j.com;

import java.util.Optional;
import java.util.UUID;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.spi.MediaFoundationProvider;

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
 * <p><b>References.</b> Owns exactly one, until it is closed. Code that is given the {@link
 * #address} and keeps it adds a reference, as COM functions do with a pointer that was passed in. A
 * Java callback, and all that it refers to, is reachable until the last reference is gone, wherever
 * it is it; so one that refers to its own CallbackObject must be closed, the garbage collector does
 * not find it. Each CallbackObject has a COM identity of its own, those of one Java object
 * included.
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
public interface CallbackObject extends AsyncCallback, AutoCloseable {
  /** The interface's identifier, {@code IID_IMFAsyncCallback}. */
  UUID IID = UUID.fromString("a27003cf-2354-4f2a-8d6a-ab7cff15437e");

  /**
   * Makes a COM object for a Java callback.
   *
   * @param callback the callback; its parameters are asked now
   * @return the object, to be closed by the caller
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: the callback names a queue
   *     that was closed
   */
  static CallbackObject of(AsyncCallback callback) {
    return MediaFoundationProvider.get().callbackObject(callback);
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
  static CallbackObject adopt(long address) {
    return MediaFoundationProvider.get().adoptCallback(address);
  }

  /**
   * Adds a reference of its own to a native callback; the caller keeps the one it has.
   *
   * @param address the address of a COM object
   * @return the callback, to be closed by the caller
   * @throws NullPointerException if the address is 0
   * @throws ClassCastException if the object is no callback, {@code E_NOINTERFACE}
   */
  static CallbackObject borrow(long address) {
    return MediaFoundationProvider.get().borrowCallback(address);
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
  void invoke(AsyncResult result) throws Exception;

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
  CallbackParameters parameters();

  /**
   * The pointer, lent: an {@code IMFAsyncCallback*}, valid until this object is closed, and while
   * it is reachable: one that is forgotten is released by the garbage collector, even while native
   * code uses its address. Code that keeps the pointer longer adds a reference.
   *
   * @return the address of the COM object
   * @throws IllegalStateException if this object was closed
   */
  long address();

  /**
   * Asks the callback's COM object for another interface.
   *
   * @param iid the interface's identifier
   * @return the object by that interface, to be closed by the caller; empty if it has no such
   *     interface, {@code E_NOINTERFACE}
   * @throws IllegalStateException if this object was closed
   */
  Optional<ComObject> queryInterface(UUID iid);

  /** Gives the reference back, {@code Release}; idempotent. Others may still have theirs. */
  @Override
  void close();
}
