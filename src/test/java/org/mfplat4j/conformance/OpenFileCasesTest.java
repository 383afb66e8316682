package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.Attributes;
import org.mfplat4j.ByteStream;
import org.mfplat4j.Capability;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** Cases A37 to A43 and A58 to A60: opening files, and what else makes streams. */
class OpenFileCasesTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  @DisplayName("A37 a missing file: ERROR_FILE_NOT_FOUND, in Java NoSuchFileException")
  void a37_aMissingFileIsNoSuchFile() {
    Path missing = bench.missing("missing.bin");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> bench.open(missing))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) (0x80070002)");
  }

  @Test
  @DisplayName("A38 readers share, a writer excludes everybody")
  void a38_readersShareAndAWriterExcludesEverybody() throws Exception {
    Path file = bench.file(10);
    ByteStream first = bench.open(file);
    ByteStream second = bench.open(file);
    for (FileAccess access : EnumSet.of(FileAccess.WRITE, FileAccess.READ_WRITE)) {
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> bench.open(file, access, OpenMode.FAIL_IF_NOT_EXIST))
          .withMessageContaining("HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION) (0x80070020)");
    }
    first.close();
    second.close();
    bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @Test
  @DisplayName("A39 a URL is not a path")
  void a39_aFileUrlIsRefused() throws Exception {
    Path file = bench.file(10);
    String url = "file://" + file.toAbsolutePath();
    if (TestPlatform.isWindowsLike()) {
      // Java itself does not take it for a path.
      assertThatThrownBy(() -> Path.of(url)).isInstanceOf(InvalidPathException.class);
    } else {
      assertThatThrownBy(() -> bench.open(Path.of(url))).isInstanceOf(NoSuchFileException.class);
    }
    assertThat(bench.open(file).length()).isEqualTo(10);
  }

  @Test
  @DisplayName("A40 DELETE_IF_EXIST empties a file that exists, and creates one that does not")
  void a40_deleteIfExistEmptiesOrCreates() throws Exception {
    Path existing = bench.file(10);
    Path missing = bench.missing("new.bin");
    for (Path path : new Path[] {existing, missing}) {
      try (ByteStream stream = bench.open(path, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST)) {
        assertThat(stream.length()).isZero();
        assertThat(stream.position()).isZero();
      }
      assertThat(path).isEmptyFile();
    }
  }

  @Test
  @DisplayName("A41 capabilities: 0x805 for READ, 0x806 for WRITE, 0x807 for READWRITE")
  void a41_capabilitiesFollowTheAccessMode() throws Exception {
    assertThat(capabilityBits(FileAccess.READ)).isEqualTo(0x805);
    assertThat(capabilityBits(FileAccess.WRITE)).isEqualTo(0x806);
    assertThat(capabilityBits(FileAccess.READ_WRITE)).isEqualTo(0x807);
  }

  private int capabilityBits(FileAccess access) throws IOException {
    try (ByteStream stream = bench.open(bench.file(10), access, OpenMode.FAIL_IF_NOT_EXIST)) {
      return stream.capabilities().stream().mapToInt(Capability::value).sum();
    }
  }

  @Test
  @DisplayName("A42 a READ stream has two attributes, and a content type once it is set")
  void a42_aReadStreamHasTwoAttributes() throws Exception {
    Path file = bench.file(10);
    Attributes attributes = bench.open(file).attributes();
    assertThat(attributes.count()).isEqualTo(2);
    assertThat(attributes.originName()).hasValue(file.toString());
    assertThat(attributes.lastModifiedTime()).isPresent();
    assertThat(attributes.contentType()).isEmpty();
    attributes.contentType("video/mp4");
    assertThat(attributes.contentType()).hasValue("video/mp4");
  }

  @Test
  @DisplayName("A43 a file that is open for reading can be deleted and still be read")
  void a43_aFileThatIsBeingReadCanBeDeleted() throws Exception {
    Path file = bench.file(100);
    ByteStream stream = bench.open(file);
    Files.delete(file);
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    assertThat(stream.read(buffer)).isEqualTo(100);
    Pattern.assertHolds(buffer, 0, 100, 0);
  }

  @Test
  @DisplayName("A58 asynchronous open: the state, no object, a stream")
  void a58_aFileIsOpenedAsynchronously() throws Exception {
    Path file = bench.missing("new.bin");
    RecordingCallback callback = RecordingCallback.keeping();
    bench
        .platform()
        .beginOpenFile(file, FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST, callback, callback);
    AsyncResult result = callback.awaitOnly().result();
    assertThat(callback.awaitOnly().status()).isEqualTo(HResult.S_OK);
    assertThat(callback.awaitOnly().thread()).isNotSameAs(Thread.currentThread());
    assertThat(result.state()).isSameAs(callback);
    assertThat(result.object()).isNull();
    try (ByteStream stream = bench.platform().endOpenFile(result)) {
      assertThat(stream.length()).isZero();
      assertThat(file).exists();
    }
    callback.assertNoMoreThan(1);
  }

  @Test
  @DisplayName("A59 a temporary file exists under its origin's name, and goes with its stream")
  void a59_aTemporaryFileGoesWithItsStream() throws Exception {
    Path file;
    try (ByteStream stream =
        bench.platform().openTempFile(FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST)) {
      file = Path.of(stream.attributes().originName().orElseThrow());
      assertThat(file).isAbsolute().exists();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  @DisplayName("A60 a wrapper shares the position, and its Close is its own")
  void a60_aWrapperClosesOnlyItself() throws Exception {
    ByteStream stream = bench.reading(100);
    ByteStream wrapper = stream.wrapper();
    ByteBuffer buffer = ByteBuffer.allocateDirect(2);
    assertThat(wrapper.read(buffer)).isEqualTo(2);
    assertThat(stream.position()).isEqualTo(2);
    wrapper.close();
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> wrapper.read(buffer.clear()));
    assertThat(stream.read(buffer.clear())).isEqualTo(2);
    Pattern.assertHolds(buffer, 0, 2, 2);
  }
}
