package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.testing.LeaksOnWine;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.TestPlatform;

class DoctorCommandTest {
  private static final List<String> UNKNOWN_TO_WINE =
      List.of("BeginWrite", "SetLength", "Flush", "reply mode");

  /** How long the self-test may take beside other tests. */
  private static final int BUSY_SECONDS = 60;

  /** The value in a line that may be indented. */
  private static String fact(CommandLineRun run, String name) {
    return CommandLineRun.figure(run.out(), " *" + Pattern.quote(name));
  }

  @Test
  @LeaksOnWine(
      versions = 8,
      objects = true,
      value = "serial queues, cancelled items and periodic callbacks keep objects")
  void theReportSaysWhatIsHereAndThatItWorks() {
    CommandLineRun run = CommandLineRun.of("doctor", "--limit", BUSY_SECONDS);

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("all is well" + System.lineSeparator());
    assertThat(fact(run, "platform")).isEqualTo(MediaFoundation.platform().implementation());
    assertThat(fact(run, "how")).isNotEqualTo("not loaded").isNotBlank();
    assertThat(fact(run, "cache folder")).isNotBlank();
    assertThat(fact(run, "native access")).isNotBlank();
    assertThat(fact(run, "mfplat4j is on the")).matches("class path|module path.*");
    assertThat(fact(run, "positions of transfers")).matches("(early|late).*");
    for (String name :
        List.of("it is read back", "reads in flight together", "a timer", "a cancelled timer")) {
      assertThat(fact(run, name)).as(name).startsWith("ok");
    }
    if (TestPlatform.isPortable()) {
      assertThat(fact(run, "glibc")).matches("[0-9.]+");
      assertThat(fact(run, "memlock")).matches("unlimited|\\d+ bytes");
      assertThat(fact(run, "io_uring")).isEqualTo(MediaFoundation.platform().uring());
    } else {
      assertThat(fact(run, "file")).endsWith("mfplat.dll");
      assertThat(fact(run, "MFCreateFile")).isEqualTo("there");
    }
    boolean wine = TestPlatform.isWine(8, 10);
    for (String name : UNKNOWN_TO_WINE) {
      assertThat(fact(run, name)).as(name).startsWith(wine ? "refused: " : "ok");
    }
    assertThat(fact(run, "BeginWrite of a file completes"))
        .isEqualTo(wine ? "not as documented" : "as documented");
  }

  @Test
  @LeaksOnWine(
      versions = 8,
      objects = true,
      value = "serial queues, cancelled items and periodic callbacks keep objects")
  void theReportIsJsonWhereThatIsWanted() {
    CommandLineRun run = CommandLineRun.of("doctor", "--json", "--limit", BUSY_SECONDS);

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out().strip()).startsWith("{").endsWith("}");
    assertThat(run.out())
        .contains("\"self-test\": [", "\"name\": \"start\"", "\"outcome\": \"ok\"")
        .contains("\"well\": true")
        .containsPattern("\"quirks\": \\{\\R");
  }

  @Test
  void theHomeFolderIsNotShown() {
    String home = System.getProperty("user.home");

    assertThat(DoctorCommand.withoutHome("in " + home + "/.cache"))
        .isEqualTo(home.length() < 4 ? "in " + home + "/.cache" : "in ~/.cache");
  }

  @Test
  void whatHangsIsToldAndWhatComesAfterItDoesNotRun() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    SelfTest test =
        new SelfTest(Limits.EVENTUALLY)
            .add("hangs", () -> "after " + never.getCount() + awaited(never))
            .add("comes after", () -> "");

    List<SelfTest.Line> lines = test.run();
    never.countDown();

    assertThat(lines)
        .extracting(SelfTest.Line::outcome)
        .containsExactly(
            SelfTest.Outcome.OK,
            SelfTest.Outcome.HANGS,
            SelfTest.Outcome.NOT_RUN,
            SelfTest.Outcome.NOT_RUN);
    test.awaitEnd();
  }

  private static String awaited(CountDownLatch latch) throws InterruptedException {
    latch.await();
    return "";
  }

  @Test
  void whatDiffersAndWhatIsRefusedAreToldApart() throws Exception {
    SelfTest test =
        new SelfTest(Duration.ofSeconds(60))
            .add(
                "differs",
                () -> {
                  throw new IOException("another");
                })
            .add(
                "is refused",
                () -> {
                  throw new UnsupportedOperationException("not here");
                });

    List<SelfTest.Line> lines = test.run();

    assertThat(lines.subList(1, 3))
        .containsExactly(
            new SelfTest.Line("differs", SelfTest.Outcome.DIFFERS, "another"),
            new SelfTest.Line("is refused", SelfTest.Outcome.REFUSED, "not here"));
    assertThat(SelfTest.Outcome.DIFFERS.isFault()).isTrue();
    assertThat(SelfTest.Outcome.REFUSED.isFault()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "3601"})
  void aLimitThatMakesNoSenseIsRefused(String seconds) {
    CommandLineRun run = CommandLineRun.of("doctor", "--limit=" + seconds);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errorLines())
        .containsExactly(
            "mfplat4j: Invalid value for option '--limit': "
                + seconds
                + " is not between 1 and 3600; see 'mfplat4j doctor --help'");
  }

  @Test
  @Tag("windows-n")
  void withoutMediaFoundationTheReportIsThereAllTheSame() {
    CommandLineRun run = CommandLineRun.of("doctor");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(fact(run, "available")).startsWith("no: ").containsIgnoringCase("mfplat.dll");
    assertThat(fact(run, "file")).isEqualTo("none");
    assertThat(fact(run, "cache folder")).isNotBlank();
    assertThat(run.out()).doesNotContain("self-test").contains("something is wrong");
  }

  @Test
  void infoHasAShortFormForMachines() {
    CommandLineRun run = CommandLineRun.of("info", "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("\"engine\": \"" + MediaFoundation.platform().engine() + "\"");
  }

  @Test
  void jsonEscapesWhatItMust() {
    Map<String, Object> values = new TreeMap<>();
    values.put("a", "\"\\\n\u00e9");
    values.put("b", List.of(1, true));

    assertThat(Json.of(values))
        .isEqualTo("{\n  \"a\": \"\\\"\\\\\\u000a\\u00e9\",\n  \"b\": [\n    1,\n    true\n  ]\n}");
    assertThat(Json.of(Map.of())).isEqualTo("{}");
  }
}
