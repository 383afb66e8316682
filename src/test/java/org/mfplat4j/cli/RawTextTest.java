package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that the JVM's encodings lack: on the way in as arguments, on the way out as text. */
class RawTextTest {
  @Test
  void anyBytesBecomeTextAndComeBack() {
    for (int first = 1; first < 256; first++) {
      for (int second = 1; second < 256; second++) {
        byte[] bytes = {'a', (byte) first, (byte) second, 'b'};
        assertThat(RawText.encode(RawText.decode(bytes))).isEqualTo(bytes);
      }
    }
    assertThat(RawText.decode("grüße \uD83C\uDFB5".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("grüße \uD83C\uDFB5");
  }

  @Test
  @Tag("linux-only")
  void textBecomesThePathWithItsBytes() {
    assertThat(RawText.path("a\uDCE4").toUri().getRawPath()).endsWith("/a%E4");
    assertThat(RawText.path("/x y/\uDCE4ä").toUri().getRawPath()).isEqualTo("/x%20y/%E4%C3%A4");
    assertThat(RawText.path("a\uDCE4")).isRelative();
    assertThat(RawText.path("a/b")).isEqualTo(Path.of("a", "b"));
  }

  @Test
  void argumentsAreTheLastOfTheCommandLine() {
    byte[] commandLine = "java\0Main\0read\0\u00e4?\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Arguments.lastOf(commandLine, new String[] {"read", "??"}))
        .containsExactly("read", "\uDCE4?");
    // Not those that were typed: they stay.
    String[] others = {"copy", "??"};
    assertThat(Arguments.lastOf(commandLine, others)).isSameAs(others);
    String[] more = {"a", "b", "c", "d", "e"};
    assertThat(Arguments.lastOf(commandLine, more)).isSameAs(more);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "java a b|java;a;b",
        "\"C:\\p q\\java.exe\" \t a|C:\\p q\\java.exe;a",
        "java \"a b\" c\"d e\"f|java;a b;cd ef",
        "java C:\\x\\ \"C:\\y z\\\\\" e|java;C:\\x\\;C:\\y z\\;e",
        "java \\\"a\\\\\\\"b|java;\"a\\\"b",
        "java \"a\"\"b\" \"\"|java;a\"b;",
        "java 日?*.txt|java;日?*.txt"
      })
  void aCommandLineIsSplitAsWindowsDoes(String line, String arguments) {
    assertThat(Arguments.split(line)).isEqualTo(List.of(arguments.split(";", -1)));
  }

  @Test
  void argumentsStandBehindTheMainClassOrItsJar() {
    String main = Main.class.getName();
    String[] args = {"read", "??"};
    for (List<String> start :
        List.of(
            List.of("java", "-cp", "x", main),
            List.of("java", "-Dx=-jar", "-jar", "cli.jar"),
            List.of("java", "-m", "org.mfplat4j/" + main))) {
      List<String> all = new ArrayList<>(start);
      all.addAll(List.of("read", "日"));
      assertThat(Arguments.behindMain(all, args)).containsExactly("read", "日");
      all.add("*.txt");
      assertThat(Arguments.behindMain(all, args)).containsExactly("read", "日", "*.txt");
    }
    assertThat(Arguments.behindMain(List.of("java", "@options"), args)).isSameAs(args);
    assertThat(Arguments.behindMain(List.of(), args)).isSameAs(args);
  }

  @Test
  void whatAnEncodingLacksIsWrittenAsItsNumber() {
    String text = "a ä 日 \uD83C\uDFB5 \uDCE4 \uD83C\n";
    assertThat(printed(text, StandardCharsets.US_ASCII))
        .isEqualTo("a \\u00e4 \\u65e5 \\ud83c\\udfb5 \\udce4 \\ud83c\n");
    assertThat(printed(text, StandardCharsets.ISO_8859_1))
        .isEqualTo("a ä \\u65e5 \\ud83c\\udfb5 \\udce4 \\ud83c\n");
    assertThat(printed(text, StandardCharsets.UTF_8))
        .isEqualTo("a ä 日 \uD83C\uDFB5 \\udce4 \\ud83c\n");
  }

  private static String printed(String text, Charset charset) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintWriter writer = PrintableWriter.to(new PrintStream(bytes, true), charset);
    writer.print(text);
    writer.flush();
    return bytes.toString(charset);
  }
}
