package org.mfplat4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes maps, lists, texts, numbers and booleans as JSON. */
final class Json {
  private Json() {}

  static String of(Object value) {
    StringBuilder text = new StringBuilder();
    append(value, "\n", text);
    return text.toString();
  }

  private static void append(Object value, String newLine, StringBuilder text) {
    String inner = newLine + "  ";
    if (value instanceof Map<?, ?> map) {
      String separator = "";
      text.append('{');
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(separator).append(inner);
        appendText(entry.getKey().toString(), text);
        text.append(": ");
        append(entry.getValue(), inner, text);
        separator = ",";
      }
      text.append(map.isEmpty() ? "" : newLine).append('}');
    } else if (value instanceof List<?> list) {
      String separator = "";
      text.append('[');
      for (Object each : list) {
        text.append(separator).append(inner);
        append(each, inner, text);
        separator = ",";
      }
      text.append(list.isEmpty() ? "" : newLine).append(']');
    } else if (value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      appendText(value.toString(), text);
    }
  }

  // All but ASCII is escaped, so that the encoding of the output does not matter.
  private static void appendText(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char unit = value.charAt(i);
      if (unit == '"' || unit == '\\') {
        text.append('\\').append(unit);
      } else if (unit < ' ' || unit > '~') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
      } else {
        text.append(unit);
      }
    }
    text.append('"');
  }
}
