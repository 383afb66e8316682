package org.mfplat4j.testing;

import org.mfplat4j.MediaFoundation;

/**
 * Which of the platforms this run of the tests is on. Differences between them are asserted by
 * name.
 */
public final class TestPlatform {
  private TestPlatform() {}

  /** True on the portable engine. */
  public static boolean isPortable() {
    return implementation().contains("portable");
  }

  /**
   * True on Wine's mfplat.dll, whose known differences from Windows are asserted to be still there.
   */
  public static boolean isWine() {
    return implementation().contains("Wine");
  }

  /** True where files and paths are those of Windows: on Windows itself, and on Wine. */
  public static boolean isWindowsLike() {
    return System.getProperty("os.name").startsWith("Windows");
  }

  private static String implementation() {
    return MediaFoundation.platform().implementation();
  }
}
