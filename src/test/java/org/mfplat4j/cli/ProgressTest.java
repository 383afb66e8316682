package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void theBarEndsAtTheWholeInALineOfItsOwn() {
    assertThat(bar(100L << 20, 60L << 20, 40L << 20))
        .contains("\rread 100% [")
        .contains("100/100MiB")
        .endsWith(System.lineSeparator());
  }

  @Test
  void smallFilesAreMeasuredInSmallUnits() {
    assertThat(bar(4096, 4096)).contains("4/4KiB");
  }

  @Test
  void anEmptyFileHasABar() {
    assertThat(bar(0)).contains("read").endsWith(System.lineSeparator());
  }

  @Test
  void aFileThatGrewHasABar() {
    assertThat(bar(4096, 4096, 8192)).contains("12/12KiB");
  }

  private static String bar(long length, long... steps) {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    try (Progress progress =
        Progress.on(new PrintStream(terminal, true, StandardCharsets.UTF_8), "read", length)) {
      for (long step : steps) {
        progress.advance(step);
      }
    }
    return terminal.toString(StandardCharsets.UTF_8);
  }
}
