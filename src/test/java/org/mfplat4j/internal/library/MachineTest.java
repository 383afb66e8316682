package org.mfplat4j.internal.library;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64, libmfplat4j.so",
    "Linux, x86_64, linux-x86_64, libmfplat4j.so",
    "Windows 11, amd64, windows-x86_64, mfplat4j.dll",
    "Windows Server 2022, amd64, windows-x86_64, mfplat4j.dll",
  })
  void runsOn(String system, String processor, String platform, String file) {
    Machine machine = new Machine(system, processor, "glibc");

    assertThat(machine.refusal()).isNull();
    assertThat(machine.platform()).isEqualTo(platform);
    assertThat(machine.fileName()).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, aarch64, not Mac OS X on aarch64",
    "Linux, riscv64, not Linux on riscv64",
    "Linux, i386, not Linux on i386 (a JVM of 32 bits)",
    "Windows 10, x86, not Windows 10 on x86 (a JVM of 32 bits)",
    "FreeBSD, amd64, not FreeBSD on amd64",
  })
  void doesNotRunOn(String system, String processor, String words) {
    assertThat(new Machine(system, processor, "glibc").refusal())
        .isEqualTo("mfplat4j supports Linux and Windows on x86-64, " + words);
  }

  @Test
  void doesNotRunOnMusl() {
    assertThat(new Machine("Linux", "amd64", "musl").refusal())
        .contains("GNU C library")
        .contains("musl")
        .contains("Alpine");
  }
}
