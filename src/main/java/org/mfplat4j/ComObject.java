package org.mfplat4j;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.LeakNet;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.Natives;

/**
 * Any COM object, by its pointer: how this library takes objects from other native code and gives
 * them to it, be it JNA, the foreign function API, or another binding.
 *
 * <p><b>References.</b> Owns exactly one, until it is closed. {@link #adopt} takes over one that
 * the caller has, as it comes out of a function's {@code [out]} parameter; {@link #borrow} adds one
 * of its own, for a pointer that somebody else owns, as it comes into an {@code [in]} parameter.
 * {@link #address} lends the pointer: whoever keeps it calls {@code AddRef}, as every COM function
 * does with a pointer that was passed in; {@link #detach} gives the reference away, for code that
 * expects to be handed one.
 *
 * <p><b>Addresses.</b> One that does not point to a COM object, or no longer does, cannot be told
 * from one that does: it ends the process.
 *
 * <p><b>Threading.</b> Any thread may call any method; whether the object itself is free-threaded
 * is for its maker to say. Those of Media Foundation are.
 */
public final class ComObject implements AutoCloseable {
  private final NativeHandle handle;
  private final Cleaner.Cleanable cleanable;

  private ComObject(long address) {
    this.handle = NativeHandle.ofObject(address);
    this.cleanable =
        LeakNet.watch(this, new Unclosed(handle, LeakNet.creation(() -> "a ComObject")));
  }

  /** Takes over one reference, also when it throws. */
  static ComObject owning(long address) {
    try {
      return new ComObject(address);
    } catch (Throwable e) {
      // No memory for the Java half: nobody would ever release the native one.
      Natives.release(address);
      throw e;
    }
  }

  /**
   * Takes over the caller's reference; does not {@code AddRef}. When this throws, the reference
   * stays the caller's.
   *
   * @param address the address of a COM object, that is, an interface pointer
   * @return the object, to be closed by the caller
   * @throws NullPointerException if the address is 0
   */
  public static ComObject adopt(long address) {
    return new ComObject(requirePointer(address));
  }

  /**
   * Adds a reference of its own; the caller keeps the one it has.
   *
   * @param address the address of a COM object, that is, an interface pointer
   * @return the object, to be closed by the caller
   * @throws NullPointerException if the address is 0
   */
  public static ComObject borrow(long address) {
    Natives.addReference(requirePointer(address));
    return owning(address);
  }

  /**
   * The pointer, lent: valid until this object is closed, and while it is reachable: one that is
   * forgotten is released by the garbage collector, even while native code uses its address.
   * Whoever keeps the pointer longer adds a reference.
   *
   * @return the address of the COM object
   * @throws IllegalStateException if this object was closed
   */
  public long address() {
    if (handle.isClosed()) {
      throw closed();
    }
    return handle.value();
  }

  /**
   * Gives this object's reference away, and closes it without {@code Release}.
   *
   * @return the address of the COM object; its receiver owns one reference
   * @throws IllegalStateException if this object was closed
   */
  public long detach() {
    long address = reference();
    close();
    return address;
  }

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
  public Optional<ComObject> queryInterface(UUID iid) {
    Objects.requireNonNull(iid, "iid");
    List<ComObject> found = new ArrayList<>(1);
    use(address -> query(address, iid).ifPresent(found::add));
    return found.stream().findFirst();
  }

  /** Gives the reference back, {@code Release}; idempotent. */
  @Override
  public void close() {
    if (handle.close()) {
      handle.release();
      cleanable.clean();
    }
  }

  @Override
  public String toString() {
    return "ComObject[0x"
        + Long.toHexString(handle.value())
        + (handle.isClosed() ? ", closed]" : "]");
  }

  /** The address, with a reference for the caller. */
  long reference() {
    use(Natives::addReference);
    return handle.value();
  }

  /** Lends the object to an action, during which it is not released, whoever closes it. */
  void use(LongConsumer action) {
    acquire();
    try {
      action.accept(handle.value());
    } finally {
      release();
    }
  }

  /** Keeps the COM object, whoever closes this, until {@link #release}. */
  void acquire() {
    if (!handle.acquire()) {
      throw closed();
    }
  }

  void release() {
    handle.release();
  }

  /** The pointer, for who has a lease, or knows that the object is open. */
  long leased() {
    return handle.value();
  }

  /** QueryInterface on an object that the caller holds. */
  static Optional<ComObject> query(long address, UUID iid) {
    long found =
        Natives.queryInterface(
            address, iid.getMostSignificantBits(), iid.getLeastSignificantBits());
    return found == 0 ? Optional.empty() : Optional.of(owning(found));
  }

  /**
   * The object by an interface that it must have, with a reference of its own.
   *
   * @throws ClassCastException if it has not
   */
  static ComObject borrow(long address, UUID iid, String interfaceName) {
    return query(requirePointer(address), iid)
        .orElseThrow(
            () ->
                new ClassCastException(
                    "the COM object at 0x"
                        + Long.toHexString(address)
                        + " is no "
                        + interfaceName
                        + ": E_NOINTERFACE"));
  }

  /** A pointer that native code can be entered with, as far as that can be told. */
  static long requirePointer(long address) {
    MediaFoundation.requireAvailable();
    if (address == 0) {
      throw new NullPointerException("the address of the COM object is 0");
    }
    return address;
  }

  private IllegalStateException closed() {
    return new IllegalStateException(this + " has given its reference back");
  }

  /** Releases an object that was forgotten. Must not refer to the ComObject. */
  private record Unclosed(NativeHandle handle, @Nullable Throwable creation) implements Runnable {
    @Override
    public void run() {
      if (handle.close()) {
        handle.release();
        LeakNet.report(
            "The COM object at 0x" + Long.toHexString(handle.value()) + " was never closed",
            creation);
      }
    }
  }
}
