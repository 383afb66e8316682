package org.mfplat4j;

import java.io.IOException;
import org.mfplat4j.spi.MediaFoundationProvider;

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
public interface NativeEvent extends AutoCloseable {
  /**
   * Makes an event that is not signalled: {@code CreateEvent}, {@code eventfd}.
   *
   * @return the event, to be closed by the caller
   * @throws IOException if the system has none left
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   */
  static NativeEvent create() throws IOException {
    return MediaFoundationProvider.get().createEvent();
  }

  /**
   * An event that somebody else made, and closes: not before nothing waits for it any more.
   *
   * @param handle a {@code HANDLE} of Windows that can be waited for; on Linux the descriptor of an
   *     eventfd, of which one with {@code EFD_SEMAPHORE} lets as many items through as it counts
   * @return the event; closing it does not close the handle
   * @throws IllegalArgumentException if there can be no such handle: 0 and −1
   */
  static NativeEvent wrap(long handle) {
    return MediaFoundationProvider.get().wrapEvent(handle);
  }

  /**
   * The native event, for native code that sets it: valid until this event is closed, and while it
   * is reachable, since one that is forgotten is closed by the garbage collector.
   *
   * @return a {@code HANDLE}, or a descriptor
   * @throws IllegalStateException if this event was closed
   */
  long handle();

  /**
   * Signals the event: {@code SetEvent}. An event that is signalled stays so: it does not count.
   *
   * @throws IllegalStateException if this event was closed
   * @throws IllegalArgumentException {@code E_HANDLE}: a wrapped handle is none
   */
  void set();

  /**
   * Takes back a signal that is not used yet: {@code ResetEvent}.
   *
   * @throws IllegalStateException if this event was closed
   * @throws IllegalArgumentException {@code E_HANDLE}: a wrapped handle is none
   */
  void reset();

  /** Closes the event; idempotent. */
  @Override
  void close();
}
