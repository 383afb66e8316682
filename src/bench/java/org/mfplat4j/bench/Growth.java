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
  private static final List<Integer> FEW_DEPTHS = List.of(1, 32, 4096);
  private static final List<Integer> FEW_STREAMS = List.of(1, 1000);
  private static final List<String> OURS = List.of("mfplat4j uring", "mfplat4j threads");
  private static final List<String> WITH_PEER =
      List.of("mfplat4j uring", "mfplat4j threads", "AFC fixed");
  private static final double FLAT = 1.1;
  private static final int BLOCK = 4096;
  private static final int DEPTH_OF_MANY_STREAMS = 32;

  private final Map<Integer, Measurements> byDepth = new TreeMap<>();
  private final Map<Integer, Measurements> byStreams = new TreeMap<>();
  private final List<String> memory = new ArrayList<>();

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
      growth.measureMemory(reads, contender);
    }
    return growth;
  }

  private static Workload workload(int depth) {
    return Workload.cached(BLOCK, depth, Workload.Pattern.RANDOM, Workload.Mode.CHAINED);
  }

  private void measureMemory(FileReads reads, String contender) throws IOException {
    List<String> command = new ArrayList<>(FileReads.javaCommand(contender, PendingMemory.class));
    command.addAll(1, PendingMemory.jvmArguments());
    command.add(reads.file().toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader answers = process.inputReader(StandardCharsets.US_ASCII)) {
      answers.lines().filter(line -> line.startsWith("pending ")).forEach(memory::add);
    }
  }

  /** The rows of the table of goals. */
  void goals(Report report) {
    for (String contender : OURS) {
      report.add(flatness(contender, "depth", byDepth));
      report.add(flatness(contender, "streams", byStreams));
    }
    for (int i = 0; i < memory.size(); i++) {
      String[] words = memory.get(i).split(" ");
      report.add(bytes(OURS.get(i), "native bytes", 256, Long.parseLong(words[1])));
      report.add(bytes(OURS.get(i), "heap bytes", 128, Long.parseLong(words[2])));
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
  }

  private static void write(
      Report report,
      String what,
      List<String> contenders,
      Map<Integer, Measurements> measured,
      Path folder)
      throws IOException {
    Map<String, Map<Integer, Double>> series = new LinkedHashMap<>();
    report.add("| " + what + " | " + String.join(" | ", contenders) + " |");
    report.add("|---".repeat(contenders.size() + 1) + "|");
    for (Map.Entry<Integer, Measurements> each : measured.entrySet()) {
      List<String> cells = new ArrayList<>();
      for (String contender : contenders) {
        double cpu = cpu(each.getValue(), contender);
        series.computeIfAbsent(contender, name -> new TreeMap<>()).put(each.getKey(), cpu);
        cells.add(String.format(Locale.ROOT, "%.2f", cpu));
      }
      report.add("| " + each.getKey() + " | " + String.join(" | ", cells) + " |");
    }
    report.add("");
    Plots.growth("CPU a read by " + what, what, "µs", series, folder.resolve("growth-" + what));
  }
}
