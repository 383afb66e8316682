package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.testing.Pattern;

/** The command as its users see it: arguments in, exit code and text out. */
class ReadCommandTest {
  private static final int BLOCK = 4096;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    // Empty, one byte, a byte more and less than a block, blocks exactly, larger than the file.
    "0, 4096, 4",
    "1, 4096, 4",
    "4095, 4096, 4",
    "4096, 4096, 4",
    "4097, 4096, 4",
    "40960, 4096, 4",
    "1000000, 1M, 4",
    "1000000, 1G, 4096",
    // Depths and odd sizes.
    "300000, 4096, 1",
    "300000, 4096, 64",
    "300000, 4096, 4096",
    "10000, 1, 64",
    "300001, 1009, 3",
    "9000000, 64K, 2",
    "9000000, 1MiB, 64"
  })
  void bytesAndDigestAreThoseOfTheFile(int length, String blockSize, int depth) throws Exception {
    Path file = file(length);

    CommandLineRun run =
        CommandLineRun.of("read", file, "--block-size=" + blockSize, "--depth=" + depth);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.figure("bytes")).isEqualTo(Integer.toString(length));
    assertThat(run.figure("sha256")).isEqualTo(sha256(Pattern.bytes(length)));
  }

  @Test
  void figuresAreOneALine() throws Exception {
    CommandLineRun run = CommandLineRun.of("read", file(100_000));

    assertThat(run.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("bytes:  100000"),
            line -> assertThat(line).matches("time:   \\d+\\.\\d{6} s"),
            line -> assertThat(line).matches("rate:   \\d+\\.\\d{3} [kMG]?B/s"),
            line -> assertThat(line).matches("sha256: [0-9a-f]{64}"));
  }

  @Test
  void noHashLeavesTheDigestOut() throws Exception {
    CommandLineRun run = CommandLineRun.of("read", "--no-hash", file(3 * BLOCK + 1), "-b", BLOCK);

    assertThat(run.exitCode()).isZero();
    assertThat(run.figure("bytes")).isEqualTo("12289");
    assertThat(run.figure("rate")).isNotNull();
    assertThat(run.figure("sha256")).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK, 10 * BLOCK, 1_000_003})
  void outputIsACopy(int length) throws Exception {
    Path file = file(length);
    Path copy = folder.resolve("copy");

    CommandLineRun run =
        CommandLineRun.of("read", file, "--output", copy, "-b", BLOCK, "--depth", 16);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(copy).hasSameBinaryContentAs(file);
    assertThat(run.figure("sha256")).isEqualTo(sha256(Pattern.bytes(length)));
  }

  @Test
  void outputReplacesAFileOnlyByForce() throws Exception {
    Path copy = Files.write(folder.resolve("copy"), new byte[50_000]);

    assertFailed(CommandLineRun.of("read", file(10_000), "-o", copy), "the output exists; --force");
    assertThat(copy).hasBinaryContent(new byte[50_000]);

    CommandLineRun run = CommandLineRun.of("read", file(10_000), "--no-hash", "-f", "-o", copy);

    assertThat(run.exitCode()).isZero();
    assertThat(Files.readAllBytes(copy)).isEqualTo(Pattern.bytes(10_000));
  }

  @Test
  void standardOutputGetsTheBytesAloneAndStandardErrorTheFigures() throws Exception {
    CommandLineRun run = CommandLineRun.of("read", file(1_000_003), "-o", "-", "-b", "64K");

    assertThat(run.exitCode()).isZero();
    assertThat(run.bytes().toByteArray()).isEqualTo(Pattern.bytes(1_000_003));
    assertThat(run.out()).isEmpty();
    assertThat(CommandLineRun.figure(run.err(), "sha256"))
        .isEqualTo(sha256(Pattern.bytes(1_000_003)));
  }

  @Test
  void outputOverTheInputIsRefusedAndTheInputStays() throws Exception {
    Path file = file(10_000);

    CommandLineRun run =
        CommandLineRun.of("read", file, "-o", folder.resolve(".").resolve(file.getFileName()));

    assertFailed(run, "the output is the very file that is to be read");
    assertThat(Files.readAllBytes(file)).isEqualTo(Pattern.bytes(10_000));
  }

  @Test
  @Tag("linux-only") // Links need a privilege on Windows.
  void outputThroughALinkToTheInputIsRefused() throws Exception {
    Path file = file(10_000);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    assertFailed(CommandLineRun.of("read", file, "-o", link), "the very file");
    assertThat(Files.readAllBytes(file)).isEqualTo(Pattern.bytes(10_000));
  }

  @Test
  void aMissingFileIsToldByNameAndLeavesNoOutput() {
    Path copy = folder.resolve("copy");

    CommandLineRun run = CommandLineRun.of("read", folder.resolve("missing.bin"), "-o", copy);

    assertFailed(run, "NoSuchFile: ");
    assertThat(run.err()).contains("missing.bin").contains("ERROR_FILE_NOT_FOUND");
    assertThat(copy).doesNotExist();
  }

  @Test
  void aDirectoryIsRefused() {
    assertFailed(CommandLineRun.of("read", folder), "is a directory");
  }

  @Test
  @Tag("linux-only")
  void aFileThatSaysItIsEmptyIsReadToItsEnd() throws Exception {
    byte[] expected = Files.readAllBytes(Path.of("/proc/version"));

    CommandLineRun run = CommandLineRun.of("read", "/proc/version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.figure("bytes")).isEqualTo(Integer.toString(expected.length));
    assertThat(run.figure("sha256")).isEqualTo(sha256(expected));
  }

  @Test
  @Tag("linux-only")
  void aPipeIsRefusedByWhatItIs() {
    assertFailed(CommandLineRun.of("read", "/dev/null"), "a device, not a file");
  }

  @Test
  void standardInputIsRefusedWithTheReason() {
    CommandLineRun run = CommandLineRun.of("read", "-");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errorLines())
        .singleElement()
        .asString()
        .contains("standard input, which has no length and no position");
  }

  @Test
  void anOutputThatIsNotCompleteDoesNotAppear() throws Exception {
    Path copy = Files.write(folder.resolve("copy"), new byte[10]);
    Path file = file(1_000_000);

    CommandLineRun run;
    try (var interrupter = new CopyCommandTest.Interrupter(Thread.currentThread())) {
      // So many blocks that it is still at work when the interruption comes.
      run = CommandLineRun.of("read", file, "-f", "-o", copy, "-b", 16);
    }

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(copy).hasBinaryContent(new byte[10]);
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void anOutputThatCannotBeOpenedFails() throws Exception {
    Path file = file(10);

    assertFailed(CommandLineRun.of("read", file, "-o", folder), folder.toString());
    assertFailed(
        CommandLineRun.of("read", file, "-o", folder.resolve("missing").resolve("copy")),
        "NoSuchFile: ");
  }

  @Test
  void anOutputThatFailsInTheMiddleEndsTheReading() throws Exception {
    OutputStream full =
        new OutputStream() {
          private int room = 10 * BLOCK;

          @Override
          public void write(int b) {
            throw new AssertionError("byte by byte");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            room -= length;
            if (room < 0) {
              throw new IOException("no room");
            }
          }
        };

    CommandLineRun run =
        CommandLineRun.into(full, "read", file(1_000_000), "-o", "-", "-b", BLOCK, "-d", 64);

    assertFailed(run, "standard output: no room");
  }

  @Test
  @Tag("linux-only")
  void aFullDiskIsToldWithItsName() throws Exception {
    assertFailed(
        CommandLineRun.of("read", file(1_000_000), "-o", "/dev/full", "-b", BLOCK),
        "/dev/full: No space left on device");
  }

  @Test
  @Tag("linux-only") // Wine's streams let no other write meanwhile.
  void aFileThatChangedIsWarnedOf() throws Exception {
    Path file = file(100 * BLOCK);
    OutputStream growing =
        new OutputStream() {
          private boolean done;

          @Override
          public void write(int b) {
            throw new AssertionError("byte by byte");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!done) {
              done = true;
              Files.write(file, Pattern.bytes(120 * BLOCK + 5));
            }
          }
        };

    CommandLineRun run = CommandLineRun.into(growing, "read", file, "-o", "-", "-b", BLOCK);

    assertThat(run.exitCode()).isZero();
    assertThat(run.errorLines().get(0))
        .startsWith("mfplat4j: warning: ")
        .contains("changed while it was read, from " + 100 * BLOCK + " to ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "4097", "x", "1.5", "99999999999"})
  void depthsOutOfBoundsAreUsageErrors(String depth) {
    CommandLineRun run = CommandLineRun.of("read", "any", "--depth=" + depth);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errorLines()).singleElement().asString().contains("--depth").contains(depth);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1MB", "2G", "many"})
  void badBlockSizesAreUsageErrors(String size) {
    CommandLineRun run = CommandLineRun.of("read", "any", "--block-size=" + size);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errorLines())
        .singleElement()
        .asString()
        .startsWith("mfplat4j: Invalid value for option '--block-size'")
        .contains(size);
  }

  @Test
  void runningOutOfMemoryIsAnErrorLikeOthers() throws Exception {
    OutputStream exhausted =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new OutOfMemoryError("E_OUTOFMEMORY");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            write(0);
          }
        };

    assertFailed(
        CommandLineRun.into(exhausted, "read", file(100), "-o", "-"),
        "mfplat4j: out of memory: E_OUTOFMEMORY");
  }

  @Test
  void whatIsNotAPathIsAUsageError() {
    CommandLineRun run = CommandLineRun.of("read", "a\0b");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errorLines())
        .singleElement()
        .asString()
        .contains("FILE")
        .contains("is not a path: ");
  }

  @Test
  void theStackTraceIsShownOnRequest() {
    Path missing = folder.resolve("missing.bin");

    assertThat(CommandLineRun.of("read", missing).err()).doesNotContain("\tat ");
    assertThat(CommandLineRun.of("read", "--stacktrace", missing).err())
        .startsWith("mfplat4j: NoSuchFile: ")
        .contains("\tat org.mfplat4j.cli.ReadCommand.call");
    assertThat(CommandLineRun.of("--stacktrace", "read", missing).err()).contains("\tat ");
  }

  private static void assertFailed(CommandLineRun run, String message) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.errorLines())
        .singleElement()
        .asString()
        .startsWith("mfplat4j: ")
        .contains(message);
  }

  private Path file(int length) throws IOException {
    return Files.write(folder.resolve("file.bin"), Pattern.bytes(length));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
