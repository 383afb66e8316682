package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mfplat4j.internal.text.CommandLineText;

/**
 * The arguments as they were typed. What Java's launcher passes on has lost the characters that the
 * encoding of the process lacks: they are question marks, which on Windows even match other files,
 * since the launcher takes them and asterisks for wildcards there.
 */
final class Arguments {
  private Arguments() {}

  /** The arguments as they were typed, where the system tells; else as they came. */
  static String[] asTyped(String[] args) {
    boolean windows = FileSystems.getDefault().getSeparator().equals("\\");
    return windows ? behindMain(split(CommandLineText.get()), args) : fromProcess(args);
  }

  /**
   * What stands behind the main class or its jar, with asterisks and question marks as they are.
   *
   * @param all the command line, from the program on
   * @param args what the launcher made of it
   */
  static String[] behindMain(List<String> all, String[] args) {
    int begin = -1;
    for (int i = 1; i < all.size() && begin < 0; i++) {
      String each = all.get(i);
      if (each.equals(Main.class.getName()) || each.endsWith("/" + Main.class.getName())) {
        begin = i + 1;
      } else if (each.equals("-jar")) {
        begin = i + 2;
      }
    }
    if (begin < 0 || begin > all.size()) {
      // Java was not started by its launcher, or with a file of options.
      return args;
    }
    String[] typed = all.subList(begin, all.size()).toArray(String[]::new);
    boolean wildcards = Arrays.stream(typed).anyMatch(each -> each.matches(".*[*?].*"));
    return wildcards || typed.length == args.length ? typed : args;
  }

  /** The arguments in a command line, by the rules of the programs of Windows. */
  static List<String> split(String line) {
    List<String> arguments = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      if (isSpace(line.charAt(at))) {
        at++;
      } else {
        at = takeArgument(line, at, arguments);
      }
    }
    return arguments;
  }

  /** Takes one argument; the result is where it ends. */
  private static int takeArgument(String line, int begin, List<String> arguments) {
    // The program's name knows no escapes.
    boolean program = arguments.isEmpty();
    StringBuilder argument = new StringBuilder();
    boolean quoted = false;
    int at = begin;
    while (at < line.length() && (quoted || !isSpace(line.charAt(at)))) {
      int backslashes = 0;
      while (!program && at < line.length() && line.charAt(at) == '\\') {
        backslashes++;
        at++;
      }
      boolean quote = at < line.length() && line.charAt(at) == '"';
      // Before a quote two stand for one, and one more for the quote itself.
      argument.append("\\".repeat(quote ? backslashes / 2 : backslashes));
      if (!quote) {
        if (backslashes == 0) {
          argument.append(line.charAt(at++));
        }
        continue;
      }
      at++;
      if (backslashes % 2 == 1) {
        argument.append('"');
      } else if (quoted && at < line.length() && line.charAt(at) == '"' && !program) {
        argument.append('"');
        at++;
      } else {
        quoted = !quoted;
      }
    }
    arguments.add(argument.toString());
    return at;
  }

  private static boolean isSpace(char unit) {
    return unit == ' ' || unit == '\t';
  }

  private static String[] fromProcess(String[] args) {
    // Bytes that Java could not decode are question marks or U+FFFD by now.
    boolean intact =
        Arrays.stream(args).allMatch(each -> each.chars().allMatch(c -> c < 0x80 && c != '?'));
    if (intact) {
      return args;
    }
    try {
      return lastOf(Files.readAllBytes(Path.of("/proc/self/cmdline")), args);
    } catch (IOException e) {
      // A system without /proc.
      return args;
    }
  }

  /**
   * The last of the command line's arguments, which those of the program are.
   *
   * @param commandLine all arguments, each with a zero at its end
   * @param args what the launcher made of them
   */
  static String[] lastOf(byte[] commandLine, String[] args) {
    List<String> all = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        all.add(RawText.decode(Arrays.copyOfRange(commandLine, begin, i)));
        begin = i + 1;
      }
    }
    if (all.size() < args.length) {
      return args;
    }
    List<String> last = all.subList(all.size() - args.length, all.size());
    for (int i = 0; i < args.length; i++) {
      // Some may have come from a file that the launcher has read.
      if (!last.get(i).equals(args[i]) && last.get(i).chars().allMatch(c -> c < 0x80)) {
        return args;
      }
    }
    return last.toArray(String[]::new);
  }
}
