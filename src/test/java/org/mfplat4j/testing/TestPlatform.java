package org.mfplat4j.testing;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.mfplat4j.MediaFoundation;

/**
 * Which of the platforms this run of the tests is on. Differences between them are asserted by
 * name.
 */
public final class TestPlatform {
  private static final Pattern WINE = Pattern.compile("Wine (\\d+)");

  // Whether the running test has been told that it asserts a difference of Wine. Tests run one at a
  // time; their
  // callbacks may ask, too.
  private static final AtomicBoolean DIFFERENCE = new AtomicBoolean();

  private TestPlatform() {}

  /** True on the portable engine. */
  public static boolean isPortable() {
    return implementation().contains("portable");
  }

  /**
   * True on the mfplat.dll of Wine of one of these major versions, whose known differences from
   * Windows are asserted to be still there. A test names the versions that have the difference; on
   * every other version, as on Windows, it asserts the documented behaviour.
   */
  public static boolean isWine(int version, int... others) {
    return isOneOf(IntStream.concat(IntStream.of(version), Arrays.stream(others)));
  }

  /** As {@link #isWine}. */
  static boolean isOneOf(IntStream versions) {
    int version = wineVersion();
    boolean named = versions.anyMatch(each -> each == version);
    if (named) {
      DIFFERENCE.set(true);
    }
    return named;
  }

  /** The major version of the Wine below; 0 elsewhere. */
  private static int wineVersion() {
    Matcher wine = WINE.matcher(implementation());
    return wine.find() ? Integer.parseInt(wine.group(1)) : 0;
  }

  /** Whether a test has been told that it asserts a difference since this was last asked. */
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
