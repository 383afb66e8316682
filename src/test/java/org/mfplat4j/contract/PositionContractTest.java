package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** What length, position and end of stream promise. */
class PositionContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void anEmptyFileIsAtItsEnd() throws Exception {
    ByteStream stream = bench.reading(0);
    assertThat(stream.length()).isZero();
    assertThat(stream.isEndOfStream()).isTrue();
  }

  @Test
  void aNewStreamIsAtTheBeginning() throws Exception {
    ByteStream stream = bench.reading(10);
    assertThat(stream.position()).isZero();
    assertThat(stream.isEndOfStream()).isFalse();
  }

  @Test
  void thePositionMayLieBeyondTheEnd() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.position(20);
    assertThat(stream.position()).isEqualTo(20);
    assertThat(stream.isEndOfStream()).isTrue();
    assertThat(stream.read(ByteBuffer.allocateDirect(5))).isZero();
    assertThat(stream.position()).isEqualTo(20);
  }

  @Test
  void anAsynchronousReadBeyondTheEndGivesNoBytesAndStays() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.position(20);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(ByteBuffer.allocateDirect(5), callback, null);
    assertThat(callback.awaitOnly().count()).isZero();
    assertThat(stream.position()).isEqualTo(20);
  }

  @Test
  void aNegativePositionIsRefusedAndChangesNothing() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.position(3);
    assertThatIllegalArgumentException().isThrownBy(() -> stream.position(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.position(Long.MIN_VALUE))
        .withMessageContaining("negative");
    assertThat(stream.position()).isEqualTo(3);
  }

  @Test
  void seekingBeforeTheBeginningIsRefusedAndChangesNothing() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.position(3);
    assertThatIllegalArgumentException().isThrownBy(() -> stream.seek(SeekOrigin.BEGIN, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> stream.seek(SeekOrigin.CURRENT, -4));
    assertThat(stream.position()).isEqualTo(3);
  }

  @Test
  void seekingBeyondWhatALongHoldsIsRefusedAndChangesNothing() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.position(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.seek(SeekOrigin.CURRENT, Long.MAX_VALUE));
    assertThat(stream.position()).isEqualTo(3);
  }

  @Test
  void seekingFromTheCurrentPositionGoesBothWaysAndBeyondTheEnd() throws Exception {
    ByteStream stream = bench.reading(10);
    assertThat(stream.seek(SeekOrigin.CURRENT, 4)).isEqualTo(4);
    assertThat(stream.seek(SeekOrigin.CURRENT, -4)).isZero();
    assertThat(stream.seek(SeekOrigin.CURRENT, 100)).isEqualTo(100);
    assertThat(stream.seek(SeekOrigin.BEGIN, 2)).isEqualTo(2);
    assertThat(stream.seek(SeekOrigin.CURRENT, 0)).isEqualTo(2);
  }

  @Test
  void seekingNeedsAnOrigin() throws Exception {
    ByteStream stream = bench.reading(10);
    assertThatNullPointerException().isThrownBy(() -> stream.seek(null, 0));
  }

  @Test
  void positionsBeyondFourGigabytesWork() throws Exception {
    long offset = (5L << 30) + 123;
    Path file = bench.missing("sparse.bin");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(offset);
      sparse.write(Pattern.bytes(10));
    }
    ByteStream stream = bench.open(file);
    assertThat(stream.length()).isEqualTo(offset + 10);
    stream.position(offset);
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    assertThat(stream.read(buffer)).isEqualTo(10);
    Pattern.assertHolds(buffer, 0, 10, 0);

    stream.position(offset + 2);
    RecordingCallback callback = RecordingCallback.ending(stream);
    ByteBuffer again = ByteBuffer.allocateDirect(100);
    stream.beginRead(again, callback, null);
    assertThat(callback.awaitOnly().count()).isEqualTo(8);
    Pattern.assertHolds(again, 0, 8, 2);
    assertThat(stream.position()).isEqualTo(offset + 10);
  }

  // Not under Wine, where a handle that has seen the end is said not to see what is appended later.
  @Test
  @Tag("linux-only")
  void whatIsAppendedMeanwhileCanBeRead() throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file);
    stream.position(10);
    assertThat(stream.isEndOfStream()).isTrue();
    Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    assertThat(stream.length()).isEqualTo(13);
    assertThat(stream.isEndOfStream()).isFalse();
    assertThat(stream.read(ByteBuffer.allocateDirect(10))).isEqualTo(3);
  }

  @Test
  void twoStreamsOnOneFileHavePositionsOfTheirOwn() throws Exception {
    Path file = bench.file(10);
    ByteStream first = bench.open(file);
    ByteStream second = bench.open(file);
    first.position(5);
    assertThat(second.position()).isZero();
  }

  @Test
  void aSeekAfterBeginReadDoesNotChangeWhatIsRead() throws Exception {
    ByteStream stream = bench.reading(2000);
    RecordingCallback callback = RecordingCallback.ending(stream);
    ByteBuffer buffer = ByteBuffer.allocateDirect(500);
    stream.beginRead(buffer, callback, null);
    stream.position(1000);
    assertThat(callback.awaitOnly().count()).isEqualTo(500);
    Pattern.assertHolds(buffer, 0, 500, 0);
    assertThat(stream.position()).isEqualTo(1000);
  }
}
