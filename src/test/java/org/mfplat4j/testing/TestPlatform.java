package org.mfplat4j.testing;

import java.util.concurrent.atomic.AtomicBoolean;
import org.mfplat4j.MediaFoundation;

/**
 * Which of the platforms this run of the tests is on. Differences between them are asserted by
 * name.
 */
public final class TestPlatform {
  // Whether the running test has been told that it is on Wine. Tests run one at a time; their
  // callbacks may ask, too.
  private static final AtomicBoolean DIFFERENCE = new AtomicBoolean();

  private TestPlatform() {}

  /** True on the portable engine. */
  public static boolean isPortable() {
    return implementation().contains("portable");
  }

  /**
   * True on Wine's mfplat.dll, whose known differences from Windows are asserted to be still there.
   */
  public static boolean isWine() {
    boolean wine = implementation().contains("Wine");
    if (wine) {
      DIFFERENCE.set(true);
    }
    return wine;
  }

  /** Whether a test has been told that it is on Wine since this was last asked. */
  static boolean takeDifference() {
    return DIFFERENCE.getAndSet(false);
  }

  /** True where files and paths are those of Windows: on Windows itself, and on Wine. */
  public static boolean isWindowsLike() {
    return System.getProperty("os.name").startsWith("Windows");
  }

  private static String implementation() {
    return MediaFoundation.platform().implementation();
  }
}
