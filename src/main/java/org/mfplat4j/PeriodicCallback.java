package org.mfplat4j;

import java.io.IOException;
import java.time.Duration;
import org.mfplat4j.spi.MediaFoundationProvider;

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
public interface PeriodicCallback extends AutoCloseable {
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
  static PeriodicCallback add(Runnable callback) throws IOException {
    return MediaFoundationProvider.get().addPeriodicCallback(callback);
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
  static Duration periodicity() throws IOException {
    return MediaFoundationProvider.get().timerPeriodicity();
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
  void close();
}
