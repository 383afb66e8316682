package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** A stream as a SeekableByteChannel: the same tests on Java's FileChannel. */
class ChannelContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  /** Whose channel. */
  enum Whose {
    JAVA,
    OURS
  }

  private SeekableByteChannel open(Whose whose, Path file, FileAccess access) throws Exception {
    if (whose == Whose.OURS) {
      return bench.open(file, access, OpenMode.FAIL_IF_NOT_EXIST).asChannel();
    }
    List<OpenOption> options = new ArrayList<>();
    if (access != FileAccess.WRITE) {
      options.add(StandardOpenOption.READ);
    }
    if (access != FileAccess.READ) {
      options.add(StandardOpenOption.WRITE);
    }
    return FileChannel.open(file, options.toArray(OpenOption[]::new));
  }

  @ParameterizedTest
  @EnumSource
  void readsFillTheBufferUntilTheEnd(Whose whose) throws Exception {
    try (SeekableByteChannel channel = open(whose, bench.file(150), FileAccess.READ)) {
      for (BufferKind kind : BufferKind.values()) {
        channel.position(0);
        ByteBuffer buffer = kind.allocate(120);
        buffer.position(10).limit(110);
        assertThat(channel.read(buffer)).isEqualTo(100);
        assertThat(buffer.position()).isEqualTo(110);
        Pattern.assertHolds(buffer.clear(), 10, 100, 0);
        BufferKind.assertUntouched(buffer, 0, 10);
        BufferKind.assertUntouched(buffer, 110, 120);
        assertThat(channel.read(buffer)).isEqualTo(50);
        assertThat(channel.read(buffer)).isEqualTo(-1);
        assertThat(buffer.position()).isEqualTo(50);
        assertThat(channel.position()).isEqualTo(150);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBufferWithoutRoomReadsNothingAtTheEndToo(Whose whose) throws Exception {
    try (SeekableByteChannel channel = open(whose, bench.file(10), FileAccess.READ)) {
      assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
      channel.position(10);
      assertThat(channel.read(ByteBuffer.allocateDirect(0))).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePositionMayBeBeyondTheEnd(Whose whose) throws Exception {
    Path file = bench.file(10);
    try (SeekableByteChannel channel = open(whose, file, FileAccess.READ_WRITE)) {
      assertThat(channel.position(100)).isSameAs(channel);
      assertThat(channel.position()).isEqualTo(100);
      assertThat(channel.size()).isEqualTo(10);
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(channel.write(ByteBuffer.wrap(Pattern.bytes(5)))).isEqualTo(5);
      assertThat(channel.size()).isEqualTo(105);
      assertThatIllegalArgumentException().isThrownBy(() -> channel.position(-1));
      assertThat(channel.position()).isEqualTo(105);
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesTakeTheWholeBuffer(Whose whose) throws Exception {
    Path file = bench.file(0);
    byte[] bytes = Pattern.bytes(1000);
    try (SeekableByteChannel channel = open(whose, file, FileAccess.WRITE)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(600).put(bytes, 0, 600).flip();
      assertThat(channel.write(direct)).isEqualTo(600);
      assertThat(direct.hasRemaining()).isFalse();
      assertThat(channel.write(ByteBuffer.wrap(bytes, 600, 400).asReadOnlyBuffer())).isEqualTo(400);
      assertThat(channel.write(ByteBuffer.allocate(0))).isZero();
      assertThat(channel.position()).isEqualTo(1000);
    }
    assertThat(file).hasBinaryContent(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyBufferCannotBeReadInto(Whose whose) throws Exception {
    try (SeekableByteChannel channel = open(whose, bench.file(10), FileAccess.READ)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
      assertThatNullPointerException().isThrownBy(() -> channel.read(null));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheChannelWasNotOpenedForIsRefused(Whose whose) throws Exception {
    try (SeekableByteChannel reading = open(whose, bench.file(10), FileAccess.READ)) {
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> reading.write(ByteBuffer.allocate(1)));
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> reading.truncate(5));
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> reading.truncate(20));
    }
    try (SeekableByteChannel writing = open(whose, bench.file(10), FileAccess.WRITE)) {
      assertThatExceptionOfType(NonReadableChannelException.class)
          .isThrownBy(() -> writing.read(ByteBuffer.allocate(1)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void truncatingToALargerSizeDoesNothingButToThePosition(Whose whose) throws Exception {
    Path file = bench.file(100);
    try (SeekableByteChannel channel = open(whose, file, FileAccess.READ_WRITE)) {
      channel.position(70);
      assertThat(channel.truncate(100)).isSameAs(channel);
      channel.truncate(200);
      assertThat(channel.size()).isEqualTo(100);
      assertThat(channel.position()).isEqualTo(70);
      channel.position(500);
      channel.truncate(200);
      assertThat(channel.size()).isEqualTo(100);
      assertThat(channel.position()).as("set to the size given").isEqualTo(200);
      assertThatIllegalArgumentException().isThrownBy(() -> channel.truncate(-1));
    }
    assertThat(file).hasBinaryContent(Pattern.bytes(100));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("linux-only") // Wine 8 has no SetLength: onWineTruncatingIsRefused.
  void truncatingCutsTheFileAndTakesThePositionAlong(Whose whose) throws Exception {
    Path file = bench.file(100);
    try (SeekableByteChannel channel = open(whose, file, FileAccess.READ_WRITE)) {
      channel.position(30);
      channel.truncate(60);
      assertThat(channel.size()).isEqualTo(60);
      assertThat(channel.position()).isEqualTo(30);
      channel.truncate(20);
      assertThat(channel.size()).isEqualTo(20);
      assertThat(channel.position()).isEqualTo(20);
      channel.truncate(0);
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  @Tag("windows-only")
  void onWineTruncatingIsRefused() throws Exception {
    Path file = bench.file(100);
    try (SeekableByteChannel channel = open(Whose.OURS, file, FileAccess.READ_WRITE)) {
      channel.position(80);
      if (TestPlatform.isWine(8, 10)) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(() -> channel.truncate(60))
            .withMessageContaining("SetLength");
        assertThat(channel.position()).isEqualTo(80);
        assertThat(channel.size()).isEqualTo(100);
      } else {
        assertThat(channel.truncate(60).size()).isEqualTo(60);
        assertThat(channel.position()).isEqualTo(60);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedChannelRefusesEverything(Whose whose) throws Exception {
    SeekableByteChannel channel = open(whose, bench.file(10), FileAccess.READ_WRITE);
    assertThat(channel.isOpen()).isTrue();
    channel.close();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertClosed(() -> channel.read(ByteBuffer.allocate(1)));
    assertClosed(() -> channel.read(ByteBuffer.allocate(0)));
    assertClosed(() -> channel.write(ByteBuffer.allocate(1)));
    assertClosed(channel::position);
    assertClosed(() -> channel.position(1));
    assertClosed(channel::size);
    assertClosed(() -> channel.truncate(1));
  }

  private static void assertClosed(ThrowingCallable call) {
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(call);
  }

  @Test
  void itIsAViewThatClosesTheStreamAndIsClosedWithIt() throws Exception {
    ByteStream stream = bench.reading(100);
    SeekableByteChannel channel = stream.asChannel();
    stream.position(40);
    assertThat(channel.position()).isEqualTo(40);
    channel.close();
    assertClosed(stream::length);
    ByteStream other = bench.reading(100);
    SeekableByteChannel otherChannel = other.asChannel();
    other.close();
    assertThat(otherChannel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void manyThreadsReadEachByteOnce(Whose whose) throws Exception {
    int length = 4 * 500 * 10;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (SeekableByteChannel channel = open(whose, bench.file(length), FileAccess.READ)) {
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        counts.add(
            threads.submit(
                () -> {
                  int bytes = 0;
                  ByteBuffer buffer = ByteBuffer.allocateDirect(10);
                  int count = channel.read(buffer.clear());
                  while (count >= 0) {
                    bytes += count;
                    count = channel.read(buffer.clear());
                  }
                  return bytes;
                }));
      }
      int sum = 0;
      for (Future<Integer> count : counts) {
        sum += count.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
      }
      assertThat(sum).isEqualTo(length);
    } finally {
      threads.shutdownNow();
    }
  }
}
