package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What changing the length and flushing promise; on Wine, that both are refused by name. */
class LengthContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void theFileIsExtendedByZerosAndThePositionStays() throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(4);
    if (refusedOnWine("SetLength", () -> stream.length(100))) {
      assertThat(stream.length()).isEqualTo(10);
      return;
    }
    stream.length(100);
    assertThat(stream.length()).isEqualTo(100);
    assertThat(stream.position()).isEqualTo(4);
    stream.close();
    assertThat(file).hasBinaryContent(Arrays.copyOf(Pattern.bytes(10), 100));
  }

  @Test
  void theFileIsCutAndThePositionStaysBeyondTheEnd() throws Exception {
    Path file = bench.file(100);
    ByteStream stream = bench.open(file, FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(50);
    if (refusedOnWine("SetLength", () -> stream.length(20))) {
      return;
    }
    stream.length(20);
    assertThat(stream.length()).isEqualTo(20);
    assertThat(stream.position()).isEqualTo(50);
    assertThat(stream.isEndOfStream()).isTrue();
    assertThat(stream.read(ByteBuffer.allocateDirect(10))).isZero();
    stream.write(ByteBuffer.wrap(new byte[] {1}));
    assertThat(stream.length()).as("a gap of zeros and a byte").isEqualTo(51);
    stream.length(0);
    stream.close();
    assertThat(file).isEmptyFile();
  }

  @Test
  void readsSeeTheNewLength() throws Exception {
    ByteStream stream =
        bench.open(bench.file(100), FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    if (refusedOnWine("SetLength", () -> stream.length(200))) {
      return;
    }
    for (int length : new int[] {60, 200, 30}) {
      stream.length(length);
      stream.position(0);
      assertThat(stream.read(ByteBuffer.allocateDirect(500))).isEqualTo(length);
      stream.position(0);
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(ByteBuffer.allocateDirect(500), callback, null);
      assertThat(callback.awaitOnly().count()).isEqualTo(length);
    }
  }

  @Test
  void theSameLengthChangesNothing() throws Exception {
    Path file = bench.file(100);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    if (refusedOnWine("SetLength", () -> stream.length(100))) {
      return;
    }
    stream.length(100);
    stream.close();
    assertThat(file).hasBinaryContent(Pattern.bytes(100));
  }

  @Test
  void aNegativeLengthIsRefused() throws Exception {
    ByteStream stream = bench.open(bench.file(10), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    for (long length : new long[] {-1, Long.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stream.length(length))
          .withMessageContaining("the length is negative: " + length);
    }
    assertThat(stream.length()).isEqualTo(10);
  }

  @Test
  void aStreamForReadingOnlyKeepsItsLength() throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file);
    if (!refusedOnWine("SetLength", () -> stream.length(5))) {
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> stream.length(5))
          .withMessageContaining("SetLength on \"")
          .withMessageContaining("E_ACCESSDENIED (0x80070005)");
    }
    assertThat(stream.length()).isEqualTo(10);
    stream.close();
    assertThat(file).hasBinaryContent(Pattern.bytes(10));
  }

  @Test
  void flushBringsTheBytesToTheDiskAndMovesNothing() throws Exception {
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    stream.write(ByteBuffer.wrap(Pattern.bytes(100)));
    if (!refusedOnWine("Flush", stream::flush)) {
      stream.flush();
      stream.flush();
    }
    assertThat(stream.position()).isEqualTo(100);
    stream.close();
    assertThat(file).hasBinaryContent(Pattern.bytes(100));
  }

  @Test
  void flushHasNoEffectOnAStreamForReadingOnly() throws Exception {
    ByteStream stream = bench.reading(10);
    if (!refusedOnWine("Flush", stream::flush)) {
      stream.flush();
    }
    assertThat(stream.length()).isEqualTo(10);
  }

  @Test
  void aClosedStreamRefusesBoth() throws Exception {
    ByteStream stream = bench.open(bench.file(10), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.close();
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> stream.length(5))
        .withMessageMatching("SetLength on \".*\" failed: the stream is closed");
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(stream::flush)
        .withMessageMatching("Flush on \".*\" failed: the stream is closed");
  }

  /** On Wine 8, which has neither, asserts that the call says so; false elsewhere. */
  private static boolean refusedOnWine(String operation, ThrowingCallable call) {
    if (!TestPlatform.isWine(8, 10)) {
      return false;
    }
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(call)
        .withMessageContaining(operation + " on \"")
        .withMessageContaining("E_NOTIMPL (0x80004001)");
    return true;
  }
}
