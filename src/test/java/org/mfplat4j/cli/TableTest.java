package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void valuesAreAlignedAndNamesCanBeGreppedFor() {
    Table table = new Table();
    table.add("bytes", "12");
    table.add("a longer name", "x y");
    StringWriter text = new StringWriter();

    table.print(new PrintWriter(text));

    assertThat(text.toString().lines()).containsExactly("bytes:         12", "a longer name: x y");
  }
}
