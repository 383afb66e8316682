package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.HResult;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.RecordingCallback.Invocation;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** Cases A48 to A54: asynchronous reads. */
class AsyncReadCasesTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  @DisplayName(
      "A48 one read: one Invoke, S_OK, the state, the count, the bytes, and nothing is kept")
  void a48_oneReadCompletesOnceWithItsStateAndBytes() throws Exception {
    ByteStream stream = bench.reading(1000);
    Object state = new Object();
    RecordingCallback callback = RecordingCallback.ending(stream);
    ByteBuffer buffer = ByteBuffer.allocateDirect(600);
    stream.beginRead(buffer, callback, state);

    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.failure()).isNull();
    assertThat(invocation.status()).isEqualTo(HResult.S_OK);
    assertThat(invocation.result().state()).isSameAs(state);
    assertThat(invocation.count()).isEqualTo(600);
    Pattern.assertHolds(buffer, 0, 600, 0);
    assertThat(stream.position()).isEqualTo(600);
    callback.assertNoMoreThan(1);
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
  }

  @Test
  @DisplayName("A49 the position has moved when BeginRead returns, though nothing has been invoked")
  void a49_beginReadMovesThePositionAtOnce() throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback callback = RecordingCallback.ending(stream);
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      stream.beginRead(ByteBuffer.allocateDirect(600), callback, null);
      assertThat(callback.count()).isZero();
      assertThat(stream.position()).isEqualTo(600);
    }
    assertThat(callback.awaitOnly().count()).isEqualTo(600);
    assertThat(stream.position()).isEqualTo(600);
  }

  @Test
  @DisplayName("A50 a read of 0 bytes completes with 0 bytes, and the position stays")
  void a50_aReadOfNoBytesCompletes() throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(5);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(ByteBuffer.allocateDirect(0), callback, null);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.status()).isEqualTo(HResult.S_OK);
    assertThat(invocation.count()).isZero();
    assertThat(stream.position()).isEqualTo(5);
  }

  @Test
  @DisplayName("A51 eight reads at once cover consecutive ranges")
  void a51_readsThatOverlapInTimeCoverConsecutiveRanges() throws Exception {
    ByteStream stream = bench.reading(4000);
    List<ByteBuffer> buffers = new ArrayList<>();
    List<RecordingCallback> callbacks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(500);
      RecordingCallback callback = RecordingCallback.ending(stream);
      buffers.add(buffer);
      callbacks.add(callback);
      stream.beginRead(buffer, callback, null);
    }
    for (int i = 0; i < 8; i++) {
      assertThat(callbacks.get(i).awaitOnly().count()).isEqualTo(500);
      Pattern.assertHolds(buffers.get(i), 0, 500, 500L * i);
    }
    assertThat(stream.position()).isEqualTo(4000);
  }

  @Test
  @DisplayName("A52 the result is kept, and another thread ends the read later")
  void a52_anotherThreadMayEndTheReadLater() throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocateDirect(600);
    stream.beginRead(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    CompletableFuture<Integer> ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return stream.endRead(result);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
    assertThat(ended.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(600);
    Pattern.assertHolds(buffer, 0, 600, 0);
  }

  @Test
  @DisplayName("A53 another stream's result: E_INVALIDARG, and the right stream can still end it")
  void a53_anotherStreamsResultIsRefusedAndStaysValid() throws Exception {
    Path file = bench.file(1000);
    ByteStream first = bench.open(file);
    ByteStream second = bench.open(file);
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocateDirect(600);
    first.beginRead(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> second.endRead(result))
        .withMessageContaining("E_INVALIDARG (0x80070057)");
    assertThat(buffer.position()).isZero();
    assertThat(first.endRead(result)).isEqualTo(600);
    Pattern.assertHolds(buffer, 0, 600, 0);
  }

  @Test
  @DisplayName("A54 a callback that names MULTITHREADED is invoked while STANDARD is blocked")
  void a54_aCallbackOnMultithreadedDoesNotWaitForStandard() throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback callback =
        RecordingCallback.ending(stream).with(CallbackParameters.on(WorkQueue.MULTITHREADED));
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      stream.beginRead(ByteBuffer.allocateDirect(600), callback, null);
      if (TestPlatform.isWine(8)) {
        // It reads on STANDARD.
        callback.assertNoMoreThan(0);
      } else {
        callback.awaitOnly();
      }
    }
    assertThat(callback.awaitOnly().count()).isEqualTo(600);
  }
}
