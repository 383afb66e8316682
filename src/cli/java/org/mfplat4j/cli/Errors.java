package org.mfplat4j.cli;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.mfplat4j.MediaFoundationException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever a command throws into one line on standard error and an exit code. */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final BooleanSupplier stackTraceWanted;

  Errors(BooleanSupplier stackTraceWanted) {
    this.stackTraceWanted = stackTraceWanted;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(line(describe(e) + "; see '" + name + " --help'"));
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    command.getErr().println(line(describe(e)));
    if (stackTraceWanted.getAsBoolean()) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.SOFTWARE;
  }

  /**
   * One line about an error. The library's messages say what was tried, on what, and how it failed;
   * a file exception says what kind of failure it is only by its class, which then stands in front.
   */
  static String describe(Throwable thrown) {
    String message = thrown.getMessage();
    String kind = thrown.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
    if (message == null || message.isBlank()) {
      return kind;
    }
    if (thrown instanceof FileSystemException e) {
      // The path stands in the reason already, where it is one of the library's.
      boolean fromLibrary = e.getCause() instanceof MediaFoundationException;
      String reason = fromLibrary ? e.getReason() : message;
      return e.getClass() == FileSystemException.class ? reason : kind + ": " + reason;
    }
    return message;
  }

  /** Says that a file was longer or shorter when it had been read than when that began. */
  static String changed(Path file, long before, long after) {
    if (before == 0) {
      return "\"" + file + "\" said that it had no bytes, and had " + after;
    }
    String change = "changed while it was read, from " + before + " to " + after + " bytes";
    return "\"" + file + "\" " + change;
  }

  /** Messages of the loader may have several lines. */
  static String line(String text) {
    return "mfplat4j: " + text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
