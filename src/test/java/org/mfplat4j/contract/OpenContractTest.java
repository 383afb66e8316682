package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FileFlag;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.ProjectFiles;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What opening a file promises: every access mode, open mode and flag, and every way to fail. */
class OpenContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  // --- open modes
  // ---------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(FileAccess.class)
  void failIfNotExistOpensWithTheContent(FileAccess access) throws Exception {
    ByteStream stream = bench.open(bench.file(10), access, OpenMode.FAIL_IF_NOT_EXIST);
    assertThat(stream.length()).isEqualTo(10);
    assertThat(stream.position()).isZero();
  }

  @ParameterizedTest
  @EnumSource(FileAccess.class)
  void failIfNotExistFailsOnAMissingFile(FileAccess access) {
    assertMissing(access, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @ParameterizedTest
  @EnumSource(FileAccess.class)
  void failIfExistCreates(FileAccess access) throws Exception {
    Path path = bench.missing("new.bin");
    assertThat(bench.open(path, access, OpenMode.FAIL_IF_EXIST).length()).isZero();
    assertThat(path).isEmptyFile();
  }

  @ParameterizedTest
  @EnumSource(FileAccess.class)
  void failIfExistFailsOnAFileThatExists(FileAccess access) throws Exception {
    Path path = bench.file(10);
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> bench.open(path, access, OpenMode.FAIL_IF_EXIST))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_FILE_EXISTS) (0x80070050)");
    assertThat(path).hasSize(10);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READ")
  void resetIfExistEmpties(FileAccess access) throws Exception {
    Path path = bench.file(10);
    assertThat(bench.open(path, access, OpenMode.RESET_IF_EXIST).length()).isZero();
    assertThat(path).isEmptyFile();
  }

  @ParameterizedTest
  @EnumSource(names = {"RESET_IF_EXIST", "DELETE_IF_EXIST"})
  void modesThatEmptyNeedAnAccessThatWrites(OpenMode mode) throws Exception {
    Path path = bench.file(10);
    FileAccess access = FileAccess.READ;
    MediaFoundation platform = bench.platform();
    AsyncCallback callback = result -> {};
    for (ThrowingCallable open :
        List.<ThrowingCallable>of(
            () -> platform.openFile(path, access, mode),
            () -> platform.beginOpenFile(path, access, mode, callback, null),
            () -> platform.openFileAsync(path, access, mode),
            () -> platform.openFileAsync(path, access, mode, FutureOptions.DEFAULT),
            () -> platform.openTempFile(access, mode))) {
      assertThatIllegalArgumentException()
          .isThrownBy(open)
          .withMessageContaining("E_INVALIDARG (0x80070057)")
          .withMessageContaining("the mode " + mode)
          .withMessageContaining("the access READ");
    }
    assertThat(path).hasSize(10);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READ")
  void resetIfExistFailsOnAMissingFile(FileAccess access) {
    assertMissing(access, OpenMode.RESET_IF_EXIST);
  }

  @ParameterizedTest
  @EnumSource(FileAccess.class)
  void appendIfExistOpensAtTheBeginningWithTheContent(FileAccess access) throws Exception {
    ByteStream stream = bench.open(bench.file(10), access, OpenMode.APPEND_IF_EXIST);
    assertThat(stream.length()).isEqualTo(10);
    assertThat(stream.position()).isZero();
  }

  @ParameterizedTest
  @EnumSource(FileAccess.class)
  void appendIfExistCreates(FileAccess access) throws Exception {
    Path path = bench.missing("new.bin");
    assertThat(bench.open(path, access, OpenMode.APPEND_IF_EXIST).length()).isZero();
    assertThat(path).isEmptyFile();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READ")
  void deleteIfExistEmpties(FileAccess access) throws Exception {
    Path path = bench.file(10);
    assertThat(bench.open(path, access, OpenMode.DELETE_IF_EXIST).length()).isZero();
    assertThat(path).isEmptyFile();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READ")
  void deleteIfExistCreates(FileAccess access) throws Exception {
    Path path = bench.missing("new.bin");
    assertThat(bench.open(path, access, OpenMode.DELETE_IF_EXIST).length()).isZero();
    assertThat(path).isEmptyFile();
  }

  private void assertMissing(FileAccess access, OpenMode mode) {
    Path path = bench.missing("missing.bin");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> bench.open(path, access, mode))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) (0x80070002)");
    assertThat(path).doesNotExist();
  }

  // --- flags and sharing
  // --------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(FileFlag.class)
  void flagsAreAccepted(FileFlag flag) throws Exception {
    ByteStream stream =
        bench.open(bench.file(8192), FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, flag);
    // What Windows demands of unbuffered reads: whole sectors.
    assertThat(stream.read(ByteBuffer.allocateDirect(8192).alignedSlice(4096))).isPositive();
  }

  @Test
  void flagsMayBeCombined() throws Exception {
    Path file = bench.file(10);
    assertThat(
            bench
                .open(file, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, FileFlag.values())
                .length())
        .isEqualTo(10);
  }

  @ParameterizedTest(name = "{0} then {1}: allowed {2}")
  @CsvSource({
    "READ, READ, true",
    "READ, WRITE, false",
    "READ, READ_WRITE, false",
    "WRITE, READ, false",
    "WRITE, WRITE, false",
    "WRITE, READ_WRITE, false",
    "READ_WRITE, READ, false",
    "READ_WRITE, WRITE, false",
    "READ_WRITE, READ_WRITE, false"
  })
  void onlyReadersShareAFileWhateverTheFlagsSay(
      FileAccess first, FileAccess second, boolean allowed) throws Exception {
    Path file = bench.file(10);
    bench.open(file, first, OpenMode.FAIL_IF_NOT_EXIST, FileFlag.ALLOW_WRITE_SHARING);
    if (allowed) {
      bench.open(file, second, OpenMode.FAIL_IF_NOT_EXIST, FileFlag.ALLOW_WRITE_SHARING);
    } else {
      assertSharingViolation(file, second, OpenMode.FAIL_IF_NOT_EXIST);
    }
  }

  @Test
  void hardLinksAreTheSameFile() throws Exception {
    Path file = bench.file(10);
    Path link = Files.createLink(bench.missing("link.bin"), file);
    bench.open(file);
    assertSharingViolation(link, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @Test
  void aRefusedOpenLeavesTheContentAlone() throws Exception {
    Path file = bench.file(10);
    bench.open(file);
    assertSharingViolation(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    assertThat(file).hasSize(10);
  }

  private void assertSharingViolation(Path file, FileAccess access, OpenMode mode) {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> bench.open(file, access, mode, FileFlag.ALLOW_WRITE_SHARING))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION) (0x80070020)");
  }

  // --- names
  // --------------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"grüße.bin", "日本語.bin", "\uD83C\uDFB5.bin", "with space.bin", "e\u0301.bin"})
  void namesMayBeInAnyScript(String name) throws Exception {
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding"));
    assumeTrue(
        TestPlatform.isWindowsLike() || names.newEncoder().canEncode(name),
        () -> "the locale's encoding " + names + " has no bytes for " + name);
    Path path = Files.write(bench.missing(name), new byte[7]);
    ByteStream stream = bench.open(path);
    assertThat(stream.length()).isEqualTo(7);
    assertThat(stream.toString()).contains(name);
  }

  @Test
  void aRelativePathIsRelativeToTheWorkingDirectory() throws Exception {
    // Not in the temporary folder, to which there may be no relative path: it can be on another
    // drive.
    Path here = Path.of("").toAbsolutePath();
    Path file = Files.createTempFile(ProjectFiles.root().resolve("target"), "relative", ".bin");
    try {
      Files.write(file, new byte[10]);
      Path relative = here.relativize(file);
      ByteStream stream = bench.open(relative);
      assertThat(stream.length()).isEqualTo(10);
      assertThat(stream.toString()).contains("[" + relative + ",");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void pathsMayBeLong() throws Exception {
    Path folder = bench.folder();
    while (folder.toString().length() < 400) {
      folder = folder.resolve("a folder with a name of some length");
    }
    Files.createDirectories(folder);
    Path path = Files.write(folder.resolve("..").resolve("long.bin"), new byte[7]);
    assertThat(bench.open(path).length()).isEqualTo(7);
  }

  // --- failures
  // -----------------------------------------------------------------------------------

  @Test
  void theMessageSaysOperationPathAndCodeByName() {
    Path path = bench.missing("missing.bin");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> bench.open(path))
        .satisfies(
            thrown -> {
              assertThat(thrown.getFile()).isEqualTo(path.toString());
              assertThat(thrown.getReason())
                  .isEqualTo(
                      "MFCreateFile on \""
                          + path
                          + "\" failed: HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) (0x80070002):"
                          + " The file does not exist");
              assertThat(thrown)
                  .hasCauseInstanceOf(MediaFoundationException.class)
                  .extracting(HResult::of)
                  .isEqualTo(HResult.ofWin32(2));
            });
  }

  @Test
  void aMissingFolderIsNoSuchFile() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> bench.open(bench.missing("no-folder").resolve("file.bin")))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND) (0x80070003)");
  }

  @Test
  void anEmptyPathIsTheWorkingDirectory() {
    assertIsDirectory(Path.of(""));
  }

  @Test
  void aFolderIsADirectory() {
    assertIsDirectory(bench.folder());
  }

  private void assertIsDirectory(Path path) {
    String reason = " on \"" + path + "\" failed: E_ACCESSDENIED (0x80070005): is a directory";
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> bench.open(path))
        .satisfies(thrown -> assertThat(thrown.getReason()).endsWith(reason));
    MediaFoundation platform = bench.platform();
    assertThat(platform.openFileAsync(path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST))
        .failsWithin(Limits.EVENTUALLY)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(FileSystemException.class)
        .withMessageEndingWith(reason);
  }

  @Test
  @Tag("linux-only")
  void aFileWithoutPermissionIsAccessDenied() throws Exception {
    Path file = bench.file(10);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(file), "permissions mean nothing to this user (root)");
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> bench.open(file))
        .withMessageContaining("E_ACCESSDENIED (0x80070005)");
  }

  @Test
  @Tag("linux-only")
  void aDeviceIsNotSupported() {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> bench.open(Path.of("/dev/null")))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) (0x80070032)")
        .withMessageContaining("is a pipe, a socket or a device");
  }

  @Test
  @Tag("linux-only")
  void aSocketIsNotSupported() throws Exception {
    Path socket = bench.missing("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> bench.open(socket))
          .withMessageContaining("HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) (0x80070032)")
          .withMessageContaining("is a pipe, a socket or a device");
    }
  }

  @ParameterizedTest
  @Tag("windows-only")
  @ValueSource(strings = {"CON", "con", "NUL", "nul.txt", "COM1", "LPT1", "PRN", "AUX"})
  void aReservedNameIsADevice(String name) {
    for (FileAccess access : FileAccess.values()) {
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> bench.open(Path.of(name), access, OpenMode.APPEND_IF_EXIST))
          .withMessageContaining("on \"" + name + "\" failed")
          .withMessageContaining("is a device");
    }
  }

  @Test
  @Tag("linux-only")
  void aNameThatIsTooLongSaysSo() {
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> bench.open(bench.missing("n".repeat(300))))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE) (0x800700CE)");
  }

  @Test
  @Tag("linux-only")
  void aRingOfLinksSaysSo() throws Exception {
    Path ring = bench.missing("ring");
    Files.createSymbolicLink(ring, ring);
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> bench.open(ring))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_CANT_RESOLVE_FILENAME) (0x80070781)");
  }

  @Test
  void aPathOfAnotherFileSystemIsRefused() {
    // The runtime's own classes: the one other file system that every JVM has.
    Path elsewhere = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bench.open(elsewhere))
        .isInstanceOf(ProviderMismatchException.class)
        .withMessageContaining("default file system")
        .withMessageContaining("/modules")
        .withMessageContaining("jrt");
  }

  @Test
  void nullsAreRefused() throws IOException {
    Path file = bench.file(1);
    OpenMode mode = OpenMode.FAIL_IF_NOT_EXIST;
    assertThatNullPointerException().isThrownBy(() -> bench.open(null));
    assertThatNullPointerException().isThrownBy(() -> bench.open(file, null, mode));
    assertThatNullPointerException().isThrownBy(() -> bench.open(file, FileAccess.READ, null));
    assertThatNullPointerException()
        .isThrownBy(() -> bench.open(file, FileAccess.READ, mode, (FileFlag) null));
  }
}
