package org.mfplat4j.internal.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mfplat4j.internal.jni.NativeLibrary;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.library.LibraryLoader;
import org.mfplat4j.internal.library.LoadReport;

/** What only the library's inside knows, for reports of faults. Any thread. */
public final class Diagnosis {
  /**
   * One fact.
   *
   * @param group {@code system}, {@code mfplat.dll}, {@code export} or {@code quirk}
   * @param name what it is about
   * @param value what is so, in one line
   */
  public record Fact(String group, String name, String value) {}

  private Diagnosis() {}

  /** What native code says; nothing where the native library could not be loaded. */
  public static List<Fact> facts() {
    Throwable cause = NativeLibrary.unavailabilityCause();
    List<Fact> facts = new ArrayList<>();
    if (LibraryLoader.loaded() == null) {
      return facts;
    }
    try {
      for (String line : Natives.facts().lines().toList()) {
        String[] parts = line.split("\t", -1);
        if (parts.length == 3) {
          facts.add(new Fact(parts[0], parts[1], parts[2]));
        }
      }
    } catch (UnsatisfiedLinkError e) {
      // A library of another version was loaded: that is the cause, which the caller tells.
      if (cause == null) {
        throw e;
      }
    }
    return facts;
  }

  /** How the native library was loaded, and what is in the cache. */
  public static Map<String, String> loading() {
    return LoadReport.facts();
  }
}
