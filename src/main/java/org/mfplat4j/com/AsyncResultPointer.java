package org.mfplat4j.com;

import java.util.Optional;
import java.util.UUID;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * The pointer of an {@link AsyncResult}, {@code IMFAsyncResult*}: for native code that is given
 * one, or gives one.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfasyncresult">Microsoft:
 *     IMFAsyncResult</a>
 */
public final class AsyncResultPointer {
  /** The interface's identifier, {@code IID_IMFAsyncResult}. */
  public static final UUID IID = UUID.fromString("ac6b7889-0740-4d51-8619-905994a55cc6");

  private AsyncResultPointer() {}

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
    return MediaFoundationProvider.get().adoptResult(address);
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
    return MediaFoundationProvider.get().borrowResult(address);
  }

  /**
   * The pointer, lent: an {@code IMFAsyncResult*}, valid until this result is ended or closed, and
   * while it is reachable: one that is forgotten is released by the garbage collector, even while
   * native code uses its address. Code that keeps the pointer longer adds a reference.
   *
   * @param result a result of this library
   * @return the address of the COM object
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  public static long address(AsyncResult result) {
    return MediaFoundationProvider.get().addressOf(result);
  }

  /**
   * Asks the result's COM object for another interface.
   *
   * @param result a result of this library
   * @param iid the interface's identifier
   * @return the object by that interface, to be closed by the caller; empty if it has no such
   *     interface, {@code E_NOINTERFACE}
   * @throws IllegalStateException if the operation was ended or this result closed
   */
  public static Optional<ComObject> queryInterface(AsyncResult result, UUID iid) {
    return MediaFoundationProvider.get().queryInterface(result, iid);
  }
}
