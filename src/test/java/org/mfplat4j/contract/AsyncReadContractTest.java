package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.OpenMode;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.RecordingCallback.Invocation;
import org.mfplat4j.testing.Workbench;

/** What beginRead and endRead promise. */
class AsyncReadContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  // --- bytes and buffers
  // --------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void readsFromPositionToLimitAndMovesThePositionAtEndRead(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(10);
    ByteBuffer buffer = kind.allocate(200);
    buffer.position(20).limit(120);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertThat(buffer.position()).as("before endRead").isEqualTo(20);

    assertThat(stream.endRead(result)).isEqualTo(100);
    assertThat(buffer.position()).isEqualTo(120);
    assertThat(buffer.limit()).isEqualTo(120);
    Pattern.assertHolds(buffer.clear(), 20, 100, 10);
    BufferKind.assertUntouched(buffer, 0, 20);
    BufferKind.assertUntouched(buffer, 120, 200);
  }

  @ParameterizedTest
  @EnumSource
  void nearTheEndThePositionMovesByTheCountOnly(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(990);
    ByteBuffer buffer = kind.allocate(100);
    buffer.position(5);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(buffer, callback, null);
    assertThat(callback.awaitOnly().count()).isEqualTo(10);
    assertThat(buffer.position()).isEqualTo(15);
    assertThat(buffer.limit()).isEqualTo(100);
    Pattern.assertHolds(buffer, 5, 10, 990);
    BufferKind.assertUntouched(buffer, 15, 100);
    assertThat(stream.position()).isEqualTo(1000);
  }

  @ParameterizedTest
  @EnumSource
  void atTheEndNoBytesComeAndThatIsNoError(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(1000);
    ByteBuffer buffer = kind.allocate(100);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(buffer, callback, null);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.status()).isEqualTo(HResult.S_OK);
    assertThat(invocation.count()).isZero();
    assertThat(buffer.position()).isZero();
    BufferKind.assertUntouched(buffer, 0, 100);
  }

  @ParameterizedTest
  @EnumSource
  void aBufferWithoutRoomCompletesWithNoBytes(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    ByteBuffer buffer = kind.allocate(10);
    buffer.position(10);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(buffer, callback, null);
    assertThat(callback.awaitOnly().count()).isZero();
    assertThat(stream.position()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyBufferIsRefusedAndNothingBegins(BufferKind kind) throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback callback = RecordingCallback.ending(stream);
    ByteBuffer buffer = kind.allocate(10).asReadOnlyBuffer();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.beginRead(buffer, callback, null))
        .withMessageContaining("read-only");
    assertThat(PendingOperations.all().count()).isZero();
    assertThat(stream.position()).isZero();
  }

  @Test
  void aLargeReadComesWhole() throws Exception {
    int size = 5 * 1024 * 1024 + 3;
    ByteStream stream = bench.reading(size);
    for (BufferKind kind : BufferKind.values()) {
      stream.position(0);
      ByteBuffer buffer = kind.bare(size);
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(buffer, callback, null);
      assertThat(callback.awaitOnly().count()).isEqualTo(size);
      Pattern.assertHolds(buffer, 0, size, 0);
    }
  }

  // --- the callback
  // -------------------------------------------------------------------------------

  @Test
  void theCallbackRunsOnAnotherThread() throws Exception {
    ByteStream stream = bench.reading(10);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    Thread thread = callback.awaitOnly().thread();
    assertThat(thread).isNotSameAs(Thread.currentThread());
    assertThat(thread.getName()).startsWith("mfplat4j-queue");
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void aReadBegunInsideACallbackDoesNotRunInsideIt() throws Exception {
    ByteStream stream = bench.reading(1000);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1);
    AsyncCallback inner =
        result -> {
          order.add("inner");
          stream.endRead(result);
          done.countDown();
        };
    AsyncCallback outer =
        result -> {
          order.add("outer begins");
          stream.endRead(result);
          stream.beginRead(ByteBuffer.allocateDirect(10), inner, null);
          // Time for a recursion to happen, if there were one.
          assertThat(done.await(50, TimeUnit.MILLISECONDS)).isFalse();
          order.add("outer returns");
        };
    stream.beginRead(ByteBuffer.allocateDirect(10), outer, null);
    Limits.eventually(done);
    assertThat(order).containsExactly("outer begins", "outer returns", "inner");
  }

  @Test
  void callbacksOnStandardRunOneAfterTheOther() throws Exception {
    ByteStream stream = bench.reading(1000);
    AtomicReference<Thread> inside = new AtomicReference<>();
    List<Thread> intruders = Collections.synchronizedList(new ArrayList<>());
    RecordingCallback callback =
        RecordingCallback.ending(stream)
            .doing(
                result -> {
                  if (!inside.compareAndSet(null, Thread.currentThread())) {
                    intruders.add(Thread.currentThread());
                  }
                  Thread.onSpinWait();
                  inside.set(null);
                });
    for (int i = 0; i < 200; i++) {
      stream.beginRead(ByteBuffer.allocateDirect(5), callback, null);
    }
    callback.await(200);
    assertThat(intruders).isEmpty();
  }

  @Test
  void oneCallbackServesManyReads() throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback callback = RecordingCallback.ending(stream);
    for (int i = 0; i < 10; i++) {
      stream.beginRead(ByteBuffer.allocateDirect(100), callback, i);
    }
    assertThat(callback.await(10))
        .allSatisfy(invocation -> assertThat(invocation.count()).isEqualTo(100))
        .extracting(invocation -> invocation.result().state())
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void theStateIsTheVerySameObject() throws Exception {
    ByteStream stream = bench.reading(10);
    Object state = new StringBuilder("state");
    for (Object given : new Object[] {state, null, stream}) {
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(ByteBuffer.allocateDirect(1), callback, given);
      AsyncResult result = callback.awaitOnly().result();
      assertThat(result.state()).isSameAs(given);
      assertThat(result.object()).isNull();
    }
  }

  @Test
  void everyQueueOfThePlatformInvokes() throws Exception {
    ByteStream stream = bench.reading(1000);
    for (WorkQueue queue :
        new WorkQueue[] {
          WorkQueue.STANDARD,
          WorkQueue.RT,
          WorkQueue.IO,
          WorkQueue.TIMER,
          WorkQueue.MULTITHREADED,
          WorkQueue.LONG_FUNCTION
        }) {
      RecordingCallback callback =
          RecordingCallback.ending(stream).with(CallbackParameters.on(queue));
      stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
      assertThat(callback.awaitOnly().count()).as("on %s", queue).isEqualTo(10);
    }
  }

  @Test
  void parametersAreAskedOnceOnTheThreadThatBegins() throws Exception {
    ByteStream stream = bench.reading(10);
    List<Thread> asked = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1);
    stream.beginRead(
        ByteBuffer.allocateDirect(10),
        new AsyncCallback() {
          @Override
          public CallbackParameters parameters() {
            asked.add(Thread.currentThread());
            return CallbackParameters.on(WorkQueue.MULTITHREADED);
          }

          @Override
          public void invoke(AsyncResult result) throws Exception {
            stream.endRead(result);
            done.countDown();
          }
        },
        null);
    Limits.eventually(done);
    assertThat(asked).containsExactly(Thread.currentThread());
  }

  @Test
  void aCallbackWhoseParametersFailBeginsNothing() throws Exception {
    ByteStream stream = bench.reading(10);
    IllegalStateException thrown = new IllegalStateException("no parameters");
    AsyncCallback callback =
        new AsyncCallback() {
          @Override
          public CallbackParameters parameters() {
            throw thrown;
          }

          @Override
          public void invoke(AsyncResult result) {}
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> stream.beginRead(ByteBuffer.allocateDirect(10), callback, null))
        .isSameAs(thrown);
    assertThat(PendingOperations.all().count()).isZero();
    assertThat(stream.position()).isZero();
  }

  @Test
  void nullsAreRefusedAndNothingBegins() throws Exception {
    ByteStream stream = bench.reading(10);
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    RecordingCallback callback = RecordingCallback.ending(stream);
    assertThatNullPointerException().isThrownBy(() -> stream.beginRead(null, callback, null));
    assertThatNullPointerException().isThrownBy(() -> stream.beginRead(buffer, null, null));
    assertThatNullPointerException()
        .isThrownBy(() -> stream.beginRead(buffer, callback.with(null), null));
    assertThatNullPointerException().isThrownBy(() -> stream.endRead(null));
    assertThat(PendingOperations.all().count()).isZero();
  }

  // --- many reads
  // ---------------------------------------------------------------------------------

  @Test
  void readsMayBeEndedInAnyOrder() throws Exception {
    ByteStream stream = bench.reading(1000);
    List<ByteBuffer> buffers = new ArrayList<>();
    List<RecordingCallback> callbacks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(100);
      RecordingCallback callback = RecordingCallback.keeping();
      stream.beginRead(buffer, callback, null);
      buffers.add(buffer);
      callbacks.add(callback);
    }
    for (int i = 4; i >= 0; i--) {
      assertThat(stream.endRead(callbacks.get(i).awaitOnly().result())).isEqualTo(100);
      Pattern.assertHolds(buffers.get(i), 0, 100, 100L * i);
    }
  }

  @Test
  void synchronousReadsGoBetweenAsynchronousOnes() throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback callback = RecordingCallback.ending(stream);
    ByteBuffer asynchronous = ByteBuffer.allocateDirect(100);
    stream.beginRead(asynchronous, callback, null);
    ByteBuffer synchronous = ByteBuffer.allocateDirect(100);
    assertThat(stream.read(synchronous)).isEqualTo(100);
    Pattern.assertHolds(synchronous, 0, 100, 100);
    assertThat(callback.awaitOnly().count()).isEqualTo(100);
    Pattern.assertHolds(asynchronous, 0, 100, 0);
  }

  @Test
  void readsThatReachBeyondTheEndTogetherGiveTheRestOnce() throws Exception {
    ByteStream stream = bench.reading(1000);
    List<RecordingCallback> callbacks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(ByteBuffer.allocateDirect(400), callback, null);
      callbacks.add(callback);
    }
    List<Integer> counts = new ArrayList<>();
    for (RecordingCallback callback : callbacks) {
      counts.add(callback.awaitOnly().count());
    }
    assertThat(counts).containsExactly(400, 400, 200, 0);
    assertThat(stream.position()).isEqualTo(1000);
  }

  // --- ending
  // -------------------------------------------------------------------------------------

  @Test
  void aSecondEndReadIsRefused() throws Exception {
    ByteStream stream = bench.reading(10);
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    stream.beginRead(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertThat(stream.endRead(result)).isEqualTo(10);
    assertThatIllegalStateException()
        .isThrownBy(() -> stream.endRead(result))
        .withMessageContaining("EndRead on \"")
        .withMessageContaining("E_INVALIDARG (0x80070057)");
    assertThat(buffer.position()).as("moved once").isEqualTo(10);
    assertThat(result.status()).as("stays readable").isEqualTo(HResult.S_OK);
    assertThatIllegalStateException().isThrownBy(() -> result.setStatus(HResult.E_FAIL));
  }

  @Test
  void ofManyThreadsThatEndOneReadOneSucceeds() throws Exception {
    ByteStream stream = bench.reading(10);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    AsyncResult result = callback.awaitOnly().result();
    List<Integer> counts = Collections.synchronizedList(new ArrayList<>());
    List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  counts.add(stream.endRead(result));
                } catch (Exception e) {
                  failures.add(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join(Limits.EVENTUALLY.toMillis());
    }
    assertThat(counts).containsExactly(10);
    assertThat(failures).hasSize(7).hasOnlyElementsOfType(IllegalStateException.class);
  }

  @Test
  void theResultOfAWorkItemIsRefused() throws Exception {
    ByteStream stream = bench.reading(10);
    AtomicReference<Exception> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    WorkQueue.STANDARD.put(
        result -> {
          try {
            stream.endRead(result);
          } catch (Exception e) {
            failure.set(e);
          }
          done.countDown();
        },
        null);
    Limits.eventually(done);
    assertThat(failure.get())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("E_INVALIDARG (0x80070057)");
  }

  @Test
  void aClosedResultCannotBeEndedAndMovesNothing() throws Exception {
    ByteStream stream = bench.reading(10);
    for (BufferKind kind : BufferKind.values()) {
      stream.position(0);
      RecordingCallback callback = RecordingCallback.keeping();
      ByteBuffer buffer = kind.allocate(10);
      stream.beginRead(buffer, callback, null);
      AsyncResult result = callback.awaitOnly().result();
      result.close();
      result.close();
      assertThatIllegalStateException().isThrownBy(() -> stream.endRead(result));
      assertThat(buffer.position()).isZero();
    }
  }

  @Test
  void closingAResultAfterItsEndDoesNothing() throws Exception {
    ByteStream stream = bench.reading(10);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    AsyncResult result = callback.awaitOnly().result();
    stream.endRead(result);
    result.close();
    assertThat(result.status()).isEqualTo(HResult.S_OK);
  }

  @Test
  void theResultCanBeEndedInATryBlock() throws Exception {
    ByteStream stream = bench.reading(10);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    try (AsyncResult result = callback.awaitOnly().result()) {
      assertThat(stream.endRead(result)).isEqualTo(10);
    }
  }

  @Test
  void aStreamForWritingOnlyRefusesTheRead() throws Exception {
    ByteStream stream = bench.open(bench.file(10), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    RecordingCallback callback = RecordingCallback.ending(stream);
    // Begins and fails at its end, as Wine does; what Windows does is not known.
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.status()).isEqualTo(HResult.E_ACCESSDENIED);
    assertThat(invocation.failure())
        .isInstanceOf(NonReadableChannelException.class)
        .hasMessageContaining("EndRead on \"")
        .hasMessageContaining("E_ACCESSDENIED (0x80070005)");
    assertThat(stream.position()).isZero();
  }

  @Test
  void theStatusThatWasSetIsWhatEndReadThrows() throws Exception {
    ByteStream stream = bench.reading(10);
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    stream.beginRead(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    result.setStatus(HResult.OPERATION_ABORTED);
    assertThat(result.status()).isEqualTo(HResult.OPERATION_ABORTED);
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> stream.endRead(result))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED) (0x800703E3)");
    assertThat(buffer.position()).isZero();
  }

  @Test
  void aBlockedQueueDelaysTheCallbackAndLosesNothing() throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback callback = RecordingCallback.ending(stream);
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      for (int i = 0; i < 10; i++) {
        stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
      }
      callback.assertNoMoreThan(0);
      assertThat(PendingOperations.all().count()).as("ten reads and the blocker").isEqualTo(11);
    }
    assertThat(callback.await(10)).extracting(Invocation::count).containsOnly(100);
  }
}
