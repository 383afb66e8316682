package org.mfplat4j.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Locale;

/**
 * Writes what the encoding of a terminal lacks as <code>&#92;u65e5</code>, where Java would write a
 * question mark: so a file's name can be told from another.
 */
final class PrintableWriter extends FilterWriter {
  private final CharsetEncoder encoder;
  // The first half of a character that has two, until the other comes.
  private char high;

  private PrintableWriter(Writer out, Charset charset) {
    super(out);
    this.encoder = charset.newEncoder();
  }

  /** A writer of text to standard output or standard error, in the encoding that it has. */
  static PrintWriter to(PrintStream stream) {
    return to(stream, charsetOf(stream));
  }

  static PrintWriter to(PrintStream stream, Charset charset) {
    // A line is there when it is complete.
    return new PrintWriter(
        new PrintableWriter(new OutputStreamWriter(stream, charset), charset), true);
  }

  /** Java says which since 18; before, it kept it in a property, unless it was the default. */
  private static Charset charsetOf(PrintStream stream) {
    try {
      return (Charset) PrintStream.class.getMethod("charset").invoke(stream);
    } catch (ReflectiveOperationException e) {
      String name = stream == System.err ? "sun.stderr.encoding" : "sun.stdout.encoding";
      String encoding = System.getProperty(name);
      boolean known = encoding != null && Charset.isSupported(encoding);
      return known ? Charset.forName(encoding) : Charset.defaultCharset();
    }
  }

  @Override
  public void write(int unit) throws IOException {
    char next = (char) unit;
    if (high != 0) {
      char first = high;
      high = 0;
      String pair = new String(new char[] {first, next});
      if (Character.isLowSurrogate(next) && encoder.canEncode(pair)) {
        out.write(pair);
        return;
      }
      escape(first);
    }
    if (Character.isHighSurrogate(next)) {
      high = next;
    } else if (encoder.canEncode(next)) {
      out.write(next);
    } else {
      escape(next);
    }
  }

  private void escape(char unit) throws IOException {
    out.write(String.format(Locale.ROOT, "\\u%04x", (int) unit));
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(text[i]);
    }
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(text.charAt(i));
    }
  }
}
