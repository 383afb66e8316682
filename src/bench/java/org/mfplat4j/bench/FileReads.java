package org.mfplat4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which contender reads a file how fast? All take turns within one run, in a random order in each
 * round, so that whatever else the machine does strikes all of them; what is compared are the
 * ratios of each round.
 */
final class FileReads implements AutoCloseable {
  /** A warm-up ends when two runs in a row differ by less than this. */
  private static final double STEADY = 0.15;

  private static final int MOST_WARM_UPS = 8;

  /** The same functions that this library binds, called by C++. */
  static final String OVER_MEDIA_FOUNDATION = "C++ Media Foundation";

  private static final List<String> NATIVE_NAMES =
      List.of(OVER_MEDIA_FOUNDATION, "C ring", "C two rings", "C pread", "C pread threads");

  /** The contenders in the order in which tables and plots have them. */
  static final List<String> NAMES =
      Stream.concat(Contender.inJava().keySet().stream(), NATIVE_NAMES.stream()).toList();

  private final Options options;
  private final Path file;
  private final List<RemoteContender> contenders = new ArrayList<>();
  private final RemoteContender lock;
  private final Random order = new Random();

  /**
   * How thorough a run is.
   *
   * @param fileBytes the size of the file, a whole number of MiB
   * @param rounds how often each contender takes its turn
   * @param millis how long a turn is
   */
  record Options(long fileBytes, int rounds, long millis) {}

  /** On Linux: everybody. The natives are in a folder of their own. */
  static FileReads onLinux(Options options, Path folder, Path natives) throws IOException {
    FileReads reads = new FileReads(options, folder, natives);
    for (String name : Contender.inJava().keySet()) {
      reads.add(name, javaCommand(name, Worker.class));
    }
    for (String name : NATIVE_NAMES) {
      String program = name.equals(OVER_MEDIA_FOUNDATION) ? "mf_worker" : "read_worker";
      reads.add(name, List.of(natives.resolve(program).toString()));
    }
    return reads;
  }

  /** On Wine: C++ over its Media Foundation, and this library on a Windows JVM. */
  static FileReads onWine(Options options, Path folder, Path natives, Path windowsNatives)
      throws IOException {
    FileReads reads = new FileReads(options, folder, natives);
    reads.add(
        OVER_MEDIA_FOUNDATION, List.of("wine", windowsNatives.resolve("mf_worker.exe").toString()));
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(":"))
            .map(entry -> "Z:" + Path.of(entry).toAbsolutePath())
            .collect(Collectors.joining(";"));
    reads.add(
        "mfplat4j uring",
        List.of("wine", "target/wine/jre/bin/java.exe", "-cp", classPath, Worker.class.getName()));
    return reads;
  }

  private FileReads(Options options, Path folder, Path natives) throws IOException {
    this.options = options;
    this.file = makeFile(folder.resolve("data.bin"), options.fileBytes()).toAbsolutePath();
    this.lock =
        new RemoteContender("lock", List.of(natives.resolve("read_worker").toString()), file);
    // Answered when the file is in memory.
    lock.open(Workload.cached(1, 1, Workload.Pattern.RANDOM, Workload.Mode.CHAINED))
        .ifPresent(System.err::println);
  }

  private void add(String name, List<String> command) throws IOException {
    contenders.add(new RemoteContender(name, command, file));
  }

  /** Measures one workload with everybody who can run it. */
  Measurements measure(Workload workload) throws IOException {
    return measure(workload, NAMES);
  }

  /** As above, with some of them. */
  Measurements measure(Workload workload, List<String> names) throws IOException {
    Measurements measurements = new Measurements(workload);
    List<RemoteContender> ready = new ArrayList<>();
    for (RemoteContender contender : contenders) {
      if (!names.contains(contender.name())) {
        continue;
      }
      Optional<String> refusal = contender.open(workload);
      if (refusal.isPresent()) {
        measurements.refuse(contender.name(), refusal.get());
      } else {
        warmUp(contender);
        ready.add(contender);
      }
    }
    for (int round = 0; round < options.rounds(); round++) {
      Collections.shuffle(ready, order);
      for (RemoteContender contender : ready) {
        measurements.add(contender.name(), contender.run(options.millis()));
      }
    }
    for (RemoteContender contender : ready) {
      contender.leave();
    }
    return measurements;
  }

  private void warmUp(RemoteContender contender) throws IOException {
    double before = 0;
    for (int i = 0; i < MOST_WARM_UPS; i++) {
      double now = contender.run(options.millis()).operationsPerSecond();
      if (before > 0 && Math.abs(now / before - 1) < STEADY) {
        return;
      }
      before = now;
    }
    System.err.println(contender.name() + " did not become steady in " + MOST_WARM_UPS + " runs");
  }

  /** The file that everybody reads. */
  Path file() {
    return file;
  }

  /** The JVM of a contender; the engine of ours is in its name, where it is not the first. */
  static List<String> javaCommand(String name, Class<?> program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--enable-native-access=ALL-UNNAMED");
    // What direct buffers may take, whatever the machine's memory: 4 KiB by depth 4096, 1 MiB by
    // 128.
    command.add("-XX:MaxDirectMemorySize=1g");
    if (name.startsWith("mfplat4j ")) {
      command.add("-Dorg.mfplat4j.engine=" + (name.endsWith(" threads") ? "threads" : "uring"));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return command;
  }

  /** Random bytes: no file system can store them in less than they are. */
  private static Path makeFile(Path path, long size) throws IOException {
    if (Files.exists(path) && Files.size(path) == size) {
      return path;
    }
    byte[] chunk = new byte[1 << 20];
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      Random random = new Random(1);
      for (long written = 0; written < size; written += chunk.length) {
        random.nextBytes(chunk);
        channel.write(ByteBuffer.wrap(chunk));
      }
      channel.force(true);
    }
    return path;
  }

  @Override
  public void close() throws IOException {
    for (RemoteContender contender : contenders) {
      contender.close();
    }
    lock.close();
  }
}
