package org.mfplat4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of cells in columns under their names: words to the left, numbers to the right. */
final class Grid {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Grid(String... columns) {
    rows.add(List.of(columns));
  }

  /** Adds a row with a cell for each column. */
  void add(Object... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException("not a cell for each column: " + Arrays.toString(cells));
    }
    rows.add(Arrays.stream(cells).map(Object::toString).toList());
  }

  /** Prints all rows. */
  void print(PrintWriter out) {
    int columns = rows.get(0).size();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = row.get(column);
        String space = " ".repeat(width(column) - cell.length());
        line.append(column == 0 ? "" : GAP).append(isNumber(column) ? space + cell : cell + space);
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private boolean isNumber(int column) {
    return rows.stream().skip(1).allMatch(row -> row.get(column).matches("[0-9.]+"));
  }
}
