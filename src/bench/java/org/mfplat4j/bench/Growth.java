package org.mfplat4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How the cost of a read grows with what else is going on: the depth, and the open streams. */
final class Growth {
  private static final List<Integer> DEPTHS = List.of(1, 4, 32, 128, 1024, 4096);
  private static final List<Integer> STREAMS = List.of(1, 10, 100, 1000);
  // Fewer are less than what a process takes now and then for itself.
  private static final List<Integer> PENDING = List.of(1024, 4096, 16_384, 65_536, 200_000);
  private static final List<Integer> FEW_DEPTHS = List.of(1, 32, 4096);
  private static final List<Integer> FEW_STREAMS = List.of(1, 1000);
  private static final List<String> OURS = List.of("mfplat4j uring", "mfplat4j threads");
  private static final List<String> WITH_PEER =
      List.of("mfplat4j uring", "mfplat4j threads", "AFC fixed");
  private static final String NATIVE = "native bytes";
  private static final String HEAP = "heap bytes";
  private static final double FLAT = 1.1;
  private static final int BLOCK = 4096;
  private static final int DEPTH_OF_MANY_STREAMS = 32;

  private final Map<Integer, Measurements> byDepth = new TreeMap<>();
  private final Map<Integer, Measurements> byStreams = new TreeMap<>();
  // Bytes by contender and part, and by how many reads are pending.
  private final Map<String, Map<Integer, Double>> memory = new LinkedHashMap<>();

  static Growth measure(FileReads reads, boolean full) throws IOException {
    Growth growth = new Growth();
    for (int depth : full ? DEPTHS : FEW_DEPTHS) {
      growth.byDepth.put(depth, reads.measure(workload(depth), WITH_PEER));
    }
    for (int streams : full ? STREAMS : FEW_STREAMS) {
      growth.byStreams.put(
          streams, reads.measure(workload(DEPTH_OF_MANY_STREAMS).withStreams(streams), OURS));
    }
    for (String contender : OURS) {
      for (int pending : PENDING) {
        growth.measureMemory(reads, contender, pending);
      }
    }
    return growth;
  }

  private static Workload workload(int depth) {
    return Workload.cached(BLOCK, depth, Workload.Pattern.RANDOM, Workload.Mode.CHAINED);
  }

  private void measureMemory(FileReads reads, String contender, int pending) throws IOException {
    List<String> command = new ArrayList<>(FileReads.javaCommand(contender, PendingMemory.class));
    command.addAll(1, PendingMemory.jvmArguments());
    command.add(reads.file().toString());
    command.add(Integer.toString(pending));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader answers = process.inputReader(StandardCharsets.US_ASCII)) {
      String[] words =
          answers
              .lines()
              .filter(line -> line.startsWith("pending "))
              .findFirst()
              .orElseThrow()
              .split(" ");
      bytes(contender, NATIVE).put(pending, Double.valueOf(words[1]));
      bytes(contender, HEAP).put(pending, Double.valueOf(words[2]));
    }
  }

  private Map<Integer, Double> bytes(String contender, String part) {
    return memory.computeIfAbsent(contender + ", " + part, name -> new TreeMap<>());
  }

  /** The rows of the table of goals. */
  void goals(Report report) {
    for (String contender : OURS) {
      report.add(flatness(contender, "depth", byDepth));
      report.add(flatness(contender, "streams", byStreams));
    }
    int most = PENDING.get(PENDING.size() - 1);
    for (String contender : OURS) {
      report.add(bytes(contender, NATIVE, 256, bytes(contender, NATIVE).get(most)));
      report.add(bytes(contender, HEAP, 128, bytes(contender, HEAP).get(most)));
    }
  }

  private static String bytes(String contender, String measure, double limit, double value) {
    return Goal.row(
        "memory",
        "a pending read",
        contender,
        measure,
        false,
        limit,
        Optional.of(Quartiles.of(value)));
  }

  /** The dearest of all by the cheapest. */
  private static String flatness(
      String contender, String what, Map<Integer, Measurements> measured) {
    double[] costs = measured.values().stream().mapToDouble(m -> cpu(m, contender)).toArray();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (double cost : costs) {
      least = Math.min(least, cost);
      most = Math.max(most, cost);
    }
    double ratio = most / least;
    return Goal.row(
        "growth",
        "cached 4 KiB random, " + what + " " + measured.keySet(),
        contender,
        "greatest CPU a read by the least",
        false,
        FLAT,
        Optional.of(Quartiles.of(ratio)));
  }

  private static double cpu(Measurements measurements, String contender) {
    return measurements.of(contender, Sample::cpuMicrosPerOperation).orElseThrow().median();
  }

  void write(Report report, Path folder) throws IOException {
    report.add("## Growth");
    report.add("");
    report.add("CPU µs a read, cached 4 KiB random, chained.");
    report.add("");
    write(report, "depth", WITH_PEER, byDepth, folder);
    write(report, "streams", OURS, byStreams, folder);
    report.add("Memory of a pending read, in bytes, by how many are pending.");
    report.add("");
    table(report, "pending", "%.0f", memory);
    Plots.growth(
        "Memory of a pending read", "pending", "bytes", memory, folder.resolve("growth-memory"));
  }

  private static void write(
      Report report,
      String what,
      List<String> contenders,
      Map<Integer, Measurements> measured,
      Path folder)
      throws IOException {
    Map<String, Map<Integer, Double>> series = new LinkedHashMap<>();
    for (String contender : contenders) {
      Map<Integer, Double> costs = new TreeMap<>();
      measured.forEach((count, measurements) -> costs.put(count, cpu(measurements, contender)));
      series.put(contender, costs);
    }
    table(report, what, "%.2f", series);
    Plots.growth("CPU a read by " + what, what, "µs", series, folder.resolve("growth-" + what));
  }

  /** A line for each count, which all series have; a column for each series. */
  private static void table(
      Report report, String what, String format, Map<String, Map<Integer, Double>> series) {
    report.add("| " + what + " | " + String.join(" | ", series.keySet()) + " |");
    report.add("|---".repeat(series.size() + 1) + "|");
    for (int count : series.values().iterator().next().keySet()) {
      List<String> cells = new ArrayList<>();
      for (Map<Integer, Double> each : series.values()) {
        cells.add(String.format(Locale.ROOT, format, each.get(count)));
      }
      report.add("| " + count + " | " + String.join(" | ", cells) + " |");
    }
    report.add("");
  }
}
