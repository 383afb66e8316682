package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.Platform;
import org.mfplat4j.testing.TestPlatform;

class InfoCommandTest {
  @Test
  void thePlatformIsNamedWithItsReasons() {
    Platform platform = MediaFoundation.platform();

    CommandLineRun run = CommandLineRun.of("info");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.figure("platform")).isEqualTo(platform.implementation());
    assertThat(run.figure("engine")).isEqualTo(platform.engine());
    assertThat(run.figure("reason")).isEqualTo(platform.reason());
    assertThat(run.figure("io_uring")).isEqualTo(platform.uring()).isNotBlank();
  }

  @Test
  void whatThePlatformRefusesIsFoundOut() {
    CommandLineRun run = CommandLineRun.of("info");

    if (TestPlatform.isWine(8, 10)) {
      assertThat(run.figure("refuses")).contains("beginWrite", "flush", "reply mode", "MMCSS");
    } else if (TestPlatform.isPortable()) {
      assertThat(run.figure("refuses")).isEqualTo("MMCSS");
    } else {
      assertThat(run.figure("refuses")).isNotBlank();
    }
  }

  @Test
  void versionsAndOperationsAreListed() {
    CommandLineRun run = CommandLineRun.of("info");

    assertThat(run.figure("mfplat4j")).isEqualTo(Versions.library());
    assertThat(run.figure("java")).contains(System.getProperty("java.version"));
    assertThat(run.figure("system")).contains(System.getProperty("os.name"));
    assertThat(run.figure("streams")).contains("beginRead");
    assertThat(run.figure("queues")).contains("scheduled");
  }

  @Test
  @Tag("windows-n")
  void withoutMediaFoundationTheCauseIsOneLineAndTheExitCodeIs1() {
    CommandLineRun run = CommandLineRun.of("info");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.figure("java")).isNotNull();
    assertThat(run.figure("engine")).isNull();
    assertThat(run.errorLines())
        .singleElement()
        .asString()
        .startsWith("mfplat4j: Media Foundation is not available: ")
        .containsIgnoringCase("mfplat.dll");
  }

  @Test
  @Tag("windows-n")
  void withoutMediaFoundationNothingIsRead() {
    CommandLineRun run = CommandLineRun.of("read", "some-file");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.errorLines())
        .singleElement()
        .asString()
        .startsWith("mfplat4j: Media Foundation is not available: ");
  }
}
