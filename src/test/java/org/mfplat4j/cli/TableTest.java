package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "0, 1000, 0.000 B/s",
    "0, 0, 0.000 B/s",
    "12, 1000000000, 12.000 B/s",
    "999, 1000000000, 999.000 B/s",
    "1000, 1000000000, 1.000 kB/s",
    "4096, 1000000, 4.096 MB/s",
    "2500000000, 1000000000, 2.500 GB/s",
    "9000000000000, 1000000000, 9000.000 GB/s"
  })
  void ratesHaveTheUnitThatFits(long bytes, long nanos, String rate) {
    assertThat(Table.rate(bytes, nanos)).isEqualTo(rate);
  }
}
