package org.mfplat4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was measured, as Markdown: the goals first, then the figures. */
final class Report {
  private final List<String> lines = new ArrayList<>();

  void machine(FileReads.Options options) throws IOException {
    add("# Benchmarks, side by side");
    add("");
    add(
        String.format(
            Locale.ROOT,
            "%d processors (%s), Linux %s, JDK %s. File reads: a file of %d MiB, locked in memory where it is"
                + " read from the cache; %d rounds of %d ms, contenders in a random order in each;"
                + " page-aligned buffers for everybody.",
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("os.version").replaceAll("-.*", ""),
            System.getProperty("java.version"),
            options.fileBytes() >> 20,
            options.rounds(),
            options.millis()));
    add("");
    add("Figures are medians. Ratios are the medians of the rounds' ratios, with their quartiles.");
    add("");
  }

  /** The head of a table of goals, whose rows follow. */
  void beginGoals(String title) {
    add("## " + title);
    add("");
    add("| # | workload | contender | measure | goal | reached | quartiles | |");
    add("|---|---|---|---|---|---|---|---|");
  }

  /** A row for each goal, also for those whose workload was left out. */
  void goals(Iterable<Goal> goals, List<Measurements> all) {
    for (Goal goal : goals) {
      Measurements measured =
          all.stream()
              .filter(measurements -> measurements.workload().equals(goal.workload()))
              .findFirst()
              .orElseGet(() -> new Measurements(goal.workload()));
      add(goal.row(measured));
    }
  }

  void workload(String title, Measurements measurements) {
    add("### " + title + measurements.workload());
    add("");
    add(
        "| contender | k reads/s | GB/s | p50 µs | p99 µs | CPU µs a read | heap bytes a read |"
            + " by AFC fixed |");
    add("|---|---|---|---|---|---|---|---|");
    double gigabytes = measurements.workload().block() / 1e9;
    for (String contender : measurements.contenders()) {
      add(
          String.join(
              " | ",
              "| " + contender,
              cell(measurements, contender, sample -> sample.operationsPerSecond() / 1e3, "%.1f"),
              cell(
                  measurements,
                  contender,
                  sample -> sample.operationsPerSecond() * gigabytes,
                  "%.2f"),
              cell(measurements, contender, sample -> sample.p50() / 1e3, "%.1f"),
              cell(measurements, contender, sample -> sample.p99() / 1e3, "%.1f"),
              cell(measurements, contender, Sample::cpuMicrosPerOperation, "%.2f"),
              cell(measurements, contender, Sample::bytesPerOperation, "%.0f"),
              measurements
                      .ratio(contender, "AFC fixed", Sample::operationsPerSecond)
                      .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio.median()))
                      .orElse("")
                  + " |"));
    }
    measurements
        .refusals()
        .forEach(
            (contender, reason) -> add("| " + contender + " | – " + reason + " | | | | | | |"));
    add("");
  }

  void add(String line) {
    lines.add(line);
  }

  void writeTo(Path file) throws IOException {
    Files.write(file, lines);
  }

  private static String cell(
      Measurements measurements, String contender, ToDoubleFunction<Sample> value, String format) {
    double median = measurements.of(contender, value).orElseThrow().median();
    return Double.isNaN(median) ? "" : String.format(Locale.ROOT, format, median);
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
