package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/** What the synchronous read promises. */
class ReadContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @ParameterizedTest
  @EnumSource
  void readsFromPositionToLimitAndMovesBothPositions(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(10);
    ByteBuffer buffer = kind.allocate(200);
    buffer.position(20).limit(120);
    assertThat(stream.read(buffer)).isEqualTo(100);
    assertThat(buffer.position()).isEqualTo(120);
    assertThat(buffer.limit()).isEqualTo(120);
    assertThat(stream.position()).isEqualTo(110);
    Pattern.assertHolds(buffer.clear(), 20, 100, 10);
    BufferKind.assertUntouched(buffer, 0, 20);
    BufferKind.assertUntouched(buffer, 120, 200);
  }

  @ParameterizedTest
  @EnumSource
  void nearTheEndFewerBytesCome(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(990);
    ByteBuffer buffer = kind.allocate(100);
    assertThat(stream.read(buffer)).isEqualTo(10);
    assertThat(buffer.position()).isEqualTo(10);
    Pattern.assertHolds(buffer, 0, 10, 990);
    BufferKind.assertUntouched(buffer, 10, 100);
    assertThat(stream.isEndOfStream()).isTrue();
    assertThat(stream.read(buffer)).isZero();
    assertThat(buffer.position()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void aBufferWithoutRoomReadsNothing(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    ByteBuffer buffer = kind.allocate(10);
    buffer.position(10);
    assertThat(stream.read(buffer)).isZero();
    assertThat(stream.position()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyBufferIsRefused(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    ByteBuffer buffer = kind.allocate(10).asReadOnlyBuffer();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.read(buffer))
        .withMessageContaining("read-only");
    assertThat(stream.position()).isZero();
  }

  @Test
  void aNullBufferIsRefused() throws Exception {
    ByteStream stream = bench.reading(1);
    assertThatNullPointerException().isThrownBy(() -> stream.read(null));
  }

  @Test
  void aStreamForReadingAndWritingCanBeRead() throws Exception {
    ByteStream stream =
        bench.open(bench.file(100), FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    assertThat(stream.read(buffer)).isEqualTo(100);
    Pattern.assertHolds(buffer, 0, 100, 0);
  }

  @Test
  void aWholeLargeFileIsReadInOneCall() throws Exception {
    int size = 3 * 1024 * 1024 + 17;
    ByteStream stream = bench.reading(size);
    ByteBuffer buffer = ByteBuffer.allocateDirect(size + 1);
    assertThat(stream.read(buffer)).isEqualTo(size);
    Pattern.assertHolds(buffer, 0, size, 0);
  }
}
