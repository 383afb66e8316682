package org.mfplat4j.internal.text;

import org.mfplat4j.internal.jni.NativeLibrary;
import org.mfplat4j.internal.jni.Natives;

/**
 * The command line of this process as it was typed. Java's own arguments have lost what the
 * encoding of the process lacks, and nothing else in Java has the line.
 */
public final class CommandLineText {
  private CommandLineText() {}

  /** The whole line; "" where the system has none, or the native library is not available. */
  public static String get() {
    if (NativeLibrary.unavailabilityCause() != null) {
      return "";
    }
    char[] text = new char[Natives.commandLine(new char[1], 0)];
    return new String(text, 0, Math.min(text.length, Natives.commandLine(text, text.length)));
  }
}
