package org.mfplat4j.internal.jni;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The periodic callbacks by id: a tick that comes after its callback was forgotten finds nothing.
 * Any thread.
 */
public final class PeriodicTicks {
  private static final ConcurrentHashMap<Long, Runnable> CALLBACKS = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong();

  private PeriodicTicks() {}

  /** Keeps the callback reachable until it is forgotten. */
  public static long add(Runnable callback) {
    long id = NEXT.incrementAndGet();
    CALLBACKS.put(id, callback);
    return id;
  }

  static @Nullable Runnable find(long id) {
    return CALLBACKS.get(id);
  }

  /** True for the one call after which no tick finds the callback. */
  public static boolean forget(long id) {
    return CALLBACKS.remove(id) != null;
  }
}
