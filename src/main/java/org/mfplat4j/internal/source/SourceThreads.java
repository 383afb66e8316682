package org.mfplat4j.internal.source;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.mfplat4j.internal.jni.NativeLibrary;

/**
 * Where sources block that were not given an executor: daemon threads, as many as there are sources
 * at work, which go when they have had nothing to do for a while.
 */
final class SourceThreads {
  private static final long IDLE_SECONDS = 10;

  private SourceThreads() {}

  static Executor shared() {
    Shared.EXECUTOR.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    return Shared.EXECUTOR;
  }

  /** Made with the first source that needs it. */
  private static final class Shared {
    private static final AtomicInteger LAST = new AtomicInteger();
    private static final ThreadPoolExecutor EXECUTOR =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "mfplat4j-source-" + LAST.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });

    static {
      // Idle threads go at once then, since they keep the class loader.
      NativeLibrary.atEndOfUse(() -> EXECUTOR.setKeepAliveTime(0, TimeUnit.SECONDS));
    }
  }
}
