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
    stream.beginRead(300, buffer, callback, "state");
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
    assertThat(stream.read(950, buffer)).isEqualTo(50);
    assertThat(buffer.position()).isEqualTo(50);
    Pattern.assertHolds(buffer, 0, 50, 950);
    BufferKind.assertUntouched(buffer, 50, 100);
    assertThat(stream.position()).isEqualTo(10);
    assertThat(stream.read(5000, buffer)).isZero();
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
      assertThat(stream.write(50, buffer)).isEqualTo(100);
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
                () -> stream.beginWrite(0, ByteBuffer.allocateDirect(1), result -> {}, null))
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
        futures.add(stream.writeAsync(position, source));
      }
      for (CompletableFuture<Integer> future : futures) {
        assertThat(future.get()).isEqualTo(100);
      }
      RecordingCallback callback = RecordingCallback.keeping();
      stream.beginWrite(100L * blocks, ByteBuffer.wrap(new byte[5]), callback, null);
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
    assertNegative(() -> stream.beginRead(-1, buffer, result -> {}, null));
    assertNegative(() -> stream.beginWrite(-1, buffer, result -> {}, null));
    assertNegative(() -> stream.read(-1, buffer));
    assertNegative(() -> stream.write(-1, buffer));
    assertNegative(() -> stream.readAsync(-1, buffer));
    assertNegative(() -> stream.writeAsync(-1, buffer));
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
    assertThatNullPointerException().isThrownBy(() -> stream.beginRead(0, null, r -> {}, null));
    assertThatNullPointerException().isThrownBy(() -> stream.beginRead(0, buffer, null, null));
    assertThatNullPointerException().isThrownBy(() -> stream.read(0, null));
    assertThatNullPointerException().isThrownBy(() -> stream.readAsync(0, null));
    assertThatNullPointerException().isThrownBy(() -> stream.readAsync(0, buffer, null));
    assertThatNullPointerException().isThrownBy(() -> stream.writeAsync(0, null));
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> stream.read(0, buffer.asReadOnlyBuffer()),
            () -> stream.beginRead(0, buffer.asReadOnlyBuffer(), r -> {}, null),
            () -> stream.readAsync(buffer.asReadOnlyBuffer()),
            () -> stream.readAsync(0, buffer.asReadOnlyBuffer()))) {
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
            () -> stream.read(0, buffer), () -> stream.beginRead(0, buffer, r -> {}, null))) {
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
        futures.add(own ? stream.readAsync(position, buffer) : stream.readAsync(buffer));
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
