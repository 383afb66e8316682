package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.TestPlatform;

/**
 * What only a process of its own can show: the exit code, file descriptors, options read at
 * loading.
 */
class ProcessTest {
  private static final int LIMIT_SECONDS = 60;

  @TempDir private Path folder;

  /** What a process did; {@code out} has a character for each byte. */
  private record Result(int exitCode, String out, String err) {}

  @ParameterizedTest
  @CsvSource({"--engine=uring info, uring", "info --engine=THREADS, threads"})
  void theEngineCanBeChosen(String args, String engine) throws Exception {
    Result result = run(List.of(), args.split(" "));

    assertThat(CommandLineRun.figure(result.out(), "engine"))
        .isEqualTo(TestPlatform.isPortable() ? engine : "mfplat");
  }

  @Test
  void standardOutputIsBinaryClean() throws Exception {
    Path file = Files.write(folder.resolve("file"), Pattern.bytes(1_000_003));

    Result result = run(List.of(), "read", file.toString(), "-o", "-", "-b", "4K");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out().getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo(Pattern.bytes(1_000_003));
    // No progress bar, since there is no terminal.
    assertThat(result.err()).doesNotContain("\rread").contains("sha256: ");
  }

  @Test
  void theExitCodeReachesTheShell() throws Exception {
    assertThat(run(List.of(), "read", folder.resolve("missing").toString()).exitCode())
        .isEqualTo(1);
    assertThat(run(List.of(), "read").exitCode()).isEqualTo(2);
  }

  @Test
  void aPlatformThatIsNotSupportedIsTheCauseInOneLine() throws Exception {
    Result result = run(List.of("-Dos.arch=sparc"), "info");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("mfplat4j: ").doesNotContain("engine: ");
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .startsWith("mfplat4j: Media Foundation is not available: ")
        .contains("sparc");
  }

  @Test
  void buffersForWhichThereIsNoMemoryAreToldWithWhatHelps() throws Exception {
    Path file = folder.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(64L << 20);
    }

