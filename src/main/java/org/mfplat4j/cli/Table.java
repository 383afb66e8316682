package org.mfplat4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Aligned lines of a name and a value, one fact a line, for eyes and for {@code grep}. */
final class Table {
  private record Row(String name, String value) {}

  private final List<Row> rows = new ArrayList<>();

  void add(String name, String value) {
    rows.add(new Row(name + ":", value));
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
