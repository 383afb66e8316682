package org.mfplat4j.internal.reference;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The net under what users forget to close: finds it when it is collected, has it released, and
 * reports it. Only a net: nothing relies on it to avoid a crash.
 */
public final class LeakNet {
  /** With this system property {@code true}, reports carry the stack of the creation. */
  public static final String TRACK_PROPERTY = "org.mfplat4j.trackLeaks";

  private static final System.Logger LOGGER = System.getLogger("org.mfplat4j");
  private static final boolean TRACK = isTracked(System.getProperty(TRACK_PROPERTY));
  private static final Cleaner CLEANER = Cleaner.create();
  private static final AtomicLong REPORTED = new AtomicLong();

  private LeakNet() {}

  private static boolean isTracked(@Nullable String property) {
    boolean tracked = "true".equalsIgnoreCase(property);
    if (property != null && !tracked && !property.equalsIgnoreCase("false")) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "the system property {0} is to be true or false, not \"{1}\"",
          TRACK_PROPERTY,
          property);
    }
    return tracked;
  }

  /** Runs the action when the object is collected, or once when {@code clean} is called. */
  public static Cleaner.Cleanable watch(Object object, Runnable action) {
    return CLEANER.register(object, action);
  }

  /** Where something was created, for its report; null unless that is tracked. */
  public static @Nullable Throwable creation(Supplier<String> what) {
    return TRACK ? new Throwable(what.get() + " was created here") : null;
  }

  /** Says that something was forgotten. */
  public static void report(String message, @Nullable Throwable creation) {
    REPORTED.incrementAndGet();
    LOGGER.log(System.Logger.Level.WARNING, message, creation);
  }

  /** How many reports there have been. */
  public static long reported() {
    return REPORTED.get();
  }
}
