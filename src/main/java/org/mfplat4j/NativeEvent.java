package org.mfplat4j;

import java.io.IOException;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.LeakNet;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.Natives;

/**
 * What a waiting work item waits for: an auto-reset event of Windows, an eventfd on Linux. Native
 * code signals the handle itself, or Java does with {@link #set}. A signal lets one item through,
 * and is then used up.
 *
 * <p><b>Threading.</b> Safe for use by any thread.
 *
 * <p><b>Lifetime.</b> Closed by its owner. Items that wait for it by then keep the native event
 * open; Java cannot set it any more, so they wait until native code does, or until they are
 * cancelled. An event that is forgotten is closed by the garbage collector, which reports it.
 *
 * @see WorkQueue#putWaiting
 * @see <a href="https://learn.microsoft.com/windows/win32/sync/event-objects">Microsoft: Event
 *     Objects</a>
 */
public final class NativeEvent implements AutoCloseable {
  private final NativeHandle handle;
  // Null for an event that somebody else closes.
  private final Cleaner.@Nullable Cleanable cleanable;

  private NativeEvent(NativeHandle handle, boolean owned) {
    this.handle = handle;
    this.cleanable =
        owned
            ? LeakNet.watch(this, new Unclosed(handle, LeakNet.creation(() -> "the event")))
            : null;
  }

  /**
   * Makes an event that is not signalled: {@code CreateEvent}, {@code eventfd}.
   *
   * @return the event, to be closed by the caller
   * @throws IOException if the system has none left
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   */
  public static NativeEvent create() throws IOException {
    MediaFoundation.requireAvailable();
    long[] event = new long[1];
    Failures.check(Natives.createEvent(event), "CreateEvent", "");
    try {
      return new NativeEvent(new NativeHandle(event[0], Natives::closeEvent), true);
    } catch (Throwable e) {
      // No memory for the Java half: nobody would ever close the native one.
      Natives.closeEvent(event[0]);
      throw e;
    }
  }

  /**
   * An event that somebody else made, and closes: not before nothing waits for it any more.
   *
   * @param handle a {@code HANDLE} of Windows that can be waited for; on Linux the descriptor of an
   *     eventfd, of which one with {@code EFD_SEMAPHORE} lets as many items through as it counts
   * @return the event; closing it does not close the handle
   * @throws IllegalArgumentException if there can be no such handle: 0 and −1
   */
  public static NativeEvent wrap(long handle) {
    if (handle == 0 || handle == -1) {
      throw new IllegalArgumentException("not a handle: " + handle);
    }
    return new NativeEvent(new NativeHandle(handle, borrowed -> {}), false);
  }

  /**
   * The native event, for native code that sets it: valid until this event is closed, and while it
   * is reachable, since one that is forgotten is closed by the garbage collector.
   *
   * @return a {@code HANDLE}, or a descriptor
   * @throws IllegalStateException if this event was closed
   */
  public long handle() {
    return use("GetHandle", value -> 0);
  }

  /**
   * Signals the event: {@code SetEvent}. An event that is signalled stays so: it does not count.
   *
   * @throws IllegalStateException if this event was closed
   * @throws IllegalArgumentException {@code E_HANDLE}: a wrapped handle is none
   */
  public void set() {
    use("SetEvent", Natives::setEvent);
  }

  /**
   * Takes back a signal that nobody has used: {@code ResetEvent}.
   *
   * @throws IllegalStateException if this event was closed
   * @throws IllegalArgumentException {@code E_HANDLE}: a wrapped handle is none
   */
  public void reset() {
    use("ResetEvent", Natives::resetEvent);
  }

  /** Closes the event; idempotent. */
  @Override
  public void close() {
    if (handle.close()) {
      handle.release();
      if (cleanable != null) {
        cleanable.clean();
      }
    }
  }

  /** Keeps the native event open until {@link #release}; its handle. */
  long acquire(String operation) {
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