    Result result =
        run(List.of("-XX:MaxDirectMemorySize=8m"), "read", file.toString(), "--depth", "64");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .startsWith("mfplat4j: no memory for 65 buffers of 1048576 bytes")
        .contains("--block-size");
  }

  @Test
  @Tag("linux-only")
  void figuresThatCannotBeWrittenAreAnError() throws Exception {
    Path file = Files.write(folder.resolve("file"), Pattern.bytes(10));
    ProcessBuilder builder = builder(List.of(), "read", file.toString());
    builder.redirectOutput(new File("/dev/full"));

    Result result = finish(builder);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).startsWith("mfplat4j: standard output cannot be written");
  }

  /** How a program is asked to end. */
  @ParameterizedTest
  @Tag("linux-only")
  @CsvSource({"TERM, copy", "INT, copy", "HUP, copy", "TERM, read"})
  void aSignalLeavesTheOldFileAndNoOther(String signal, String command) throws Exception {
    Path work = Files.createDirectory(folder.resolve("work"));
    Path source = Files.write(work.resolve("source"), Pattern.bytes(30_000_000));
    Path target = Files.write(work.resolve("target"), new byte[10]);
    // So many blocks that it is still at work when the signal comes.
    List<String> slowly = List.of("-b", "16", "-d", "1", "--force");
    List<String> arguments = new ArrayList<>(List.of(command, source.toString()));
    arguments.addAll(command.equals("copy") ? List.of() : List.of("--output"));
    arguments.add(target.toString());
    arguments.addAll(slowly);
    ProcessBuilder builder = builder(List.of(), arguments.toArray(String[]::new));
    // A shell without job control lets its children ignore SIGINT.
    builder.command().addAll(0, List.of("env", "--default-signal=INT"));
    builder.redirectOutput(folder.resolve("stdout").toFile());
    Process process = builder.start();
    try {
      Awaitility.await()
          .atMost(LIMIT_SECONDS, TimeUnit.SECONDS)
          .until(() -> sizeOfPart(work) > 0 || !process.isAlive());
      assertThat(process.isAlive()).as(Files.readString(folder.resolve("stderr"))).isTrue();
      String pid = Long.toString(process.pid());
      assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isGreaterThan(128);
    assertThat(target).hasBinaryContent(new byte[10]);
    assertThat(work.toFile().list()).containsExactlyInAnyOrder("source", "target");
  }

  private static long sizeOfPart(Path folder) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".mfplat4j-*.tmp")) {
      for (Path part : parts) {
        return Files.size(part);
      }
    }
    return 0;
  }

  @ParameterizedTest
  @Tag("linux-only")
  @ValueSource(strings = {"copy", "read"})
  void aFullDiskLeavesTheOldFileAndNoOther(String command) throws Exception {
    Path work = Files.createDirectory(folder.resolve("work"));
    Path source = Files.write(work.resolve("source"), Pattern.bytes(3_000_000));
    Path target = Files.write(work.resolve("target"), new byte[10]);
    ProcessBuilder builder =
        command.equals("copy")
            ? builder(List.of(), "copy", "-f", source.toString(), target.toString())
            : builder(List.of(), "read", "-f", source.toString(), "-o", target.toString());
    // A limit for files, in kilobytes, stands for the disk: everybody may set one.
    builder.command().addAll(0, List.of("bash", "-c", "ulimit -f 2000; exec \"$@\"", "-"));
    builder.redirectOutput(folder.resolve("stdout").toFile());

    Result result = finish(builder);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
    assertThat(result.err()).startsWith("mfplat4j: ");
    assertThat(target).hasBinaryContent(new byte[10]);
    assertThat(work.toFile().list()).containsExactlyInAnyOrder("source", "target");
  }

  @ParameterizedTest
  @Tag("linux-only")
  @ValueSource(strings = {"POSIX", "C.UTF-8"})
  void aFileMayHaveAnyName(String locale) throws Exception {
    Path names = Files.createDirectory(folder.resolve("names"));
    // A shell makes the name, which this JVM's own encoding may not know.
    String script =
        "printf abc >\"$0/$(printf '\\303\\244\\344?')\"; LC_ALL="
            + locale
            + " exec \"$@\" read \"$0\"/*";
    ProcessBuilder builder = builder(List.of());
    builder.command().addAll(0, List.of("bash", "-c", script, names.toString()));
    builder.redirectOutput(folder.resolve("stdout").toFile());

    Result result = finish(builder);

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(CommandLineRun.figure(result.out(), "bytes")).isEqualTo("3");
  }

  @Test
  void aNameBeyondTheCodePageIsThatOfTheFile() throws Exception {
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding"));
    assumeTrue(
        TestPlatform.isWindowsLike() || names.newEncoder().canEncode("日"),
        () -> "the locale's encoding " + names + " has no bytes for the name");
    Path file = Files.write(folder.resolve("日本 x.bin"), Pattern.bytes(10));
    // What the launcher would take for the other, if it took its question marks for wildcards.
    Files.write(folder.resolve("ab x.bin"), Pattern.bytes(20));

    Result result = run(List.of(), "read", file.toString());

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(CommandLineRun.figure(result.out(), "bytes")).isEqualTo("10");
    Result missing = run(List.of(), "read", folder.resolve("日 x.bin").toString());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).containsAnyOf("日 x.bin", "\\u65e5 x.bin");
  }

  @Test
  @Tag("windows-only")
  void aWildcardIsNoName() throws Exception {
    Files.write(folder.resolve("one.bin"), Pattern.bytes(10));

    Result result = run(List.of(), "read", folder + "\\*.bin");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("*.bin' is not a path").contains("wildcards");
  }

  private Result run(List<String> options, String... args) throws Exception {
    ProcessBuilder builder = builder(options, args);
    builder.redirectOutput(folder.resolve("stdout").toFile());
    return finish(builder);
  }

  private ProcessBuilder builder(List<String> options, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String common = System.getProperty("mfplat4j.test.jvm.args", "").strip();
    if (!common.isEmpty()) {
      command.addAll(List.of(common.split(" +")));
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile());
  }

  private Result finish(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("not done after " + LIMIT_SECONDS + " s: " + builder.command());
    }
    Path out = folder.resolve("stdout");
    String text = Files.exists(out) ? Files.readString(out, StandardCharsets.ISO_8859_1) : "";
    String error = Files.readString(folder.resolve("stderr"));
    // On Wine the files of a process that has ended are in use for a little longer.
    Limits.eventually(
        () ->
            assertThatCode(
                    () -> {
                      Files.deleteIfExists(out);
                      Files.deleteIfExists(folder.resolve("stderr"));
                    })
                .doesNotThrowAnyException());
    return new Result(process.exitValue(), text, error);
  }
}
