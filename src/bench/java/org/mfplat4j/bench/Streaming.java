package org.mfplat4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A whole cached file through the command line, beside {@code dd} with the same block size. */
final class Streaming {
  private static final Pattern RATE = Pattern.compile("([0-9.]+) ([kMG])B/s");
  private static final double LEAST = 0.9;

  private Streaming() {}

  /** The row of the table of goals; each round runs one after the other. */
  static String goal(FileReads reads, int rounds) throws IOException {
    List<String> ours =
        new ArrayList<>(FileReads.javaCommand("mfplat4j uring", org.mfplat4j.cli.Main.class));
    ours.addAll(List.of("read", "--no-hash", "--block-size=1M", reads.file().toString()));
    List<String> dd = List.of("dd", "if=" + reads.file(), "of=/dev/null", "bs=1M");
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ratios[i] = rate(ours) / rate(dd);
    }
    return Goal.row(
        "streaming",
        "cached file, 1 MiB blocks",
        "mfplat4j read",
        "rate by that of dd",
        true,
        LEAST,
        Optional.of(Quartiles.of(ratios)));
  }

  /** The rate that the program prints. */
  private static double rate(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines = builder.start().inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(line -> said.append(line).append('\n'));
    }
    Matcher rate = RATE.matcher(said);
    if (!rate.find()) {
      throw new IOException(command.get(0) + " gives no rate: " + said);
    }
    double unit =
        switch (rate.group(2)) {
          case "k" -> 1e3;
          case "M" -> 1e6;
          default -> 1e9;
        };
    return Double.parseDouble(rate.group(1)) * unit;
  }
}
