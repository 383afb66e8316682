package org.mfplat4j.internal.operation;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.NativeHandle;

/** A COM object by its pointer, of which this has one reference. */
public final class NativeComObject implements ComObject {
  private final NativeHandle handle;

  private final Cleaner.Cleanable cleanable;

  private NativeComObject(long address) {
    this.handle = NativeHandle.ofObject(address);
    this.cleanable =
        LeakNet.watch(this, new Unclosed(handle, LeakNet.creation(() -> "a ComObject")));
  }

  /** Takes over one reference, also when it throws. */
  public static NativeComObject owning(long address) {
    try {
      return new NativeComObject(address);
    } catch (Throwable e) {
      // No memory for the Java half: the native one would never be released.
      Natives.release(address);
      throw e;
    }
  }

  public static NativeComObject adopt(long address) {
    return new NativeComObject(requirePointer(address));
  }

  public static NativeComObject borrow(long address) {
    Natives.addReference(requirePointer(address));
    return owning(address);
  }

  @Override
  public long address() {
    if (handle.isClosed()) {
      throw closed();
    }
    return handle.value();
  }

  @Override
  public long detach() {
    long address = reference();
    close();
    return address;
  }

  @Override
  public Optional<ComObject> queryInterface(UUID iid) {
    Objects.requireNonNull(iid, "iid");
    List<ComObject> found = new ArrayList<>(1);
    use(address -> query(address, iid).ifPresent(found::add));
    return found.stream().findFirst();
  }

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
  public long reference() {
    use(Natives::addReference);
    return handle.value();
  }

  /** Lends the object to an action; a close meanwhile releases it afterwards. */
  public void use(LongConsumer action) {
    acquire();
    try {
      action.accept(handle.value());
    } finally {
      release();
    }
  }

  /** Keeps the COM object until {@link #release}. */
  public void acquire() {
    if (!handle.acquire()) {
      throw closed();
    }
  }

  public void release() {
    handle.release();
  }

  /** The pointer, for a thread that has a lease, or knows that the object is open. */
  public long leased() {
    return handle.value();
  }

  /** QueryInterface on an object that the caller holds. */
  public static Optional<NativeComObject> query(long address, UUID iid) {
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
  public static NativeComObject borrow(long address, UUID iid, String interfaceName) {
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
    PlatformState.requireAvailable();
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
