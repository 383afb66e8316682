package org.mfplat4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs the benchmark of file reads: {@code Main short|full FOLDER NATIVES WINDOWS_NATIVES}. Leaves
 * {@code file-reads.md} and its plots in the folder. The part on Wine is left out, and said to be,
 * where the Windows side was not built.
 */
final class Main {
  private static final FileReads.Options SHORT = new FileReads.Options(256L << 20, 5, 250);
  private static final FileReads.Options FULL = new FileReads.Options(1L << 30, 7, 500);

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    boolean full = arguments[0].equals("full");
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    Path natives = Path.of(arguments[2]);
    Path windowsNatives = Path.of(arguments[3]);
    FileReads.Options options = full ? FULL : SHORT;
    Report report = new Report();
    report.machine(options);

    List<Measurements> onLinux;
    try (FileReads reads = FileReads.onLinux(options, folder, natives)) {
      onLinux = measure(reads, full ? Goals.workloads() : Goals.fewWorkloads());
    }
    report.goals("Goals", Goals.all(), onLinux);
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
      report.goals("Goals on Wine", Goals.onWine(), onWine);
      for (Measurements measurements : onWine) {
        report.workload("Wine: ", measurements);
      }
    } else {
      report.add("The Windows side was not built (-Pwindows), and so not measured.");
    }
    report.writeTo(folder.resolve("file-reads.md"));
    System.out.println(Files.readString(folder.resolve("file-reads.md")));
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
