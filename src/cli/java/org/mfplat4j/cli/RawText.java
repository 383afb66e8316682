package org.mfplat4j.cli;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Text of the command line that keeps every byte: UTF-8, and each byte that is no part of it as a
 * lone surrogate, U+DC80 to U+DCFF.
 */
final class RawText {
  private RawText() {}

  /** The text of these bytes. */
  static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult outcome = decoder.decode(in, out, true);
    while (outcome.isError()) {
      for (int i = 0; i < outcome.length(); i++) {
        out.put((char) (0xDC00 | (in.get() & 0xFF)));
      }
      outcome = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }

  /** The bytes of this text. */
  static byte[] encode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    text.codePoints()
        .forEach(
            point -> {
              if (point >= 0xDC80 && point <= 0xDCFF) {
                bytes.write(point & 0xFF);
              } else {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
              }
            });
    return bytes.toByteArray();
  }

  /**
   * The path with this text, whatever encoding the JVM has for names: of other ways into Java only
   * the URI of a path has its bytes.
   */
  static Path path(String text) {
    boolean ascii = text.chars().allMatch(unit -> unit < 0x80);
    if (ascii || FileSystems.getDefault().getSeparator().equals("\\")) {
      return Path.of(text);
    }
    StringBuilder escaped = new StringBuilder();
    for (byte each : encode(text)) {
      escaped.append(
          each == '/' ? "/" : String.format(Locale.ROOT, "%%%02X", Byte.toUnsignedInt(each)));
    }
    Path here = Path.of("").toAbsolutePath();
    boolean absolute = text.startsWith("/");
    // Asked of a folder that exists, toUri ends with a slash.
    String folder = here.resolve("x").toUri().getRawPath();
    String prefix = absolute ? "" : folder.substring(0, folder.length() - 1);
    Path path = Path.of(URI.create("file://" + prefix + escaped));
    return absolute ? path : here.relativize(path);
  }
}
