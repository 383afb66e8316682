package org.mfplat4j.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a program writes to standard output. */
final class PrintedBy {
  /** A {@code main} method. */
  @FunctionalInterface
  interface Program {
    void main(String[] arguments) throws Exception;
  }

  private PrintedBy() {}

  /** Runs it with this file as its argument; gives the lines. */
  static List<String> program(Program program, Path file) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.main(new String[] {file.toString()});
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
