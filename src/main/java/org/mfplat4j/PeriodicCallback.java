package org.mfplat4j;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PeriodicTicks;

/**
 * A callback that the platform calls again and again, every {@link #periodicity} or so, until it is
 * closed.
 *
 * <pre>{@code
 * try (PeriodicCallback clock = PeriodicCallback.add(() -> position.update())) {
 *   …
 * }
 * }</pre>
 *
 * <p><b>Threading.</b> Ticks run on a thread of the platform, one after the other, and should be
 * short: all periodic callbacks share it. One that takes longer than a period misses ticks, which
 * are not made up for. What a tick throws reaches the thread's uncaught exception handler, and the
 * next tick comes.
 *
 * <p><b>Lifetime.</b> Kept reachable by the library until it is closed, or the last {@link
 * MediaFoundation} is.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfaddperiodiccallback">Microsoft:
 *     MFAddPeriodicCallback</a>
 */
public final class PeriodicCallback implements AutoCloseable {
  private final long id;
  private final int key;
  private final PlatformEnd.Listener end = this::close;

  private PeriodicCallback(long id, int key) {
    this.id = id;
    this.key = key;
  }

  /**
   * Has a callback called periodically, {@code MFAddPeriodicCallback}.
   *
   * @param callback the callback
   * @return what stops it, to be closed by the caller
   * @throws IllegalStateException {@code MF_E_SHUTDOWN}: the platform is not started
   * @throws IOException if the platform refuses otherwise
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   */
  public static PeriodicCallback add(Runnable callback) throws IOException {
    Objects.requireNonNull(callback, "callback");
    MediaFoundation.requireAvailable();
    int[] key = new int[1];
    long id = PeriodicTicks.add(callback);
    boolean added = false;
    try {
      int hr =
          MediaFoundation.isStarted()
              ? Natives.addPeriodicCallback(id, key)
              : HResultTable.MF_E_SHUTDOWN;
      Failures.check(hr, "MFAddPeriodicCallback", "");
      added = true;
    } finally {
      if (!added) {
        PeriodicTicks.forget(id);
      }
    }
    try {
      PeriodicCallback periodic = new PeriodicCallback(id, key[0]);
      PlatformEnd.add(periodic.end);
      return periodic;
    } catch (Throwable e) {
      // No memory for what would stop it.
      PeriodicTicks.forget(id);
      Natives.removePeriodicCallback(key[0]);
      throw e;
    }
  }

  /**
   * How often periodic callbacks are called, {@code MFGetTimerPeriodicity}.
   *
   * @return the period: ten milliseconds
   * @throws IOException if the platform does not know
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain
   *     MediaFoundation#isAvailable() available}
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfgettimerperiodicity">Microsoft:
   *     MFGetTimerPeriodicity</a>
   */
  public static Duration periodicity() throws IOException {
    MediaFoundation.requireAvailable();
    int[] millis = new int[1];
    Failures.check(Natives.getTimerPeriodicity(millis), "MFGetTimerPeriodicity", "");
    return Duration.ofMillis(millis[0]);
  }

  /**
   * Removes the callback, {@code MFRemovePeriodicCallback}; idempotent, and callable from the
   * callback itself. Media Foundation may tick once more; the callback is not called any more, but
   * a call that runs is not waited for.
   *
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfremoveperiodiccallback">Microsoft:
   *     MFRemovePeriodicCallback</a>
   */
  @Override
  public void close() {
    if (PeriodicTicks.forget(id)) {
      PlatformEnd.remove(end);
      // Fails only when the platform is down, and with it the callback.
      Natives.removePeriodicCallback(key);
    }
  }
}
