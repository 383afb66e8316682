package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What reads and writes with a position of their own promise. */
class PositionalContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @ParameterizedTest
  @EnumSource
  void beginReadTakesItsPositionAndLeavesTheStreams(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(10);
    ByteBuffer buffer = kind.allocate(200);
    buffer.position(20).limit(120);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(buffer, 300, callback, "state");
    AsyncResult result = callback.awaitOnly().result();
    assertThat(result.state()).isEqualTo("state");
    assertThat(result.toString()).contains("BeginRead at 300 on");
    assertThat(stream.endRead(result)).isEqualTo(100);
    assertThat(buffer.position()).isEqualTo(120);
    Pattern.assertHolds(buffer.clear(), 20, 100, 300);
    BufferKind.assertUntouched(buffer, 0, 20);
    BufferKind.assertUntouched(buffer, 120, 200);
    assertThat(stream.position()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void readTakesItsPositionAndLeavesTheStreams(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(10);
    ByteBuffer buffer = kind.allocate(100);
    assertThat(stream.read(buffer, 950)).isEqualTo(50);
    assertThat(buffer.position()).isEqualTo(50);
    Pattern.assertHolds(buffer, 0, 50, 950);
    BufferKind.assertUntouched(buffer, 50, 100);
    assertThat(stream.position()).isEqualTo(10);
    assertThat(stream.read(buffer, 5000)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void writeTakesItsPositionAndLeavesTheStreams(BufferKind kind) throws Exception {
    Path path = bench.missing("written");
    try (ByteStream stream = bench.open(path, FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST)) {
      ByteBuffer buffer = kind.bare(100);
      for (int i = 0; i < 100; i++) {
        buffer.put(i, Pattern.at(50 + i));
      }
      assertThat(stream.write(buffer, 50)).isEqualTo(100);
      assertThat(buffer.position()).isEqualTo(100);
      assertThat(stream.position()).isZero();
    }
    byte[] content = Files.readAllBytes(path);
    assertThat(content).hasSize(150);
    assertThat(content).startsWith(new byte[50]);
    Pattern.assertHolds(ByteBuffer.wrap(content), 50, 100, 50);
  }

  @Test
  void asynchronousWritesLandAtTheirPositions() throws Exception {
    Path path = bench.missing("written");
    try (ByteStream stream = bench.open(path, FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST)) {
      if (TestPlatform.isWine(8, 10)) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(
                () -> stream.beginWrite(ByteBuffer.allocateDirect(1), 0, result -> {}, null))
            .withMessageContaining("Wine");
        return;
      }
      int blocks = 200;
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < blocks; i++) {
        // Each block once, in an order that jumps.
        long position = 100L * (i * 37 % blocks);
        ByteBuffer source = i % 2 == 0 ? ByteBuffer.allocateDirect(100) : ByteBuffer.allocate(100);
        for (int j = 0; j < 100; j++) {
          source.put(j, Pattern.at(position + j));
        }
        futures.add(stream.writeAsync(source, position));
      }
      for (CompletableFuture<Integer> future : futures) {
        assertThat(future.get()).isEqualTo(100);
      }
      RecordingCallback callback = RecordingCallback.keeping();
      stream.beginWrite(ByteBuffer.wrap(new byte[5]), 100L * blocks, callback, null);
      assertThat(stream.endWrite(callback.awaitOnly().result())).isEqualTo(5);
      assertThat(stream.position()).isZero();
    }
    byte[] content = Files.readAllBytes(path);
    assertThat(content).hasSize(20_005);
    Pattern.assertHolds(ByteBuffer.wrap(content), 0, 20_000, 0);
  }

  @Test
  void negativePositionsAreRefusedAndNothingBegins() throws Exception {
    ByteStream stream =
        bench.open(bench.file(10), FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    ByteBuffer buffer = ByteBuffer.allocateDirect(1);
    assertNegative(() -> stream.beginRead(buffer, -1, result -> {}, null));
    assertNegative(() -> stream.beginWrite(buffer, -1, result -> {}, null));
    assertNegative(() -> stream.read(buffer, -1));
    assertNegative(() -> stream.write(buffer, -1));
    assertNegative(() -> stream.readAsync(buffer, -1));
    assertNegative(() -> stream.writeAsync(buffer, -1));
    assertThat(PendingOperations.all().count()).isZero();
  }

  private static void assertNegative(ThrowingCallable call) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessage("the position is negative: -1");
  }

  @Test
  void nullsAndReadOnlyBuffersAreRefusedAndNothingBegins() throws Exception {
    ByteStream stream = bench.reading(10);
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    assertThatNullPointerException().isThrownBy(() -> stream.beginRead(null, 0, r -> {}, null));
    assertThatNullPointerException().isThrownBy(() -> stream.beginRead(buffer, 0, null, null));
    assertThatNullPointerException().isThrownBy(() -> stream.read(null, 0));
    assertThatNullPointerException().isThrownBy(() -> stream.readAsync(null, 0));
    assertThatNullPointerException().isThrownBy(() -> stream.readAsync(buffer, 0, null));
    assertThatNullPointerException().isThrownBy(() -> stream.writeAsync(null, 0));
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> stream.read(buffer.asReadOnlyBuffer(), 0),
            () -> stream.beginRead(buffer.asReadOnlyBuffer(), 0, r -> {}, null),
            () -> stream.readAsync(buffer.asReadOnlyBuffer()),
            () -> stream.readAsync(buffer.asReadOnlyBuffer(), 0))) {
      assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining("read-only");
    }
    assertThat(PendingOperations.all().count()).isZero();
  }

  @Test
  void afterCloseNothingBegins() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.close();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> stream.read(buffer, 0), () -> stream.beginRead(buffer, 0, r -> {}, null))) {
      assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(call);
    }
  }

  @Test
  void readsAtTheStreamsPositionGoBetweenThoseWithTheirOwn() throws Exception {
    int length = 400_000;
    ByteStream stream = bench.reading(length);
    Random random = new Random(1);
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    List<ByteBuffer> buffers = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    for (long at = 0; at < length; at += 1000) {
      for (boolean own : new boolean[] {true, false}) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
        long position = own ? random.nextInt(length - 1000) : at;
        futures.add(own ? stream.readAsync(buffer, position) : stream.readAsync(buffer));
        buffers.add(buffer);
        positions.add(position);
      }
      assertThat(stream.position()).isEqualTo(at + 1000);
    }
    for (int i = 0; i < futures.size(); i++) {
      assertThat(futures.get(i).get()).isEqualTo(1000);
      Pattern.assertHolds(buffers.get(i), 0, 1000, positions.get(i));
    }
  }
}
