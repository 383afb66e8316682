package org.mfplat4j.com;

import java.util.Optional;
import java.util.UUID;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * Any COM object, by its pointer: how this library takes objects from other native code and gives
 * them to it, be it JNA, the foreign function API, or another binding.
 *
 * <p><b>References.</b> Owns exactly one, until it is closed. {@link #adopt} takes over one that
 * the caller has, as it comes out of a function's {@code [out]} parameter; {@link #borrow} adds one
 * of its own, for a pointer that somebody else owns, as it comes into an {@code [in]} parameter.
 * {@link #address} lends the pointer: code that keeps it calls {@code AddRef}, as every COM
 * function does with a pointer that was passed in; {@link #detach} gives the reference away, for
 * code that expects to be handed one.
 *
 * <p><b>Addresses.</b> One that does not point to a COM object, or no longer does, cannot be told
 * from one that does: it ends the process.
 *
 * <p><b>Threading.</b> Any thread may call any method; whether the object itself is free-threaded
 * is for its maker to say. Those of Media Foundation are.
 */
public interface ComObject extends AutoCloseable {
  /**
   * Takes over the caller's reference; does not {@code AddRef}. When this throws, the reference
   * stays the caller's.
   *
   * @param address the address of a COM object, that is, an interface pointer
   * @return the object, to be closed by the caller
   * @throws NullPointerException if the address is 0
   */
  static ComObject adopt(long address) {
    return MediaFoundationProvider.get().adoptObject(address);
  }

  /**
   * Adds a reference of its own; the caller keeps the one it has.
   *
   * @param address the address of a COM object, that is, an interface pointer
   * @return the object, to be closed by the caller
   * @throws NullPointerException if the address is 0
   */
  static ComObject borrow(long address) {
    return MediaFoundationProvider.get().borrowObject(address);
  }

  /**
   * The pointer, lent: valid until this object is closed, and while it is reachable: one that is
   * forgotten is released by the garbage collector, even while native code uses its address. Code
   * that keeps the pointer longer adds a reference.
   *
   * @return the address of the COM object
   * @throws IllegalStateException if this object was closed
   */
  long address();

  /**
   * Gives this object's reference away, and closes it without {@code Release}.
   *
   * @return the address of the COM object; its receiver owns one reference
   * @throws IllegalStateException if this object was closed
   */
  long detach();

  /**
   * Asks for another interface, {@code QueryInterface}.
   *
   * @param iid the interface's identifier
   * @return the object by that interface, with a reference of its own, to be closed by the caller;
   *     empty if it has no such interface, {@code E_NOINTERFACE}
   * @throws IllegalStateException if this object was closed
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/unknwn/nf-unknwn-iunknown-queryinterface(refiid_void)">Microsoft:
   *     IUnknown::QueryInterface</a>
   */
  Optional<ComObject> queryInterface(UUID iid);

  /** Gives the reference back, {@code Release}; idempotent. */
  @Override
  void close();
}
