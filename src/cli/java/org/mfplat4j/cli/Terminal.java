package org.mfplat4j.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;

/** Whether somebody is watching. */
final class Terminal {
  private Terminal() {}

  /**
   * True if standard output and standard error are a terminal, as far as Java lets us know: of
   * standard error it knows nothing, so Linux is asked itself, and on Windows it is taken to go
   * where standard output goes.
   */
  @SuppressWarnings("SystemConsoleNull") // Null or not is only the first of three questions.
  static boolean isInteractive() {
    Console console = System.console();
    return console != null && isTerminal(console) && standardErrorIsTerminal();
  }

  /**
   * Since Java 22 there may be a Console that is none, which says so by a method that 17 does not
   * have.
   */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static boolean standardErrorIsTerminal() {
    try {
      String target = Path.of("/proc/self/fd/2").toRealPath().toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      // A pipe and the like has no path; where there is no /proc, nothing is known.
      return !System.getProperty("os.name", "").startsWith("Linux");
    }
  }
}
