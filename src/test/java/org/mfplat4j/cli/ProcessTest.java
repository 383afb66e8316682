package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    // No progress bar, since nobody watches.
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
