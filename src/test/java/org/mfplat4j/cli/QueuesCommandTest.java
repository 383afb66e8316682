package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.testing.LeaksOnWine;
import org.mfplat4j.testing.TestPlatform;

class QueuesCommandTest {
  private static final List<String> SERIAL =
      List.of("STANDARD", "private STANDARD", "private WINDOW", "serial over MULTITHREADED");
  private static final List<String> MULTITHREADED =
      List.of("MULTITHREADED", "private MULTITHREADED", "shared");

  @Test
  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = "serial queues and periodic callbacks keep objects")
  void everyKindOfQueueIsShownAtWork() {
    CommandLineRun run = CommandLineRun.of("queues", "-n", 24);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    Map<String, List<String>> rows = rows(run.out());
    assertThat(rows)
        .containsKeys("RT", "IO", "TIMER", "LONG_FUNCTION")
        .containsKeys(SERIAL.toArray(String[]::new))
        .containsKeys(MULTITHREADED.toArray(String[]::new));
    for (String queue : SERIAL) {
      assertThat(rows.get(queue).subList(2, 5))
          .as("at a time, order and priorities of %s", queue)
          .containsExactly("1", "kept", priorities(queue));
    }
    for (String queue : MULTITHREADED) {
      assertThat(rows.get(queue).get(1)).as("threads of %s", queue).isNotEqualTo("1");
      assertThat(rows.get(queue).get(2)).as("at a time on %s", queue).isNotEqualTo("1");
    }
    assertThat(rows.get("serial over MULTITHREADED").get(5))
        .isEqualTo(TestPlatform.isWine(8, 10) ? "not here" : "waited for");
    assertThat(run.figure("timer")).matches("[0-9.]+ ms for an item scheduled for 50 ms");
    assertThat(run.figure("ticks")).matches("10 in [0-9.]+ ms, one every 10 ms");
    assertThat(run.figure("event")).matches("[0-9.]+ ms until an item that waited for it ran");
  }

  /** Wine's serial queues know no priorities. */
  private static String priorities(String queue) {
    return TestPlatform.isWine(8, 10) && queue.startsWith("serial") ? "ignored" : "honoured";
  }

  /** The cells of each row, by the first. */
  private static Map<String, List<String>> rows(String out) {
    return out.lines()
        .takeWhile(line -> !line.isBlank())
        .map(line -> List.of(line.split(" {2,}")))
        .collect(Collectors.toMap(cells -> cells.get(0), Function.identity()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "10001"})
  void aNumberOfItemsThatMakesNoSenseIsRefused(String items) {
    CommandLineRun run = CommandLineRun.of("queues", "--items=" + items);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errorLines())
        .containsExactly(
            "mfplat4j: Invalid value for option '--items': "
                + items
                + " is not between 1 and 10000; see 'mfplat4j queues --help'");
  }

  @Test
  @Tag("windows-n")
  void withoutMediaFoundationTheCauseIsOneLine() {
    CommandLineRun run = CommandLineRun.of("queues");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.errorLines())
        .singleElement()
        .asString()
        .startsWith("mfplat4j: Media Foundation is not available: ");
  }
}
