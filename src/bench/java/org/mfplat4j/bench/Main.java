package org.mfplat4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the benchmark: {@code Main short|full FOLDER NATIVES WINDOWS_NATIVES}. Leaves {@code
 * benchmarks.md} and its plots in the folder. The part on Wine is left out, and said to be, where
 * the Windows side was not built.
 */
final class Main {
  private static final FileReads.Options SHORT = new FileReads.Options(256L << 20, 5, 200);
  private static final FileReads.Options FULL = new FileReads.Options(1L << 30, 7, 500);

  private Main() {}

  public static void main(String[] arguments) throws IOException, RunnerException {
    boolean full = arguments[0].equals("full");
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    Path natives = Path.of(arguments[2]);
    Path windowsNatives = Path.of(arguments[3]);
    FileReads.Options options = full ? FULL : SHORT;
    Report report = new Report();
    report.machine(options);

    System.out.println("measuring: crossings and dispatch");
    Microbenchmarks microbenchmarks = Microbenchmarks.run(full);
    List<Measurements> onLinux;
    Growth growth;
    String streaming;
    try (FileReads reads = FileReads.onLinux(options, folder, natives)) {
      onLinux = measure(reads, full ? Goals.workloads() : Goals.fewWorkloads());
      System.out.println("measuring: growth and streaming");
      growth = Growth.measure(reads, full);
      streaming = Streaming.goal(reads, options.rounds());
    }
    report.beginGoals("Goals");
    report.goals(Goals.all(), onLinux);
    microbenchmarks.goals(report);
    report.add(streaming);
    growth.goals(report);
    report.add("");
    microbenchmarks.table(report);
    growth.write(report, folder);
    report.add("## File reads");
    report.add("");
    for (Measurements measurements : onLinux) {
      report.workload("", measurements);
    }
    Plots.write(onLinux, folder);

    if (Files.exists(windowsNatives.resolve("mf_worker.exe"))) {
      Set<Workload> workloads = new LinkedHashSet<>();
      Goals.onWine().forEach(goal -> workloads.add(goal.workload()));
      List<Measurements> onWine;
      try (FileReads reads = FileReads.onWine(options, folder, natives, windowsNatives)) {
        onWine = measure(reads, workloads);
      }
      report.beginGoals("Goals on Wine");
      report.goals(Goals.onWine(), onWine);
      report.add("");
      for (Measurements measurements : onWine) {
        report.workload("Wine: ", measurements);
      }
    } else {
      report.add("The Windows side was not built (-Pwindows), and so not measured.");
    }
    report.writeTo(folder.resolve("benchmarks.md"));
    System.out.println(Files.readString(folder.resolve("benchmarks.md")));
  }

  private static List<Measurements> measure(FileReads reads, Collection<Workload> workloads)
      throws IOException {
    List<Measurements> all = new ArrayList<>();
    for (Workload workload : workloads) {
      System.out.println("measuring: " + workload);
      all.add(reads.measure(workload));
    }
    return all;
  }
}
