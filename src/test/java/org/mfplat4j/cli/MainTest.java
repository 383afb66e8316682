package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void withoutACommandTheUsageGoesToStandardErrorAndTheExitCodeIs2() {
    CommandLineRun run = CommandLineRun.of();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: mfplat4j").contains("read").contains("info");
  }

  @ParameterizedTest
  @CsvSource({
    "--help, mfplat4j",
    "-h, mfplat4j",
    "read --help, mfplat4j read",
    "read -h, mfplat4j read",
    "probe --help, mfplat4j probe",
    "decode --help, mfplat4j decode",
    "queues --help, mfplat4j queues",
    "info --help, mfplat4j info",
    "doctor --help, mfplat4j doctor"
  })
  void helpGoesToStandardOutputAndSaysHowToChooseTheEngine(String args, String name) {
    CommandLineRun run = CommandLineRun.of((Object[]) args.split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Usage: " + name)
        .contains("--engine=ENGINE")
        .contains("uring, threads")
        .contains("org.mfplat4j.engine")
        .contains("MFPLAT4J_ENGINE")
        .contains("Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "read --version", "info --version"})
  void versionNamesTheLibraryAndJava(String args) {
    CommandLineRun run = CommandLineRun.of((Object[]) args.split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("mfplat4j ").contains(System.getProperty("java.version"));
  }

  @ParameterizedTest
  @CsvSource({
    "write, mfplat4j --help",
    "--nonsense, mfplat4j --help",
    "read, mfplat4j read --help",
    "read a b, mfplat4j read --help",
    "read a --nonsense, mfplat4j read --help",
    "read a --output, mfplat4j read --help",
    "queues a, mfplat4j queues --help",
    "info a, mfplat4j info --help",
    "--engine=kqueue info, mfplat4j --help",
    "info --engine=kqueue, mfplat4j info --help"
  })
  void aWrongCommandLineIsToldInOneLineThatNamesTheHelp(String args, String help) {
    CommandLineRun run = CommandLineRun.of((Object[]) args.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errorLines())
        .singleElement()
        .asString()
        .startsWith("mfplat4j: ")
        .endsWith("; see '" + help + "'");
  }
}
