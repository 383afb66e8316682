package org.mfplat4j.internal.platform;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.Platform;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.NativeLibrary;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.reference.ResultHandle;

/**
 * Whether the platform is up: how often it was started, and what its last end waits for. Any
 * thread; the last end waits on the thread that asks for it.
 */
public final class PlatformState {
  // As long as MFShutdown waits for results on Windows, by the longest figure in its documentation.
  private static final long DRAIN_SECONDS = 5;

  // While the last close waits for what has begun.
  private static volatile boolean draining;

  // In which callbacks return that have nothing more to do.
  private static final long MOMENT_MILLIS = 50;

  /**
   * What starts and closes have in common. Apart from the entrance class, whose initialiser must
   * not be able to fail: there is no second try.
   */
  private static final class Life {
    static final System.Logger LOGGER = System.getLogger("org.mfplat4j");
    // Changed under TRANSITION: what a new start begins must not end with the start before it.
    static final AtomicInteger STARTED = new AtomicInteger();
    static final ReentrantLock TRANSITION = new ReentrantLock();
  }

  private PlatformState() {}

  public static void requireAvailable() {
    Throwable cause = NativeLibrary.unavailabilityCause();
    if (cause != null) {
      throw new UnsupportedOperationException(
          "Media Foundation is not available: " + cause.getMessage(), cause);
    }
  }

  /** Why there is no Media Foundation here; null if there is. */
  public static @Nullable Throwable unavailabilityCause() {
    return NativeLibrary.unavailabilityCause();
  }

  /** As {@link #describe}, where there is a Media Foundation. */
  public static Platform platform() {
    requireAvailable();
    return describe();
  }

  /** Which implementation and which engine are in use. */
  public static Platform describe() {
    String[] lines = Natives.describe().split("\n", -1);
    return new PlatformDescription(
        lines[0], lines[1], lines[2], lines[3], Quirks.get().positions());
  }

  /** Starts the platform once more, {@code MFStartup}. */
  public static void start() throws IOException {
    // Here no callback of the user's can be in the way of what is tried.
    Quirks unused = Quirks.get();
    NativeLibrary.beginUse();
    int hr = Natives.startup();
    if (hr < 0) {
      NativeLibrary.endUse();
    }
    Failures.check(hr, "MFStartup", "");
    Life.TRANSITION.lock();
    try {
      Life.STARTED.incrementAndGet();
    } finally {
      Life.TRANSITION.unlock();
    }
  }

  /** Takes one start back, {@code MFShutdown}; the last one waits for what is pending. */
  public static void end() throws IOException {
    boolean last;
    List<PlatformEnd.Listener> ending = List.of();
    Life.TRANSITION.lock();
    try {
      // From here on nothing begins any more, if this was the last start.
      if (Life.STARTED.get() == 1) {
        // First: what waits for its turn must not find the platform down in between.
        draining = true;
      }
      last = Life.STARTED.decrementAndGet() == 0;
      if (last) {
        ending = PlatformEnd.listeners();
      }
    } finally {
      Life.TRANSITION.unlock();
    }
    if (last) {
      ending.forEach(PlatformEnd.Listener::platformEnds);
      try {
        drain();
      } finally {
        draining = false;
      }
      RetiredQueues.giveBackAll();
      reportKeptResults();
    }
    int hr = Natives.shutdown();
    NativeLibrary.endUse();
    Failures.check(hr, "MFShutdown", "");
  }

  /**
   * Whether something may begin. To be asked after the operation was registered: then the last
   * close either waits for it or is seen here. Wine needs this: there, a read that begins on a
   * platform which is down succeeds and never completes.
   */
  public static boolean isStarted() {
    return Life.STARTED.get() > 0;
  }

  /**
   * Whether something may begin natively that has begun here: the last close waits for it, as long
   * as it waits for anything.
   */
  public static boolean isUp() {
    return isStarted() || draining;
  }

  /** Waits until nothing is pending, and says at once for what, unless that takes a moment only. */
  private static void drain() {
    PendingOperations all = PendingOperations.all();
    try {
      if (all.awaitIdle(MOMENT_MILLIS, TimeUnit.MILLISECONDS) || isStarted()) {
        return;
      }
      String what = all.describe();
      if (all.count() > 0) {
        Life.LOGGER.log(
            System.Logger.Level.INFO,
            "Media Foundation waits up to {0} s before it shuts down, for operations: {1}",
            DRAIN_SECONDS,
            what);
      }
      if (all.awaitIdle(DRAIN_SECONDS, TimeUnit.SECONDS) || isStarted()) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (all.count() == 0) {
        return;
      }
    }
    Life.LOGGER.log(
        System.Logger.Level.WARNING,
        "Media Foundation shuts down in spite of operations: {0}",
        all.describe());
  }

  /** {@code MFShutdown} waits for results that live, without a word. */
  private static void reportKeptResults() {
    int kept = ResultHandle.keptCount();
    if (kept > 0 && !isStarted()) {
      Life.LOGGER.log(
          System.Logger.Level.WARNING,
          "MFShutdown waits up to {0} s for results that were neither ended nor closed; {1}: {2}",
          DRAIN_SECONDS,
          kept,
          ResultHandle.describeKept());
    }
  }
}
