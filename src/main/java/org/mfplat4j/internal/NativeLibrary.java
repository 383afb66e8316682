package org.mfplat4j.internal;

import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Loads the native library and the platform, once, when this class is first asked. Never throws:
 * what goes wrong is the {@link #unavailabilityCause}.
 */
public final class NativeLibrary {
  /** Forces the portable engine's I/O: {@code uring} or {@code threads}. Read when loading. */
  public static final String ENGINE_PROPERTY = "org.mfplat4j.engine";

  // Never thrown itself: whoever needs an exception makes its own, with this one as the cause.
  @SuppressWarnings("StaticAssignmentOfThrowable")
  private static final @Nullable Throwable UNAVAILABILITY_CAUSE = load();

  private NativeLibrary() {}

  /** Why there is nothing to call; null when there is. */
  public static @Nullable Throwable unavailabilityCause() {
    return UNAVAILABILITY_CAUSE;
  }

  private static @Nullable Throwable load() {
    try {
      String system = System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");
      if (!isSupported(system)) {
        return new UnsupportedOperationException(
            "mfplat4j supports Linux and Windows on x86-64, not " + system);
      }
      try {
        Loader.load(Natives.class);
      } catch (LinkageError e) {
        return withMessage(
            "the native library of mfplat4j could not be loaded; is the jar with the classifier of this"
                + " platform (linux-x86_64 or windows-x86_64) on the class path? "
                + e.getMessage(),
            e);
      }
      return prepare();
    } catch (Throwable e) {
      return withMessage("mfplat4j could not be loaded: " + e, e);
    }
  }

  private static @Nullable Throwable prepare() {
    Natives.initialize();
    if (Natives.load() < 0) {
      return new UnsatisfiedLinkError(Natives.loadFailure());
    }
    String engine = System.getProperty(ENGINE_PROPERTY, "");
    int hr = Natives.forceEngine(engine);
    // Where Media Foundation reads files itself there is nothing to force, and nothing to refuse.
    if (hr < 0 && hr != HResultTable.E_NOTIMPL) {
      return new IllegalArgumentException(
          "the system property "
              + ENGINE_PROPERTY
              + " must be uring or threads, not \""
              + engine
              + "\"");
    }
    return null;
  }

  private static boolean isSupported(String system) {
    String name = system.toLowerCase(Locale.ROOT);
    boolean x86 = name.endsWith(" amd64") || name.endsWith(" x86_64");
    return x86 && (name.startsWith("linux") || name.startsWith("windows"));
  }

  private static Throwable withMessage(String message, Throwable cause) {
    return new UnsatisfiedLinkError(message).initCause(cause);
  }
}
