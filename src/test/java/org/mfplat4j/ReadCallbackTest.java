package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

class ReadCallbackTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void aSuccessfulReadGivesStatusAndCountAndNoFailure() throws Exception {
    ByteStream stream = bench.reading(100);
    ReadCallback callback = new ReadCallback(stream);
    stream.beginRead(ByteBuffer.allocateDirect(200), callback, null);
    assertThat(callback.waitForCompletion(Limits.EVENTUALLY)).isEqualTo(HResult.S_OK);
    assertThat(callback.bytesRead()).isEqualTo(100);
    assertThat(callback.failure()).isNull();
  }

  @Test
  void waitingTwiceGivesTheSameAnswer() throws Exception {
    ByteStream stream = bench.reading(100);
    ReadCallback callback = new ReadCallback(stream);
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    assertThat(callback.waitForCompletion(Limits.EVENTUALLY)).isEqualTo(HResult.S_OK);
    assertThat(callback.waitForCompletion(Limits.EVENTUALLY)).isEqualTo(HResult.S_OK);
    assertThat(callback.bytesRead()).isEqualTo(10);
  }

  @Test
  void aReadThatFailedGivesItsCodeAndWhatEndReadThrew() throws Exception {
    ByteStream stream = bench.open(bench.file(10), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    ReadCallback callback = new ReadCallback(stream);
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    assertThat(callback.waitForCompletion(Limits.EVENTUALLY)).isEqualTo(HResult.E_ACCESSDENIED);
    assertThat(callback.bytesRead()).isZero();
    assertThat(callback.failure()).isInstanceOf(NonReadableChannelException.class);
  }

  @Test
  void beforeTheReadHasEndedTheStatusIsPending() throws Exception {
    ReadCallback callback = new ReadCallback(bench.reading(10));
    assertThat(callback.waitForCompletion(Duration.ZERO)).isEqualTo(HResult.E_PENDING);
    assertThat(callback.waitForCompletion(Duration.ofMillis(20))).isEqualTo(HResult.E_PENDING);
    assertThat(callback.waitForCompletion(Duration.ofSeconds(-1))).isEqualTo(HResult.E_PENDING);
    assertThat(callback.waitForCompletion(Duration.ofSeconds(Long.MIN_VALUE)))
        .isEqualTo(HResult.E_PENDING);
    assertThat(callback.bytesRead()).isZero();
    assertThat(callback.failure()).isNull();
  }

  @Test
  void theLongestTimeoutDoesNotOverflow() throws Exception {
    ByteStream stream = bench.reading(10);
    ReadCallback callback = new ReadCallback(stream);
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    assertThat(callback.waitForCompletion(Duration.ofSeconds(Long.MAX_VALUE)))
        .isEqualTo(HResult.S_OK);
  }

  @Test
  void aThreadThatIsInterruptedStopsWaitingAndTheReadGoesOn() throws Exception {
    ByteStream stream = bench.reading(10);
    ReadCallback callback = new ReadCallback(stream);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> callback.waitForCompletion(Duration.ofSeconds(1)));
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    assertThat(callback.waitForCompletion(Limits.EVENTUALLY)).isEqualTo(HResult.S_OK);
  }

  @Test
  void aSecondReadIsDiscardedAndReported() throws Exception {
    ByteStream stream = bench.reading(100);
    ReadCallback callback = new ReadCallback(stream);
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    assertThat(callback.waitForCompletion(Limits.EVENTUALLY)).isEqualTo(HResult.S_OK);
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      stream.beginRead(ByteBuffer.allocateDirect(20), callback, null);
      assertThat(uncaught.await(1).get(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("one read");
    }
    assertThat(callback.bytesRead()).as("of the first read").isEqualTo(10);
  }

  @Test
  void twoReadsAtOnceOnOneCallbackEndOneAndDiscardOne() throws Exception {
    ByteStream stream = bench.reading(100);
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      for (int round = 0; round < 50; round++) {
        stream.position(0);
        ReadCallback both =
            new ReadCallback(stream) {
              @Override
              public CallbackParameters parameters() {
                return CallbackParameters.on(WorkQueue.MULTITHREADED);
              }
            };
        stream.beginRead(ByteBuffer.allocateDirect(10), both, null);
        stream.beginRead(ByteBuffer.allocateDirect(10), both, null);
        assertThat(both.waitForCompletion(Limits.EVENTUALLY)).isEqualTo(HResult.S_OK);
        uncaught.await(round + 1);
      }
    }
  }

  @Test
  void aSubclassMayNameAQueueAndNothingElse() {
    assertThat(ReadCallback.class.getDeclaredMethods())
        .filteredOn(method -> !Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic())
        .isNotEmpty()
        .allMatch(method -> Modifier.isFinal(method.getModifiers()));
  }

  @Test
  void itNeedsAStream() {
    assertThatNullPointerException().isThrownBy(() -> new ReadCallback(null));
  }
}
