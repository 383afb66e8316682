package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.TestPlatform;

/** The command as its users see it: arguments in, a file, an exit code and text out. */
class CopyCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "0, 4096, 4",
    "1, 4096, 4",
    "4095, 4096, 4",
    "4096, 4096, 1",
    "4097, 4096, 1",
    "300001, 1009, 3",
    "300000, 4096, 4096",
    "10000, 1, 64",
    "1000000, 1G, 4096",
    "9000000, 64K, 16"
  })
  void theCopyIsTheSame(int length, String blockSize, int depth) throws Exception {
    Path source = file(length);
    Path copy = folder.resolve("copy");

    CommandLineRun run =
        CommandLineRun.of("copy", source, copy, "--block-size=" + blockSize, "--depth=" + depth);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.figure("bytes")).isEqualTo(Integer.toString(length));
    assertThat(copy).hasSameBinaryContentAs(source);
  }

  @Test
  void figuresAreOneALineAndSayHowItWasWritten() throws Exception {
    CommandLineRun run =
        CommandLineRun.of(
            "copy", "--verify", "--no-progress", file(100_000), folder.resolve("copy"));

    assertThat(run.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("bytes:  100000"),
            line -> assertThat(line).matches("time:   \\d+\\.\\d{6} s"),
            line -> assertThat(line).matches("rate:   \\d+\\.\\d{3} [kMG]?B/s"),
            line -> assertThat(line).startsWith("writes: "),
            line -> assertThat(line).isEqualTo("sha256: " + sha256(Pattern.bytes(100_000))));
    if (TestPlatform.isWine(8, 10)) {
      assertThat(run.figure("writes"))
          .startsWith("synchronous: BeginWrite on \"")
          .contains("never completes");
    } else {
      assertThat(run.figure("writes")).isEqualTo("asynchronous");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3_000_003})
  void verifyingReadsBothBack(int length) throws Exception {
    CommandLineRun run =
        CommandLineRun.of(
            "copy", file(length), folder.resolve("copy"), "--verify", "-b", "64K", "-d", 8);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.figure("sha256")).isEqualTo(sha256(Pattern.bytes(length)));
  }

  @Test
  void aFileThatExistsIsReplacedOnlyByForce() throws Exception {
    Path source = file(10_000);
    Path copy = Files.write(folder.resolve("copy"), new byte[50_000]);

    assertFailed(CommandLineRun.of("copy", source, copy), "the destination exists; --force");
    assertThat(copy).hasBinaryContent(new byte[50_000]);

    CommandLineRun run = CommandLineRun.of("copy", source, copy, "--force");
    assertThat(run.exitCode()).isZero();
    assertThat(copy).hasSameBinaryContentAs(source);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileOverItselfIsRefusedAndStays(boolean force) throws Exception {
    Path file = file(10_000);
    Path same = folder.resolve(".").resolve(file.getFileName());

    CommandLineRun run =
        force
            ? CommandLineRun.of("copy", file, same, "--force")
            : CommandLineRun.of("copy", file, same);

    assertFailed(run, "the destination is the very file that is to be read");
    assertThat(file).hasBinaryContent(Pattern.bytes(10_000));
  }

  @Test
  @Tag("linux-only") // Links need a privilege on Windows.
  void aFileOverALinkToItselfIsRefusedAndStays() throws Exception {
    Path file = file(10_000);
    Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic"), file);
    Path hard = Files.createLink(folder.resolve("hard"), file);

    assertFailed(CommandLineRun.of("copy", "-f", file, symbolic), "the very file");
    assertFailed(CommandLineRun.of("copy", "-f", file, hard), "the very file");
    assertThat(file).hasBinaryContent(Pattern.bytes(10_000));
  }

  @Test
  void aMissingSourceIsToldByNameAndLeavesNoCopy() {
    Path copy = folder.resolve("copy");

    CommandLineRun run = CommandLineRun.of("copy", folder.resolve("missing.bin"), copy);

    assertFailed(run, "NoSuchFile: ");
    assertThat(run.err()).contains("missing.bin").contains("ERROR_FILE_NOT_FOUND");
    assertThat(copy).doesNotExist();
  }

  @Test
  void aDestinationThatCannotBeAFileFails() throws Exception {
    Path source = file(10);

    assertFailed(CommandLineRun.of("copy", source, folder), "the destination is a directory");
    assertFailed(CommandLineRun.of("copy", "-f", source, folder), "is a directory");
    assertFailed(
        CommandLineRun.of("copy", source, folder.resolve("missing").resolve("copy")),
        "NoSuchFile: ");
  }

  @Test
  void aCopyThatFailsInTheMiddleLeavesTheOldFileAndNoOther() throws Exception {
    Path copy = Files.write(folder.resolve("copy"), new byte[10]);
    Path source = file(1_000_000);

    CommandLineRun run;
    try (Interrupter interrupter = new Interrupter(Thread.currentThread())) {
      // So many blocks that it is still at work when the interruption comes.
      run = CommandLineRun.of("copy", source, copy, "-f", "-b", 16);
    }
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.errorLines()).containsExactly("mfplat4j: Interrupted");
    assertThat(copy).hasBinaryContent(new byte[10]);
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    assertThat(source).hasBinaryContent(Pattern.bytes(1_000_000));
  }

  @Test
  void theTimeIsKept() throws Exception {
    Path source = file(10);
    FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
    Files.setLastModifiedTime(source, time);
    Path copy = folder.resolve("copy");

    assertThat(CommandLineRun.of("copy", source, copy).exitCode()).isZero();
    assertThat(Files.getLastModifiedTime(copy)).isEqualTo(time);
  }

  @ParameterizedTest
  @Tag("linux-only")
  @ValueSource(strings = {"r--------", "rwxr-xr-x", "rw-rw-rw-"})
  void theModeIsKept(String mode) throws Exception {
    Path source = file(10);
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString(mode));
    Path copy = Files.write(folder.resolve("copy"), new byte[1]);

    assertThat(CommandLineRun.of("copy", source, copy, "-f").exitCode()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy))).isEqualTo(mode);
  }

  @Test
  @Tag("linux-only") // Links need a privilege on Windows.
  void theFileBehindASymbolicLinkIsReplacedAndTheLinkStays() throws Exception {
    Path source = file(10_000);
    Path real = Files.write(folder.resolve("real"), new byte[10]);
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
    Path other = Files.createLink(folder.resolve("other"), real);

    assertThat(CommandLineRun.of("copy", source, link, "-f").exitCode()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(real).hasSameBinaryContentAs(source);
    // The other name of what was replaced.
    assertThat(other).hasBinaryContent(new byte[10]);
  }

  @Test
  @Tag("linux-only")
  void whatIsNoFileIsRefusedAsADestination() throws Exception {
    Path source = file(10);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nothing"));

    assertFailed(CommandLineRun.of("copy", source, dangling), "is a symbolic link to nothing");
    assertFailed(CommandLineRun.of("copy", "-f", source, "/dev/null"), "a device, not a file");
    assertThat(dangling).isSymbolicLink();
    assertThat(folder.resolve("nothing")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    // Holes at the beginning, in the middle and at the end; blocks that are cut off or unaligned.
    "1M, 4",
    "64K, 4",
    "4096, 1",
    "4097, 3",
    "1009, 2"
  })
  void holesReadAsZeros(String blockSize, int depth) throws Exception {
    for (int length : new int[] {0, 1, 4096, 8192, 100_000, 300_001}) {
      Path source = folder.resolve("holes" + length);
      byte[] bytes = new byte[length];
      for (int i = 20_000; i < length - 50_000; i += 30_000) {
        bytes[i] = 1;
      }
      Files.write(source, bytes);
      Path copy = folder.resolve("copy" + length);

      CommandLineRun run =
          CommandLineRun.of("copy", source, copy, "-b", blockSize, "-d", depth, "--verify");

      assertThat(run.err()).isEmpty();
      assertThat(run.figure("bytes")).isEqualTo(Integer.toString(length));
      assertThat(copy).hasBinaryContent(bytes);
    }
  }

  @ParameterizedTest
  @Tag("linux-only") // Elsewhere the file system does not say how much a file takes.
  @ValueSource(strings = {"copy", "read"})
  void holesStayHoles(String command) throws Exception {
    Path source = folder.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(20 << 20);
      file.seek(5 << 20);
      file.write(Pattern.bytes(10_000));
    }
    Path copy = folder.resolve("copy");

    CommandLineRun run =
        command.equals("copy")
            ? CommandLineRun.of("copy", source, copy)
            : CommandLineRun.of("read", source, "-o", copy);

    assertThat(run.exitCode()).isZero();
    assertThat(Files.mismatch(source, copy)).isEqualTo(-1);
    assertThat(allocated(copy)).isLessThan(1 << 20);
  }

  /** How many bytes of disk a file takes. */
  private static long allocated(Path file) throws Exception {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return Long.parseLong(blocks.strip()) * 512;
  }

  @Test
  @Tag("linux-only")
  void aFileThatSaysItIsEmptyIsCopiedToItsEnd() throws Exception {
    Path source = Path.of("/proc/version");
    Path copy = folder.resolve("copy");

    CommandLineRun run = CommandLineRun.of("copy", source, copy);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("said that it had no bytes, and had ");
    assertThat(copy).hasBinaryContent(Files.readAllBytes(source));
  }

  @Test
  void theHelpSaysWhatIsNotKept() {
    CommandLineRun run = CommandLineRun.of("copy", "--help");

    assertThat(run.out())
        .contains("Not kept")
        .contains("owner and group")
        .contains("Symbolic links")
        .contains("Hard links")
        .contains("Devices")
        .contains("Files of others")
        .contains("holes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "4097", "x"})
  void depthsOutOfBoundsAreUsageErrors(String depth) {
    CommandLineRun run = CommandLineRun.of("copy", "any", "other", "--depth=" + depth);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errorLines())
        .singleElement()
        .asString()
        .contains("--depth")
        .contains(depth)
        .contains("mfplat4j copy --help");
  }

  @Test
  void bothFilesMustBeNamed() {
    CommandLineRun run = CommandLineRun.of("copy", "any");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errorLines()).singleElement().asString().contains("DST");
  }

  /** Interrupts a thread again and again: some of what runs there may swallow an interruption. */
  static final class Interrupter implements AutoCloseable {
    private final AtomicBoolean done = new AtomicBoolean();
    private final Thread thread;

    Interrupter(Thread victim) {
      thread =
          new Thread(
              () -> {
                while (!done.get()) {
                  victim.interrupt();
                  LockSupport.parkNanos(1_000_000);
                }
              });
      thread.start();
    }

    /** Leaves the thread uninterrupted. */
    @Override
    public void close() {
      done.set(true);
      // Joining would be interrupted.
      while (thread.isAlive()) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
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
