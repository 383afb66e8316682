package org.mfplat4j.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.ScriptedStream.Stopping;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.UncaughtExceptions;

/** Cancelling and timeouts of futures, over a stream that stops its reads as it is told. */
class OperationFutureTest {
  private static final Duration SOON = Duration.ofMillis(20);

  private ScriptedStream script;
  private ByteStream stream;

  @BeforeEach
  void open() throws IOException {
    script = ScriptedStream.positional();
    stream = script.open(FileAccess.READ);
  }

  @AfterEach
  void close() throws IOException {
    stream.close();
    // A timer's thread may be on its way out of stopping a read.
    Limits.eventually(() -> assertThat(script.references()).isEqualTo(1));
    script.close();
  }

  // --- cancelling
  // ---------------------------------------------------------------------------------

  @Test
  void cancelIsTrueWhenTheReadWasReallyStopped() {
    script.stopping(Stopping.STOPS);
    for (boolean positional : new boolean[] {false, true}) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(10);
      CompletableFuture<Integer> read =
          positional ? stream.readAsync(buffer, 5) : stream.readAsync(buffer);
      CompletableFuture<Integer> other = stream.readAsync(ByteBuffer.allocate(10));
      assertThat(read.cancel(true)).isTrue();
      assertThat(read).isCancelled();
      assertThat(read.cancel(true)).as("again").isTrue();
      assertThatExceptionOfType(CancellationException.class).isThrownBy(read::get);
      assertThat(buffer.position()).isZero();
      assertThat(script.pending()).as("the other one").isEqualTo(1);
      script.complete(HResultTable.S_OK, 3);
      assertThat(other).isCompletedWithValue(3);
      assertThat(other.cancel(true)).as("done").isFalse();
    }
    assertThat(script.askedToStop()).isEqualTo(2);
  }

  @Test
  void cancelIsFalseWhenTheReadCannotBeStoppedAndItsDataComes() {
    script.stopping(Stopping.CANNOT);
    ByteBuffer buffer = ByteBuffer.allocate(10);
    CompletableFuture<Integer> read = stream.readAsync(buffer);
    assertThat(read.cancel(true)).isFalse();
    assertThat(read).isNotDone();
    script.complete(HResultTable.S_OK, 10);
    assertThat(read).isCompletedWithValue(10);
    assertThat(buffer.position()).isEqualTo(10);
  }

  @Test
  void cancelIsFalseWhenThereIsNoAnswerInTimeWhateverComesLater() {
    script.stopping(Stopping.IGNORES);
    CompletableFuture<Integer> done = stream.readAsync(ByteBuffer.allocate(10));
    assertThat(done.cancel(true)).isFalse();
    assertThat(done).isNotDone();
    script.complete(HResultTable.S_OK, 10);
    assertThat(done).isCompletedWithValue(10);
    CompletableFuture<Integer> stopped = stream.readAsync(ByteBuffer.allocate(10));
    assertThat(stopped.cancel(true)).isFalse();
    script.complete(HResultTable.ERROR_OPERATION_ABORTED, 0);
    assertThat(stopped).isCancelled();
  }

  @Test
  void cancelLearnsTheTruthFromTheCompletion() throws Exception {
    script.stopping(Stopping.IGNORES);
    CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(10));
    CompletableFuture<Boolean> cancelled =
        CompletableFuture.supplyAsync(() -> read.cancel(true), task -> new Thread(task).start());
    Limits.eventually(() -> assertThat(script.askedToStop()).isEqualTo(1));
    script.complete(HResultTable.ERROR_OPERATION_ABORTED, 0);
    assertThat(cancelled.get()).isEqualTo(read.isCancelled());
    assertThat(read).isCancelled();
  }

  @Test
  void anInterruptedCancelDoesNotWait() {
    script.stopping(Stopping.IGNORES);
    CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(10));
    Thread.currentThread().interrupt();
    assertThat(read.cancel(true)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    script.complete(HResultTable.S_OK, 10);
    assertThat(read).isCompletedWithValue(10);
  }

  @Test
  void aCancelledFutureIsCancelledAtOnceWhateverItsExecutorDoes() {
    script.stopping(Stopping.STOPS);
    List<Runnable> tasks = new ArrayList<>();
    CompletableFuture<Integer> read =
        stream.readAsync(ByteBuffer.allocate(10), FutureOptions.on(tasks::add));
    assertThat(read.cancel(true)).isTrue();
    assertThat(read).isCancelled();
    assertThat(tasks).hasSize(1);
    tasks.get(0).run();
    assertThat(read).isCancelled();
  }

  @Test
  void aCallbackMayCancelAnotherRead() throws Exception {
    script.stopping(Stopping.STOPS);
    CompletableFuture<Integer> other = stream.readAsync(ByteBuffer.allocate(10));
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    WorkQueue.STANDARD.execute(() -> cancelled.complete(other.cancel(true)));
    assertThat(cancelled.get()).isTrue();
  }

  @Test
  void whatIsStoppedByCloseWasNotCancelled() throws Exception {
    script.stopping(Stopping.STOPS);
    CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(10));
    stream.close();
    assertThat(read.cancel(true)).isFalse();
    assertThat(script.askedToStop()).isZero();
    script.complete(HResultTable.ERROR_OPERATION_ABORTED, 0);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(read::get)
        .withCauseInstanceOf(AsynchronousCloseException.class);
    assertThat(read).isNotCancelled();
  }

  // --- time
  // ---------------------------------------------------------------------------------------

  @Test
  void aReadThatIsLateIsStopped() {
    script.stopping(Stopping.STOPS);
    List<CompletableFuture<Integer>> reads =
        List.of(
            stream.readAsync(ByteBuffer.allocate(10), FutureOptions.DEFAULT.timeout(SOON)),
            stream.readAsync(ByteBuffer.allocate(10), 5, FutureOptions.DEFAULT.timeout(SOON)),
            stream
                .readAsync(ByteBuffer.allocate(10))
                .orTimeout(SOON.toMillis(), TimeUnit.MILLISECONDS));
    for (CompletableFuture<Integer> read : reads) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> read.get(20, TimeUnit.SECONDS))
          .withCauseInstanceOf(TimeoutException.class)
          .withMessageContaining("BeginRead")
          .withRootCauseInstanceOf(MediaFoundationException.class)
          .havingRootCause()
          .withMessageContaining("ERROR_OPERATION_ABORTED");
      assertThat(read).isNotCancelled();
      assertThat(read.cancel(true)).isFalse();
    }
  }

  @Test
  void aLateReadThatCannotBeStoppedCompletesWithItsData() {
    for (Stopping stopping : List.of(Stopping.CANNOT, Stopping.IGNORES)) {
      script.stopping(stopping);
      int asked = script.askedToStop();
      CompletableFuture<Integer> read =
          stream.readAsync(ByteBuffer.allocate(10), FutureOptions.DEFAULT.timeout(SOON));
      Limits.eventually(() -> assertThat(script.askedToStop()).isEqualTo(asked + 1));
      assertThat(read).isNotDone();
      script.complete(HResultTable.S_OK, 10);
      assertThat(read).isCompletedWithValue(10);
    }
  }

  @Test
  void aReadInTimeIsNeverAskedAndItsTimerIsGone() throws Exception {
    script.stopping(Stopping.STOPS);
    for (int i = 0; i < 100; i++) {
      CompletableFuture<Integer> read =
          stream.readAsync(ByteBuffer.allocate(10), FutureOptions.DEFAULT.timeout(SOON));
      script.complete(HResultTable.S_OK, 10);
      try {
        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(10);
      } catch (ExecutionException e) {
        // This machine was slower than the timeout; then it was asked.
        assertThat(e).hasCauseInstanceOf(TimeoutException.class);
      }
    }
    int asked = script.askedToStop();
    Thread.sleep(2 * SOON.toMillis());
    assertThat(script.askedToStop()).isEqualTo(asked);
    // What is done is not held by a timer for the rest of its time.
    CompletableFuture<Integer> read =
        stream.readAsync(
            ByteBuffer.allocate(10), FutureOptions.DEFAULT.timeout(Duration.ofDays(1)));
    script.complete(HResultTable.S_OK, 10);
    var forgotten = new java.lang.ref.WeakReference<>(read);
    read = null;
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(forgotten.get()).isNull();
        });
  }

  // --- what went wrong
  // ----------------------------------------------------------------------------

  @Test
  void aReadThatThePlatformDropsFails() {
    CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(10));
    script.drop();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(read::get)
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("dropped BeginRead on \"scripted\"");
  }

  @Test
  void anyFailureOfEndReachesTheFuture() {
    CompletableFuture<Integer> memory = stream.readAsync(ByteBuffer.allocate(10));
    script.complete(HResultTable.E_OUTOFMEMORY, 0);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(memory::get)
        .withCauseInstanceOf(OutOfMemoryError.class);
    script.answer(HResultTable.E_FAIL);
    CompletableFuture<Integer> refused = stream.readAsync(ByteBuffer.allocate(10));
    script.answer(HResultTable.S_OK);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(refused::get)
        .withCauseInstanceOf(MediaFoundationException.class)
        .withMessageContaining("BeginRead on \"scripted\" failed: E_FAIL");
  }

  @Test
  void whatACallbackThrewIsTheCauseOfWhatEndThrowsLater() throws Exception {
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      IllegalArgumentException thrown = new IllegalArgumentException("the callback's");
      List<AsyncResult> kept = new ArrayList<>();
      CountDownLatch invoked = new CountDownLatch(1);
      stream.beginRead(
          ByteBuffer.allocate(10),
          result -> {
            kept.add(result);
            invoked.countDown();
            throw thrown;
          },
          null);
      script.complete(HResultTable.E_FAIL, 0);
      Limits.eventually(invoked);
      assertThat(uncaught.await(1)).containsExactly(thrown);
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> stream.endRead(kept.get(0)))
          .withCause(thrown);
    }
  }
}
