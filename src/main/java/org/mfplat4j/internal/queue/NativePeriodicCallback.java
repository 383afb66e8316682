package org.mfplat4j.internal.queue;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.mfplat4j.PeriodicCallback;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PeriodicTicks;
import org.mfplat4j.internal.platform.PlatformEnd;
import org.mfplat4j.internal.platform.PlatformState;

/** A periodic callback by its key; the end of the platform removes it. */
public final class NativePeriodicCallback implements PeriodicCallback {
  private final long id;

  private final int key;

  private final PlatformEnd.Listener end = this::close;

  private NativePeriodicCallback(long id, int key) {
    this.id = id;
    this.key = key;
  }

  public static PeriodicCallback add(Runnable callback) throws IOException {
    Objects.requireNonNull(callback, "callback");
    PlatformState.requireAvailable();
    int[] key = new int[1];
    long id = PeriodicTicks.add(callback);
    boolean added = false;
    try {
      int hr =
          PlatformState.isStarted()
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
      NativePeriodicCallback periodic = new NativePeriodicCallback(id, key[0]);
      PlatformEnd.add(periodic.end);
      return periodic;
    } catch (Throwable e) {
      // No memory for what would stop it.
      PeriodicTicks.forget(id);
      Natives.removePeriodicCallback(key[0]);
      throw e;
    }
  }

  public static Duration periodicity() throws IOException {
    PlatformState.requireAvailable();
    int[] millis = new int[1];
    Failures.check(Natives.getTimerPeriodicity(millis), "MFGetTimerPeriodicity", "");
    return Duration.ofMillis(millis[0]);
  }

  @Override
  public void close() {
    if (PeriodicTicks.forget(id)) {
      PlatformEnd.remove(end);
      // Fails only when the platform is down, and with it the callback.
      Natives.removePeriodicCallback(key);
    }
  }
}
