package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** What a temporary file promises: a name of its own, and that it goes with its stream. */
class TempFileContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private ByteStream open(FileAccess access, OpenMode mode) throws IOException {
    return bench.platform().openTempFile(access, mode);
  }

  private static Path pathOf(ByteStream stream) throws IOException {
    return Path.of(stream.attributes().originName().orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(
      value = OpenMode.class,
      names = {"FAIL_IF_EXIST", "APPEND_IF_EXIST", "DELETE_IF_EXIST"})
  void modesThatCreateMakeAnEmptyFile(OpenMode mode) throws Exception {
    Path path;
    try (ByteStream stream = open(FileAccess.READ_WRITE, mode)) {
      path = pathOf(stream);
      assertThat(path).isAbsolute().isEmptyFile();
      assertThat(stream.write(ByteBuffer.wrap(Pattern.bytes(100)))).isEqualTo(100);
      stream.position(0);
      ByteBuffer back = ByteBuffer.allocateDirect(100);
      assertThat(stream.read(back)).isEqualTo(100);
      Pattern.assertHolds(back, 0, 100, 0);
      assertThat(stream.toString()).contains(path.toString());
      assertThat(stream.attributes().count()).isEqualTo(1);
    }
    assertThat(path).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(
      value = OpenMode.class,
      names = {"FAIL_IF_NOT_EXIST", "RESET_IF_EXIST"})
  void modesThatDoNotCreateFindNothing(OpenMode mode) {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> open(FileAccess.READ_WRITE, mode))
        .withMessageContaining("MFCreateTempFile");
  }

  @Test
  void eachHasANameOfItsOwn() throws Exception {
    Set<Path> paths = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      try (ByteStream stream = open(FileAccess.WRITE, OpenMode.DELETE_IF_EXIST)) {
        assertThat(paths.add(pathOf(stream))).isTrue();
      }
    }
    assertThat(paths).allSatisfy(path -> assertThat(path).doesNotExist());
  }

  @Test
  void itIsGoneWhenItsLastOperationHasEnded() throws Exception {
    ByteStream stream = open(FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST);
    Path path = pathOf(stream);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    stream.close();
    callback.awaitOnly().result().close();
    Limits.eventually(() -> assertThat(path).doesNotExist());
  }

  @Test
  void onePlatformsCloseDoesNotTakeIt() throws Exception {
    ByteStream stream;
    try (MediaFoundation second = MediaFoundation.startup()) {
      stream = second.openTempFile(FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST);
    }
    Path path = pathOf(stream);
    assertThat(path).exists();
    stream.close();
    assertThat(path).doesNotExist();
  }

  @Test
  @Tag("linux-only")
  void nobodyElseMayOpenIt() throws Exception {
    try (ByteStream stream = open(FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pathOf(stream))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  @Tag("linux-only")
  void anotherFileThatTookItsNameIsLeftAlone() throws Exception {
    ByteStream stream = open(FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST);
    Path path = pathOf(stream);
    Path kept = bench.missing("kept.bin");
    Files.write(bench.missing("other.bin"), new byte[] {1});
    Files.createLink(kept, path);
    Files.delete(path);
    Files.copy(bench.missing("other.bin"), path);
    stream.close();
    assertThat(path).exists();
    assertThat(kept).exists();
    Files.delete(path);
  }

  @Test
  void mistakesAreFoundAtOnce() throws Exception {
    assertThatNullPointerException()
        .isThrownBy(() -> open(null, OpenMode.DELETE_IF_EXIST))
        .withMessage("access");
    assertThatNullPointerException()
        .isThrownBy(() -> open(FileAccess.READ, null))
        .withMessage("mode");
    MediaFoundation second = MediaFoundation.startup();
    second.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> second.openTempFile(FileAccess.WRITE, OpenMode.DELETE_IF_EXIST))
        .withMessageContaining("MFCreateTempFile failed: this MediaFoundation was closed");
  }
}
