package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine-free")
class GridTest {
  @Test
  void wordsStandToTheLeftAndNumbersToTheRight() {
    Grid grid = new Grid("queue", "items", "order");
    grid.add("STANDARD", 5, "kept");
    grid.add("IO", 12345678, "-");
    StringWriter out = new StringWriter();
    grid.print(new PrintWriter(out));
    assertThat(out.toString().lines())
        .containsExactly(
            "queue        items  order", "STANDARD         5  kept", "IO        12345678  -");
  }

  @Test
  void aRowHasACellForEachColumn() {
    Grid grid = new Grid("a", "b");
    assertThatIllegalArgumentException().isThrownBy(() -> grid.add("only one"));
  }
}
