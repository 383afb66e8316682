package org.mfplat4j.internal.text;

/** Strings as Windows functions take them: UTF-16 with a zero at the end. */
public final class WideString {
  private WideString() {}

  /** The string's characters and a zero. */
  public static char[] of(String string) {
    char[] terminated = new char[string.length() + 1];
    string.getChars(0, string.length(), terminated, 0);
    return terminated;
  }
}
