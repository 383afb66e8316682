package org.mfplat4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

class CallingAsynchronousMethodsTest {
  @RegisterExtension private final Workbench bench = new Workbench();

  @Test
  void theProgramPrintsWhatItRead() throws Exception {
    List<String> lines = PrintedBy.program(CallingAsynchronousMethods::main, bench.file(250));

    assertThat(lines.subList(0, 2))
        .containsExactlyInAnyOrder("part 0: 100 bytes", "part 1: 100 bytes");
    assertThat(lines.subList(2, lines.size()))
        .containsExactly("200 bytes, ended in the callback", "50 bytes, ended elsewhere");
  }

  @Test
  void theBytesAreThoseOfTheFile() throws Exception {
    ByteStream stream = bench.reading(250);
    ByteBuffer first = ByteBuffer.allocate(100);
    ByteBuffer second = ByteBuffer.allocateDirect(100);

    PrintedBy.program(
        file ->
            assertThat(CallingAsynchronousMethods.endInTheCallback(stream, first, second))
                .isEqualTo(200),
        Path.of("none"));
    Pattern.assertHolds(first, 0, 100, 0);
    Pattern.assertHolds(second, 0, 100, 100);
    assertThat(CallingAsynchronousMethods.endElsewhere(stream, first.clear())).isEqualTo(50);
    Pattern.assertHolds(first, 0, 50, 200);
  }
}
