package org.mfplat4j.internal.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM runs on, as far as the choice of the native library goes.
 *
 * @param system as {@code os.name} has it
 * @param processor as {@code os.arch} has it: the JVM's own, which may be of fewer bits than the
 *     machine's
 * @param cLibrary {@code glibc}, {@code musl}, or another name for a C library that is neither
 */
record Machine(String system, String processor, String cLibrary) {
  /** Stands for the C library that the process has; so that a test can pretend another one. */
  static final String C_LIBRARY_PROPERTY = "org.mfplat4j.pretend.libc";

  private static final Set<String> SUPPORTED = Set.of("linux-x86_64", "windows-x86_64");
  // The names of processors by those that JVMs have for them.
  private static final Map<String, String> PROCESSORS =
      Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64", "arm64");
  private static final Set<String> OF_32_BITS =
      Set.of("x86", "i386", "i486", "i586", "i686", "arm");

  static Machine ofThisProcess() {
    String system = System.getProperty("os.name", "");
    return new Machine(
        system,
        System.getProperty("os.arch", ""),
        System.getProperty(C_LIBRARY_PROPERTY, isLinux(system) ? loadedCLibrary() : "none"));
  }

  /** The name of the platform, as the jars have it: {@code linux-x86_64}. */
  String platform() {
    String name = system.toLowerCase(Locale.ROOT);
    String family = isLinux(system) ? "linux" : isWindows() ? "windows" : name;
    String lower = processor.toLowerCase(Locale.ROOT);
    return family + "-" + PROCESSORS.getOrDefault(lower, lower);
  }

  boolean isWindows() {
    return system.toLowerCase(Locale.ROOT).startsWith("windows");
  }

  /** The name of the library's file. */
  String fileName() {
    return isWindows() ? "mfplat4j.dll" : "libmfplat4j.so";
  }

  /** Why the library can't run here, in one sentence; null if it can. */
  @Nullable String refusal() {
    if (!SUPPORTED.contains(platform())) {
      String bits =
          OF_32_BITS.contains(processor.toLowerCase(Locale.ROOT)) ? " (a JVM of 32 bits)" : "";
      return "mfplat4j supports Linux and Windows on x86-64, not "
          + (system + " on " + processor).trim()
          + bits;
    }
    if (cLibrary.equals("musl")) {
      return "mfplat4j needs the GNU C library, and this JVM runs on musl, as on Alpine Linux: use"
          + " an image with glibc";
    }
    return null;
  }

  private static boolean isLinux(String system) {
    return system.toLowerCase(Locale.ROOT).startsWith("linux");
  }

  /** The C library that this process has loaded; the JVM cannot run without one. */
  private static String loadedCLibrary() {
    try {
      String maps = Files.readString(Path.of("/proc/self/maps"));
      return maps.contains("/ld-musl-") || maps.contains("/libc.musl-") ? "musl" : "glibc";
    } catch (IOException | RuntimeException e) {
      // Without /proc there is nothing to tell them apart by; loading will.
      return "glibc";
    }
  }
}
