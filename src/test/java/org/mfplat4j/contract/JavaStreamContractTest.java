package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.Capability;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.SeekFlag;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.contract.SourceKind.Trait;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/**
 * What files promise, streams written in Java promise too: positions, ranges, ends, asynchronous
 * transfers, on every platform and for every kind of source.
 */
class JavaStreamContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private final List<ByteStream> streams = new ArrayList<>();

  @AfterEach
  void closeStreams() throws Exception {
    for (ByteStream stream : streams) {
      stream.close();
    }
  }

  private ByteStream open(SourceKind kind, int length) throws Exception {
    return open(kind, bench.file(length));
  }

  private ByteStream open(SourceKind kind, Path file) throws Exception {
    try (JavaByteStream stream = JavaByteStream.create(kind.over(file))) {
      ByteStream opened = stream.stream();
      streams.add(opened);
      return opened;
    }
  }

  static Stream<SourceKind> seekable() {
    return Stream.of(SourceKind.values()).filter(kind -> kind.has(Trait.SEEKS));
  }

  static Stream<SourceKind> writable() {
    return Stream.of(SourceKind.values()).filter(kind -> kind.has(Trait.WRITES));
  }

  @ParameterizedTest
  @EnumSource
  void synchronousReadsGiveConsecutiveBytesToTheEnd(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 1000);
    ByteBuffer buffer = ByteBuffer.allocate(400);
    assertThat(stream.read(buffer)).isEqualTo(400);
    Pattern.assertHolds(buffer, 0, 400, 0);
    assertThat(stream.position()).isEqualTo(400);
    assertThat(stream.isEndOfStream()).isFalse();
    assertThat(stream.read(buffer.clear())).isEqualTo(400);
    Pattern.assertHolds(buffer, 0, 400, 400);
    assertThat(stream.read(buffer.clear())).isEqualTo(200);
    Pattern.assertHolds(buffer, 0, 200, 800);
    assertThat(stream.read(buffer.clear())).isZero();
    assertThat(stream.position()).isEqualTo(1000);
    assertThat(stream.isEndOfStream()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void readsThatBeginTogetherGiveConsecutiveRanges(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 1000);
    List<ByteBuffer> buffers = new ArrayList<>();
    List<RecordingCallback> callbacks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ByteBuffer buffer = BufferKind.values()[i].allocate(300);
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(buffer, callback, null);
      buffers.add(buffer);
      callbacks.add(callback);
    }
    int[] counts = {300, 300, 300, 100, 0};
    for (int i = 0; i < 5; i++) {
      assertThat(callbacks.get(i).awaitOnly().failure()).isNull();
      assertThat(callbacks.get(i).awaitOnly().count()).isEqualTo(counts[i]);
      Pattern.assertHolds(buffers.get(i), 0, counts[i], 300L * i);
      BufferKind.assertUntouched(buffers.get(i), counts[i], 300);
    }
    assertThat(stream.position()).isEqualTo(1000);
  }

  @ParameterizedTest
  @EnumSource
  void callbacksRunOnThreadsOfThePlatformAndEndLater(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 10);
    RecordingCallback callback = RecordingCallback.keeping();
    Object state = new Object();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    stream.beginRead(buffer, callback, state);
    var invocation = callback.awaitOnly();
    assertThat(invocation.thread().getName()).startsWith("mfplat4j-queue-");
    assertThat(invocation.result().state()).isSameAs(state);
    assertThat(stream.endRead(invocation.result())).isEqualTo(10);
    Pattern.assertHolds(buffer, 0, 10, 0);
  }

  @ParameterizedTest
  @EnumSource
  void aLargeReadComesInOnePiece(SourceKind kind) throws Exception {
    assumeTrue(kind != SourceKind.BLOCKING_IN_PIECES, "a thread for every 37 bytes");
    int size = (9 << 20) + 17;
    ByteStream stream = open(kind, size);
    RecordingCallback callback = RecordingCallback.ending(stream);
    ByteBuffer buffer = ByteBuffer.allocateDirect(size + 1);
    stream.beginRead(buffer, callback, null);
    callback.awaitMany(1, 60);
    assertThat(callback.awaitOnly().count()).isEqualTo(size);
    Pattern.assertHolds(buffer, 0, size, 0);
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyReadCallsBack(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 10);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(ByteBuffer.allocate(0), callback, null);
    assertThat(callback.awaitOnly().count()).isZero();
    assertThat(stream.position()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void lengthAndCapabilitiesAreTheSources(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 1000);
    assertThat(stream.length()).isEqualTo(kind.has(Trait.KNOWS_LENGTH) ? 1000 : -1);
    assertThat(stream.capabilities()).contains(Capability.READABLE);
    assertThat(stream.capabilities().contains(Capability.WRITABLE))
        .isEqualTo(kind.has(Trait.WRITES));
    assertThat(stream.capabilities().contains(Capability.SEEKABLE))
        .isEqualTo(kind.has(Trait.SEEKS));
  }

  @ParameterizedTest
  @MethodSource("seekable")
  void seeksAndReadsThere(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 1000);
    ByteBuffer buffer = ByteBuffer.allocate(100);
    assertThat(stream.seek(SeekOrigin.BEGIN, 500)).isEqualTo(500);
    assertThat(stream.read(buffer)).isEqualTo(100);
    Pattern.assertHolds(buffer, 0, 100, 500);
    assertThat(stream.seek(SeekOrigin.CURRENT, -300)).isEqualTo(300);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(buffer.clear(), callback, null);
    assertThat(callback.awaitOnly().count()).isEqualTo(100);
    Pattern.assertHolds(buffer, 0, 100, 300);
    stream.position(2000);
    assertThat(stream.read(buffer.clear())).isZero();
    assertThat(stream.position()).isEqualTo(2000);
    stream.seek(SeekOrigin.BEGIN, 950, SeekFlag.CANCEL_PENDING_IO);
    assertThat(stream.read(buffer.clear())).isEqualTo(50);
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotSeekSaysSo(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 1000);
    if (kind.has(Trait.SEEKS)) {
      stream.position(1);
    } else {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> stream.position(1))
          .withMessageContaining("MF_E_BYTESTREAM_NOT_SEEKABLE");
    }
  }

  @ParameterizedTest
  @MethodSource("writable")
  void writesInPlaceAndMovesThePosition(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 1000);
    stream.position(100);
    assertThat(stream.write(ByteBuffer.wrap(new byte[] {1, 2, 3}))).isEqualTo(3);
    assertThat(stream.position()).isEqualTo(103);
    ByteBuffer direct = ByteBuffer.allocateDirect(200).put(0, (byte) 4).put(199, (byte) 5);
    var done = new RecordingEnd(stream);
    stream.beginWrite(direct, done, null);
    assertThat(stream.position()).isEqualTo(303);
    assertThat(done.await()).isEqualTo(200);
    ByteBuffer buffer = ByteBuffer.allocate(1000);
    stream.position(0);
    assertThat(stream.read(buffer)).isEqualTo(1000);
    Pattern.assertHolds(buffer, 0, 100, 0);
    assertThat(buffer.get(100)).isEqualTo((byte) 1);
    assertThat(buffer.get(103)).isEqualTo((byte) 4);
    assertThat(buffer.get(302)).isEqualTo((byte) 5);
    Pattern.assertHolds(buffer, 303, 697, 303);
    stream.flush();
  }

  @ParameterizedTest
  @MethodSource("writable")
  void extendsAndCuts(SourceKind kind) throws Exception {
    assumeTrue(
        kind != SourceKind.BUFFER && kind != SourceKind.DIRECT_BUFFER, "buffers do not grow");
    ByteStream stream = open(kind, 10);
    stream.position(1000);
    stream.write(ByteBuffer.wrap(new byte[10]));
    assertThat(stream.length()).isEqualTo(1010);
    stream.length(2000);
    assertThat(stream.length()).isEqualTo(2000);
    stream.length(5);
    assertThat(stream.length()).isEqualTo(5);
    stream.position(0);
    ByteBuffer buffer = ByteBuffer.allocate(100);
    assertThat(stream.read(buffer)).isEqualTo(5);
    Pattern.assertHolds(buffer, 0, 5, 0);
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeWrittenSaysSo(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 10);
    assumeTrue(!kind.has(Trait.WRITES), "can be written");
    assertThatExceptionOfType(NonWritableChannelException.class)
        .isThrownBy(() -> stream.write(ByteBuffer.allocate(1)));
    var done = new RecordingEnd(stream);
    stream.beginWrite(ByteBuffer.allocate(1), done, null);
    assertThat(done.await()).isEqualTo(-1);
    assertThat(done.failure).isInstanceOf(NonWritableChannelException.class);
    stream.flush();
  }

  @ParameterizedTest
  @EnumSource
  void afterCloseNothingBegins(SourceKind kind) throws Exception {
    ByteStream stream = open(kind, 10);
    stream.close();
    stream.close();
    RecordingCallback callback = RecordingCallback.ending(stream);
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> stream.beginRead(ByteBuffer.allocate(10), callback, null));
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(stream::length);
    assertThat(callback.count()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void closingWhileManyReadsArePendingCompletesEachOnce(SourceKind kind) throws Exception {
    for (int round = 0; round < 5; round++) {
      ByteStream stream = open(kind, 100_000);
      RecordingCallback callback = RecordingCallback.ending(stream);
      for (int i = 0; i < 20; i++) {
        stream.beginRead(ByteBuffer.allocateDirect(1000), callback, null);
      }
      stream.close();
      assertThat(callback.await(20))
          .allSatisfy(
              invocation ->
                  assertThat(invocation.count() == 1000 || invocation.failure() != null).isTrue());
    }
  }

  /** Ends a write and remembers how that went. */
  private static final class RecordingEnd implements AsyncCallback {
    private final ByteStream stream;
    private final RecordingCallback callback = RecordingCallback.keeping();
    private volatile Exception failure;

    RecordingEnd(ByteStream stream) {
      this.stream = stream;
    }

    @Override
    public void invoke(AsyncResult result) throws Exception {
      callback.invoke(result);
    }

    /** The count of bytes; −1 when the write failed. */
    int await() throws InterruptedException {
      try {
        return stream.endWrite(callback.awaitOnly().result());
      } catch (Exception e) {
        failure = e;
        return -1;
      }
    }
  }
}
