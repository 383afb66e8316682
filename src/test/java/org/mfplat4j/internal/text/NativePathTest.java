package org.mfplat4j.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How names cross into native code: Linux's bytes and the long paths of Windows. */
class NativePathTest {
  private static final String LONG = "folder\\".repeat(50);

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "grüße", "日本語", "\uD83C\uDFB5", "\uFFFD", "e\u0301"})
  void textIsItself(String text) {
    assertThat(NativePath.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
  }

  @Test
  void bytesThatAreNoTextAreLoneSurrogates() {
    assertThat(NativePath.decode(bytes(0xE4))).isEqualTo("\uDCE4");
    assertThat(NativePath.decode(bytes('a', 0x80, 'b', 0xFF))).isEqualTo("a\uDC80b\uDCFF");
    // Cut off, longer than need be, a surrogate, beyond Unicode.
    assertThat(NativePath.decode(bytes(0xE6, 0x97, 'x'))).isEqualTo("\uDCE6\uDC97x");
    assertThat(NativePath.decode(bytes(0xC0, 0xAF))).isEqualTo("\uDCC0\uDCAF");
    assertThat(NativePath.decode(bytes(0xED, 0xB3, 0xA4))).isEqualTo("\uDCED\uDCB3\uDCA4");
    assertThat(NativePath.decode(bytes(0xF4, 0x90, 0x80, 0x80)))
        .isEqualTo("\uDCF4\uDC90\uDC80\uDC80");
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"C:\\a.bin", "\\\\server\\share\\a.bin", "C:\\a\\..\\b."})
  void shortPathsOfWindowsStay(String path) throws Exception {
    assertThat(NativePath.windowsName(path, "unused")).isEqualTo(path);
  }

  @Test
  void longPathsOfWindowsHaveAPrefix() throws Exception {
    assertThat(NativePath.windowsName("C:\\x\\..\\" + LONG + "a.bin", "C:\\" + LONG + "a.bin"))
        .isEqualTo("\\\\?\\C:\\" + LONG + "a.bin");
    String share = "\\\\server\\share\\" + LONG + "a.bin";
    assertThat(NativePath.windowsName(share, share))
        .isEqualTo("\\\\?\\UNC\\server\\share\\" + LONG + "a.bin");
  }

  @Test
  void longPathsOfWindowsLoseWhatWindowsDropsFromShortOnes() throws Exception {
    String path = "C:\\" + LONG + "a.bin";
    assertThat(NativePath.windowsName(path + ". .", path + ". .")).isEqualTo("\\\\?\\" + path);
  }

  @Test
  void whatIsTooLongForWindowsSaysSo() {
    String path = "C:\\" + "a".repeat(32_000);
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> NativePath.windowsName(path, path))
        .withMessageContaining("longer than 32000 characters");
  }
}
