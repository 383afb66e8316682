package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mfplat4j.internal.jni.NativeLibrary;

/**
 * A JVM of its own, of the same kind as this one, for what ends a process or can be seen only while
 * a process starts. Bounded: one that hangs is killed, and the test fails.
 */
public final class ChildJvm {
  /** Long enough for a JVM to start under Wine on a busy machine. */
  private static final long LIMIT_SECONDS = 60 + 5 * Limits.EVENTUALLY.toSeconds();

  /**
   * How a child ended.
   *
   * @param output what it wrote to standard output and standard error
   * @param endedAtMillis when it was seen to have ended, in milliseconds since the epoch
   */
  public record Ended(int exitCode, String output, long endedAtMillis) {}

  private final Path folder;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private List<Path> classPath = ownClassPath();

  /** The class path of this JVM; absolute, since a child works in a folder of its own. */
  public static List<Path> ownClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }

  /** A child that works in this folder; what it leaves there of a crash fails the test. */
  public ChildJvm(Path folder) {
    this.folder = folder;
    String given = System.getProperty("mfplat4j.test.jvm.args", "").trim();
    if (!given.isEmpty()) {
      arguments.addAll(List.of(given.split("\\s+")));
    }
    String engine = System.getProperty(NativeLibrary.ENGINE_PROPERTY);
    if (engine != null) {
      property(NativeLibrary.ENGINE_PROPERTY, engine);
    }
    arguments.add("-XX:ErrorFile=" + folder.resolve("hs_err_child.log"));
    // What is unusual here must be seen: the JVM's messages in English.
    property("user.language", "en");
  }

  public ChildJvm property(String name, String value) {
    arguments.add("-D" + name + "=" + value);
    return this;
  }

  public ChildJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** An option of the JVM itself. */
  public ChildJvm option(String option) {
    arguments.add(option);
    return this;
  }

  public ChildJvm classPath(List<Path> entries) {
    classPath = List.copyOf(entries);
    return this;
  }

  /** Runs a main class to its end. */
  public Ended run(Class<?> main, String... mainArguments) throws Exception {
    Optional<Ended> ended = tryRun(main, mainArguments);
    assertThat(ended)
        .as(
            "the child ends within %d s; it wrote: %s",
            LIMIT_SECONDS, Files.readString(output(), Charset.defaultCharset()))
        .isPresent();
    return ended.orElseThrow();
  }

  /** As {@link #run}; empty when the process had to be ended, since it did not by itself. */
  public Optional<Ended> tryRun(Class<?> main, String... mainArguments) throws Exception {
    Path output = output();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    command.add(main.getName());
    command.addAll(List.of(mainArguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    long endedAtMillis = System.currentTimeMillis();
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String text = Files.readString(output, Charset.defaultCharset());
    assertNoCrash(text);
    return ended
        ? Optional.of(new Ended(process.exitValue(), text, endedAtMillis))
        : Optional.empty();
  }

  private Path output() {
    return folder.resolve("output.txt");
  }

  private void assertNoCrash(String output) throws IOException {
    assertThat(output)
        .doesNotContain("A fatal error has been detected")
        .doesNotContain("FATAL ERROR in native method")
        .doesNotContain("WARNING in native method");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("hs_err") || name.startsWith("core"));
    }
  }
}
