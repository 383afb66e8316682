package org.mfplat4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Aligned lines of a name and a value, one fact a line, for eyes and for {@code grep}. */
final class Table {
  private record Row(String name, String value) {}

  private final List<Row> rows = new ArrayList<>();

  void add(String name, String value) {
    rows.add(new Row(name + ":", value));
  }

  /** Adds how many bytes it were, how long they took, and how fast that is. */
  void addRate(long bytes, long nanos) {
    add("bytes", Long.toString(bytes));
    add("time", String.format(Locale.ROOT, "%.6f s", nanos / 1e9));
    add("rate", rate(bytes, nanos));
  }

  /** A rate in the unit that gives it some digits. */
  static String rate(long bytes, long nanos) {
    double rate = bytes * 1e9 / Math.max(1, nanos);
    for (String unit : new String[] {"B/s", "kB/s", "MB/s"}) {
      if (rate < 1000) {
        return String.format(Locale.ROOT, "%.3f %s", rate, unit);
      }
      rate /= 1000;
    }
    return String.format(Locale.ROOT, "%.3f GB/s", rate);
  }

  /** Prints all as an object of JSON. */
  void printJson(PrintWriter out) {
    Map<String, String> values = new LinkedHashMap<>();
    rows.forEach(row -> values.put(row.name().substring(0, row.name().length() - 1), row.value()));
    out.println(Json.of(values));
    out.flush();
  }

  /** Prints all lines. */
  void print(PrintWriter out) {
    int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
    for (Row row : rows) {
      out.println(row.name() + " ".repeat(width - row.name().length() + 1) + row.value());
    }
    out.flush();
  }
}
