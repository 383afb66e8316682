package org.mfplat4j.internal.queue;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.HResult;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.NativeHandle;

/** An event by its handle. Items that wait for it have leases. */
public final class EventHandle implements NativeEvent {
  private final NativeHandle handle;

  // Null for an event that somebody else closes.
  private final Cleaner.@Nullable Cleanable cleanable;

  private EventHandle(NativeHandle handle, boolean owned) {
    this.handle = handle;
    this.cleanable =
        owned
            ? LeakNet.watch(this, new Unclosed(handle, LeakNet.creation(() -> "the event")))
            : null;
  }

  public static NativeEvent create() throws IOException {
    PlatformState.requireAvailable();
    long[] event = new long[1];
    Failures.check(Natives.createEvent(event), "CreateEvent", "");
    try {
      return new EventHandle(new NativeHandle(event[0], Natives::closeEvent), true);
    } catch (Throwable e) {
      // No memory for the Java half: the native one would never be closed.
      Natives.closeEvent(event[0]);
      throw e;
    }
  }

  public static NativeEvent wrap(long handle) {
    if (handle == 0 || handle == -1) {
      throw new IllegalArgumentException("not a handle: " + handle);
    }
    return new EventHandle(new NativeHandle(handle, borrowed -> {}), false);
  }

  @Override
  public long handle() {
    return use("GetHandle", value -> 0);
  }

  @Override
  public void set() {
    use("SetEvent", Natives::setEvent);
  }

  @Override
  public void reset() {
    use("ResetEvent", Natives::resetEvent);
  }

  @Override
  public void close() {
    if (handle.close()) {
      handle.release();
      if (cleanable != null) {
        cleanable.clean();
      }
    }
  }

  /**
   * The event of this library that it is.
   *
   * @throws IllegalArgumentException it is somebody else's implementation of the interface
   */
  public static EventHandle of(NativeEvent event) {
    if (Objects.requireNonNull(event, "event") instanceof EventHandle own) {
      return own;
    }
    throw new IllegalArgumentException("not an event of this library: " + event);
  }

  /** Keeps the native event open until {@link #release}; its handle. */
  public long acquire(String operation) {
    if (!handle.acquire()) {
      throw new IllegalStateException(operation + " failed: " + this + " is closed");
    }
    return handle.value();
  }

  void release() {
    handle.release();
  }

  @Override
  public String toString() {
    return "event 0x" + Long.toHexString(handle.value());
  }

  @FunctionalInterface
  private interface Action {
    int run(long handle);
  }

  private long use(String operation, Action action) {
    long value = acquire(operation);
    try {
      int hr = action.run(value);
      if (hr < 0) {
        throw Failures.illegalArgument(operation, toString(), new HResult(hr).toString());
      }
      return value;
    } finally {
      release();
    }
  }

  /** Closes an event that was forgotten. Must not refer to it. */
  private record Unclosed(NativeHandle handle, @Nullable Throwable creation) implements Runnable {
    @Override
    public void run() {
      if (handle.close()) {
        handle.release();
        LeakNet.report("A NativeEvent was never closed", creation);
      }
    }
  }
}
