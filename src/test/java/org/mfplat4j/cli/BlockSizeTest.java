package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

@Tag("engine-free")
class BlockSizeTest {
  private final BlockSize blockSize = new BlockSize();

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "4096, 4096",
    "4096B, 4096",
    "64K, 65536",
    "64k, 65536",
    "64KiB, 65536",
    "1M, 1048576",
    "1MiB, 1048576",
    "1mib, 1048576",
    "1G, 1073741824",
    "1GiB, 1073741824",
    "1073741824, 1073741824",
    "0001K, 1024"
  })
  void sizesAreUnderstood(String text, int size) {
    assertThat(blockSize.convert(text)).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "K",
        "M1",
        "1X",
        "1MB",
        "1KB",
        "1 M",
        "1.5M",
        "-1",
        "+1",
        "1e6",
        "0x10",
        "12345678901",
        "1KiBB",
        "1iB",
        "٤"
      })
  void nonsenseIsRefusedWithExamples(String text) {
    assertThatThrownBy(() -> blockSize.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("64K");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0G", "2G", "1073741825", "1048577K", "9999999999G"})
  void sizesBeyondTheLimitsAreRefused(String text) {
    assertThatThrownBy(() -> blockSize.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is not between 1 byte and 1G");
  }
}
