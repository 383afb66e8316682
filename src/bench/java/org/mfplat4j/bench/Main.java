package org.mfplat4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Runs the benchmark of file reads: {@code Main short|full FOLDER NATIVE_WORKER}. Leaves {@code
 * file-reads.md} and its plots in the folder.
 */
final class Main {
  private static final FileReads.Options SHORT = new FileReads.Options(256L << 20, 5, 250);
  private static final FileReads.Options FULL = new FileReads.Options(1L << 30, 7, 500);

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    boolean full = arguments[0].equals("full");
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    FileReads.Options options = full ? FULL : SHORT;
    Collection<Workload> workloads = full ? Goals.workloads() : Goals.fewWorkloads();
    List<Measurements> all = new ArrayList<>();
    try (FileReads reads = new FileReads(options, folder, Path.of(arguments[2]))) {
      for (Workload workload : workloads) {
        System.out.println("measuring: " + workload);
        all.add(reads.measure(workload));
      }
    }
    Report report = new Report();
    report.machine(options);
    report.goals(Goals.all(), all);
    all.forEach(report::workload);
    report.writeTo(folder.resolve("file-reads.md"));
    Plots.write(all, folder);
    System.out.println(Files.readString(folder.resolve("file-reads.md")));
  }
}
