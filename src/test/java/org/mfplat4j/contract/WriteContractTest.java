package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What the synchronous write promises, and that Wine refuses the asynchronous one. */
class WriteContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @ParameterizedTest
  @EnumSource
  void writesFromPositionToLimitAndMovesBothPositions(BufferKind kind) throws Exception {
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    ByteBuffer buffer = patterned(kind, 200);
    buffer.position(20).limit(120);
    assertThat(stream.write(buffer)).isEqualTo(100);
    assertThat(buffer.position()).isEqualTo(120);
    assertThat(buffer.limit()).isEqualTo(120);
    assertThat(stream.position()).isEqualTo(100);
    assertThat(stream.length()).isEqualTo(100);
    stream.close();
    assertThat(file).hasBinaryContent(Arrays.copyOfRange(Pattern.bytes(200), 20, 120));
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyBufferIsAsGoodASource(BufferKind kind) throws Exception {
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    ByteBuffer buffer = patterned(kind, 100).asReadOnlyBuffer();
    assertThat(stream.write(buffer)).isEqualTo(100);
    assertThat(buffer.hasRemaining()).isFalse();
    stream.close();
    assertThat(file).hasBinaryContent(Pattern.bytes(100));
  }

  @ParameterizedTest
  @EnumSource
  void theSourceStaysAsItIs(BufferKind kind) throws Exception {
    ByteStream stream =
        bench.open(bench.missing("new.bin"), FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    ByteBuffer buffer = patterned(kind, 100);
    stream.write(buffer);
    Pattern.assertHolds(buffer, 0, 100, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aLargeWriteGoesWhole(BufferKind kind) throws Exception {
    int size = 5 * 1024 * 1024 + 3;
    Path file = bench.missing("large.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    assertThat(stream.write(patterned(kind, size))).isEqualTo(size);
    stream.close();
    assertThat(Files.mismatch(file, bench.file(size))).as("the first difference").isEqualTo(-1);
  }

  @Test
  void writingInTheMiddleChangesNothingElse() throws Exception {
    Path file = bench.file(1000);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(300);
    stream.write(ByteBuffer.wrap(new byte[100]));
    assertThat(stream.position()).isEqualTo(400);
    assertThat(stream.length()).isEqualTo(1000);
    stream.close();
    byte[] expected = Pattern.bytes(1000);
    Arrays.fill(expected, 300, 400, (byte) 0);
    assertThat(file).hasBinaryContent(expected);
  }

  @Test
  void writingBeyondTheEndLeavesAGapOfZeros() throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(100);
    assertThat(stream.write(ByteBuffer.wrap(Pattern.bytes(5)))).isEqualTo(5);
    assertThat(stream.length()).isEqualTo(105);
    stream.close();
    byte[] expected = Arrays.copyOf(Pattern.bytes(10), 105);
    System.arraycopy(Pattern.bytes(5), 0, expected, 100, 5);
    assertThat(file).hasBinaryContent(expected);
  }

  @ParameterizedTest
  @EnumSource
  void aBufferWithoutBytesWritesNothing(BufferKind kind) throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    ByteBuffer buffer = kind.allocate(10);
    buffer.position(10);
    stream.position(50);
    assertThat(stream.write(buffer)).isZero();
    assertThat(stream.position()).isEqualTo(50);
    assertThat(stream.length()).as("no gap without bytes behind it").isEqualTo(10);
  }

  @Test
  void whatWasWrittenCanBeReadFromTheSameStream() throws Exception {
    ByteStream stream =
        bench.open(bench.missing("new.bin"), FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST);
    stream.write(ByteBuffer.wrap(Pattern.bytes(100)));
    assertThat(stream.isEndOfStream()).isTrue();
    stream.position(40);
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    assertThat(stream.read(buffer)).isEqualTo(60);
    Pattern.assertHolds(buffer, 0, 60, 40);
  }

  @Test
  void anAsynchronousReadSeesWhatWasWrittenBefore() throws Exception {
    ByteStream stream =
        bench.open(bench.missing("new.bin"), FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST);
    stream.write(ByteBuffer.wrap(Pattern.bytes(100)));
    stream.position(0);
    ByteBuffer buffer = ByteBuffer.allocateDirect(200);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(buffer, callback, null);
    assertThat(callback.awaitOnly().count()).isEqualTo(100);
    Pattern.assertHolds(buffer, 0, 100, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aStreamForReadingOnlyRefusesTheWrite(BufferKind kind) throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file);
    ByteBuffer buffer = kind.allocate(10);
    assertThatExceptionOfType(NonWritableChannelException.class)
        .isThrownBy(() -> stream.write(buffer))
        .withMessageContaining("Write on \"")
        .withMessageContaining("E_ACCESSDENIED (0x80070005)");
    assertThat(buffer.position()).isZero();
    assertThat(stream.position()).isZero();
    stream.close();
    assertThat(file).hasBinaryContent(Pattern.bytes(10));
  }

  @Test
  void nullIsRefused() throws Exception {
    ByteStream stream =
        bench.open(bench.missing("new.bin"), FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    assertThatNullPointerException().isThrownBy(() -> stream.write(null)).withMessage("source");
  }

  @Test
  void aClosedStreamRefusesTheWrite() throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.close();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> stream.write(buffer))
        .withMessageMatching("Write on \".*\" failed: the stream is closed");
    assertThat(buffer.position()).isZero();
    assertThat(file).hasBinaryContent(Pattern.bytes(10));
  }

  @Test
  @Tag("linux-only")
  void noFileReachesBeyondTheLastPosition() throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(Long.MAX_VALUE);
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> stream.write(ByteBuffer.allocate(1)))
        .withMessageContaining("ERROR_FILE_TOO_LARGE");
    assertThat(stream.position()).isEqualTo(Long.MAX_VALUE);
    assertThat(stream.length()).isEqualTo(10);
  }

  @Test
  @Tag("windows-only")
  void onWineAnAsynchronousWriteIsRefusedAndStandardGoesOn() throws Exception {
    assumeTrue(TestPlatform.isWine(8, 10), "elsewhere it works: AsyncWriteContractTest");
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    for (ByteBuffer buffer :
        new ByteBuffer[] {ByteBuffer.allocate(10), ByteBuffer.allocateDirect(10)}) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> stream.beginWrite(buffer, callback, null))
          .withMessageContaining("BeginWrite on \"" + file)
          .withMessageContaining("never completes");
      assertThat(buffer.position()).isZero();
    }
    assertThat(PendingOperations.all().count()).isZero();
    assertThat(stream.position()).isZero();

    RecordingCallback item = RecordingCallback.keeping();
    WorkQueue.STANDARD.put(item, null);
    item.awaitOnly();
    RecordingCallback read = RecordingCallback.ending(stream);
    stream.beginRead(ByteBuffer.allocateDirect(10), read, null);
    assertThat(read.awaitOnly().count()).isZero();
    assertThat(stream.write(ByteBuffer.allocate(10))).as("the synchronous way").isEqualTo(10);
    callback.assertNoMoreThan(0);
  }

  /** A buffer with the first bytes of the pattern. */
  private static ByteBuffer patterned(BufferKind kind, int size) {
    return kind.bare(size).put(0, Pattern.bytes(size));
  }
}
