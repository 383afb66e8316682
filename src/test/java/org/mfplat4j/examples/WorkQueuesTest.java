package org.mfplat4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mfplat4j.testing.LeaksOnWine;

/** The items of the example run as the article says. */
@Tag("wine-isolate")
class WorkQueuesTest {
  @Test
  @LeaksOnWine(
      versions = 8,
      objects = true,
      value = "a scheduled item that is cancelled keeps its callback")
  void theItemsRunNowLaterAndWhenTheEventIsSignalled() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      WorkQueues.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("now: the state", "the event was signalled", "cancelled: true", "later");
  }
}
