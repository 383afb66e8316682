package org.mfplat4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * One run of the program inside this JVM.
 *
 * @param exitCode what {@code main} would end the JVM with
 * @param out the text on standard output
 * @param err the text on standard error
 * @param bytes what {@code --output -} wrote, if the run had no other standard output
 */
record CommandLineRun(int exitCode, String out, String err, ByteArrayOutputStream bytes) {
  static CommandLineRun of(Object... args) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CommandLineRun run = into(bytes, args);
    return new CommandLineRun(run.exitCode, run.out, run.err, bytes);
  }

  /** A run whose standard output is this one. */
  static CommandLineRun into(OutputStream standardOutput, Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program =
        Main.commandLine(standardOutput)
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    int exitCode =
        program.execute(List.of(args).stream().map(Object::toString).toArray(String[]::new));
    program.getOut().flush();
    program.getErr().flush();
    return new CommandLineRun(
        exitCode, out.toString(), err.toString(), new ByteArrayOutputStream());
  }

  /** The value in a line of figures; null if there is no such line. */
  static String figure(String text, String name) {
    Matcher matcher = Pattern.compile("(?m)^" + name + ": +(.*?)\\r?$").matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  String figure(String name) {
    return figure(out, name);
  }

  /** The lines on standard error. */
  List<String> errorLines() {
    return err.lines().toList();
  }
}
