package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.OpenMode;
import org.mfplat4j.SeekFlag;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.RecordingCallback.Invocation;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What beginWrite and endWrite promise where they work; WriteContractTest has Wine's refusal. */
class AsyncWriteContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @BeforeEach
  void wineCannotBeginWrites() {
    assumeFalse(TestPlatform.isWine(8, 10), "Wine 8's BeginWrite never completes");
  }

  // --- bytes and buffers
  // --------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void writesFromPositionToLimitAndMovesThePositionAtEndWrite(BufferKind kind) throws Exception {
    Path file = bench.file(1000);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(10);
    ByteBuffer buffer = kind.allocate(200);
    buffer.position(20).limit(120);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginWrite(buffer, callback, null);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.status()).isEqualTo(HResult.S_OK);
    assertThat(buffer.position()).as("before endWrite").isEqualTo(20);

    assertThat(stream.endWrite(invocation.result())).isEqualTo(100);
    assertThat(buffer.position()).isEqualTo(120);
    assertThat(buffer.limit()).isEqualTo(120);
    BufferKind.assertUntouched(buffer.clear(), 0, 200);
    stream.close();
    byte[] expected = Pattern.bytes(1000);
    Arrays.fill(expected, 10, 110, BufferKind.MARK);
    assertThat(file).hasBinaryContent(expected);
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyBufferIsAsGoodASource(BufferKind kind) throws Exception {
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    ByteBuffer buffer = kind.bare(100).put(0, Pattern.bytes(100)).asReadOnlyBuffer();
    assertThat(writeAndEnd(stream, buffer)).isEqualTo(100);
    assertThat(buffer.hasRemaining()).isFalse();
    stream.close();
    assertThat(file).hasBinaryContent(Pattern.bytes(100));
  }

  @Test
  void aHeapBufferIsCopiedWhenTheWriteBegins() throws Exception {
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    byte[] bytes = Pattern.bytes(100);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginWrite(ByteBuffer.wrap(bytes), callback, null);
    Arrays.fill(bytes, BufferKind.MARK);
    assertThat(stream.endWrite(callback.awaitOnly().result())).isEqualTo(100);
    stream.close();
    assertThat(file).hasBinaryContent(Pattern.bytes(100));
  }

  @ParameterizedTest
  @EnumSource
  void aLargeWriteGoesWhole(BufferKind kind) throws Exception {
    int size = 5 * 1024 * 1024 + 3;
    Path file = bench.missing("large.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    assertThat(writeAndEnd(stream, kind.bare(size).put(0, Pattern.bytes(size)))).isEqualTo(size);
    stream.close();
    assertThat(Files.mismatch(file, bench.file(size))).as("the first difference").isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource
  void aBufferWithoutBytesCompletesAndWritesNothing(BufferKind kind) throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(50);
    ByteBuffer buffer = kind.allocate(10);
    buffer.position(10);
    assertThat(writeAndEnd(stream, buffer)).isZero();
    assertThat(stream.position()).isEqualTo(50);
    assertThat(stream.length()).as("no gap without bytes behind it").isEqualTo(10);
  }

  // --- positions
  // ----------------------------------------------------------------------------------

  @Test
  void thePositionMovesAtOnceAndTheRangeStays() throws Exception {
    Path file = bench.file(1000);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      stream.beginWrite(ByteBuffer.wrap(new byte[100]), callback, null);
      assertThat(stream.position()).isEqualTo(100);
      stream.position(500);
      assertThat(callback.count()).isZero();
    }
    assertThat(stream.endWrite(callback.awaitOnly().result())).isEqualTo(100);
    assertThat(stream.position()).as("where it was put").isEqualTo(500);
    stream.close();
    byte[] expected = Pattern.bytes(1000);
    Arrays.fill(expected, 0, 100, (byte) 0);
    assertThat(file).hasBinaryContent(expected);
  }

  @Test
  void writesThatOverlapInTimeCoverConsecutiveRanges() throws Exception {
    int writes = 100;
    int size = 777;
    byte[] all = Pattern.bytes(writes * size);
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    for (int i = 0; i < writes; i++) {
      // Direct and heap buffers take turns.
      ByteBuffer source = ByteBuffer.wrap(all, i * size, size);
      stream.beginWrite(
          i % 2 == 0 ? source : ByteBuffer.allocateDirect(size).put(source).flip(), callback, i);
      assertThat(stream.position()).isEqualTo((i + 1L) * size);
    }
    for (Invocation invocation : callback.await(writes)) {
      assertThat(stream.endWrite(invocation.result())).isEqualTo(size);
    }
    assertThat(stream.length()).isEqualTo(all.length);
    stream.close();
    assertThat(file).hasBinaryContent(all);
  }

  @Test
  void writingBeyondTheEndLeavesAGapOfZeros() throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(100);
    assertThat(writeAndEnd(stream, ByteBuffer.wrap(Pattern.bytes(5)))).isEqualTo(5);
    assertThat(stream.position()).isEqualTo(105);
    stream.close();
    byte[] expected = Arrays.copyOf(Pattern.bytes(10), 105);
    System.arraycopy(Pattern.bytes(5), 0, expected, 100, 5);
    assertThat(file).hasBinaryContent(expected);
  }

  @Test
  void synchronousWritesGoBetweenAsynchronousOnes() throws Exception {
    byte[] all = Pattern.bytes(300);
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginWrite(ByteBuffer.wrap(all, 0, 100), callback, null);
    assertThat(stream.write(ByteBuffer.wrap(all, 100, 100))).isEqualTo(100);
    stream.beginWrite(ByteBuffer.wrap(all, 200, 100), callback, null);
    for (Invocation invocation : callback.await(2)) {
      assertThat(stream.endWrite(invocation.result())).isEqualTo(100);
    }
    stream.close();
    assertThat(file).hasBinaryContent(all);
  }

  @Test
  void aReadBegunWhenTheWriteHasEndedSeesItsBytes() throws Exception {
    ByteStream stream =
        bench.open(bench.missing("new.bin"), FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST);
    ByteBuffer buffer = ByteBuffer.allocateDirect(200);
    RecordingCallback read = RecordingCallback.ending(stream);
    RecordingCallback write =
        RecordingCallback.keeping()
            .doing(
                result -> {
                  stream.endWrite(result);
                  stream.position(0);
                  stream.beginRead(buffer, read, null);
                });
    stream.beginWrite(ByteBuffer.wrap(Pattern.bytes(100)), write, null);
    assertThat(read.awaitOnly().count()).isEqualTo(100);
    Pattern.assertHolds(buffer, 0, 100, 0);
    write.awaitOnly();
  }

  @Test
  void theLastPositionOfAllCannotBeWritten() throws Exception {
    ByteStream stream = bench.open(bench.file(10), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(Long.MAX_VALUE);
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocate(10);
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> stream.beginWrite(buffer, callback, null))
        .withMessageContaining("BeginWrite on \"")
        .withMessageContaining("ERROR_FILE_TOO_LARGE");
    assertThat(PendingOperations.all().count()).isZero();
    assertThat(stream.position()).isEqualTo(Long.MAX_VALUE);
    callback.assertNoMoreThan(0);
  }

  // --- the callback
  // -------------------------------------------------------------------------------

  @Test
  void theCallbackRunsOnceOnAQueueThreadWithItsState() throws Exception {
    ByteStream stream = writing();
    RecordingCallback callback = RecordingCallback.keeping();
    Object state = new Object();
    stream.beginWrite(ByteBuffer.allocateDirect(10), callback, state);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.thread().getName()).startsWith("mfplat4j-queue");
    assertThat(invocation.result().state()).isSameAs(state);
    assertThat(invocation.result().object()).isNull();
    assertThat(invocation.result().toString())
        .startsWith("AsyncResult[BeginWrite on \"")
        .endsWith(", S_OK (0x00000000)]");
    stream.endWrite(invocation.result());
    callback.assertNoMoreThan(1);
  }

  @Test
  void nullsAreRefusedAndNothingBegins() throws Exception {
    ByteStream stream = writing();
    ByteBuffer buffer = ByteBuffer.allocate(10);
    RecordingCallback callback = RecordingCallback.keeping();
    assertThatNullPointerException().isThrownBy(() -> stream.beginWrite(null, callback, null));
    assertThatNullPointerException().isThrownBy(() -> stream.beginWrite(buffer, null, null));
    assertThatNullPointerException()
        .isThrownBy(() -> stream.beginWrite(buffer, callback.with(null), null));
    assertThatNullPointerException().isThrownBy(() -> stream.endWrite(null));
    assertThat(PendingOperations.all().count()).isZero();
    assertThat(stream.position()).isZero();
  }

  // --- ending
  // -------------------------------------------------------------------------------------

  @Test
  void aSecondEndWriteIsRefused() throws Exception {
    ByteStream stream = writing();
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocate(10);
    stream.beginWrite(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertThat(stream.endWrite(result)).isEqualTo(10);
    assertThatIllegalStateException()
        .isThrownBy(() -> stream.endWrite(result))
        .withMessageContaining("EndWrite on \"")
        .withMessageContaining("E_INVALIDARG (0x80070057)");
    assertThat(buffer.position()).as("moved once").isEqualTo(10);
  }

  @Test
  void anotherStreamsResultIsRefusedAndStaysValid() throws Exception {
    ByteStream first = writing();
    ByteStream second =
        bench.open(bench.missing("other.bin"), FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    first.beginWrite(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> second.endWrite(result))
        .withMessageContaining("E_INVALIDARG (0x80070057)");
    assertThat(buffer.position()).isZero();
    assertThat(first.endWrite(result)).isEqualTo(10);
  }

  @Test
  void readsAndWritesAreEndedByTheirOwnMethods() throws Exception {
    ByteStream stream =
        bench.open(bench.file(100), FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(20), callback, null);
    AsyncResult read = callback.awaitOnly().result();
    stream.beginWrite(ByteBuffer.allocateDirect(10), callback, null);
    AsyncResult write = callback.await(2).get(1).result();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.endWrite(read))
        .withMessageContaining("EndWrite on \"")
        .withMessageContaining("the result is that of BeginRead on \"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.endRead(write))
        .withMessageContaining("EndRead on \"")
        .withMessageContaining("the result is that of BeginWrite on \"");
    assertThat(stream.endRead(read)).isEqualTo(20);
    assertThat(stream.endWrite(write)).isEqualTo(10);
  }

  @Test
  void theResultOfAWorkItemIsRefused() throws Exception {
    ByteStream stream = writing();
    RecordingCallback item = RecordingCallback.keeping();
    WorkQueue.STANDARD.put(item, null);
    AsyncResult result = item.awaitOnly().result();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.endWrite(result))
        .withMessageContaining("the result is that of MFPutWorkItem");
  }

  @Test
  void ofManyThreadsThatEndOneWriteOneSucceeds() throws Exception {
    ByteStream stream = writing();
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginWrite(ByteBuffer.allocate(10), callback, null);
    AsyncResult result = callback.awaitOnly().result();
    List<Integer> counts = Collections.synchronizedList(new ArrayList<>());
    List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(8);
    for (int i = 0; i < 8; i++) {
      new Thread(
              () -> {
                try {
                  go.await();
                  counts.add(stream.endWrite(result));
                } catch (Exception e) {
                  failures.add(e);
                }
                done.countDown();
              })
          .start();
    }
    go.countDown();
    Limits.eventually(done);
    assertThat(counts).containsExactly(10);
    assertThat(failures).hasSize(7).hasOnlyElementsOfType(IllegalStateException.class);
  }

  @Test
  void aClosedResultCannotBeEndedAndMovesNothingButTheBytesAreWritten() throws Exception {
    for (BufferKind kind : BufferKind.values()) {
      Path file = bench.missing(kind + ".bin");
      ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
      RecordingCallback callback = RecordingCallback.keeping();
      ByteBuffer buffer = kind.bare(10).put(0, Pattern.bytes(10));
      stream.beginWrite(buffer, callback, null);
      AsyncResult result = callback.awaitOnly().result();
      result.close();
      result.close();
      assertThatIllegalStateException().isThrownBy(() -> stream.endWrite(result));
      assertThat(buffer.position()).isZero();
      stream.close();
      assertThat(file).hasBinaryContent(Pattern.bytes(10));
    }
  }

  @Test
  void theStatusThatWasSetIsWhatEndWriteThrows() throws Exception {
    ByteStream stream = writing();
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocate(10);
    stream.beginWrite(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    result.setStatus(HResult.OPERATION_ABORTED);
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> stream.endWrite(result))
        .withMessageContaining("HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED) (0x800703E3)");
    assertThat(buffer.position()).isZero();
  }

  // --- failing
  // ------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void aStreamForReadingOnlyRefusesTheWrite(BufferKind kind) throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file);
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = kind.allocate(10);
    // Begins and fails at its end, as reads do; what Windows does is not known.
    stream.beginWrite(buffer, callback, null);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.status()).isEqualTo(HResult.E_ACCESSDENIED);
    assertThatExceptionOfType(NonWritableChannelException.class)
        .isThrownBy(() -> stream.endWrite(invocation.result()))
        .withMessageContaining("EndWrite on \"")
        .withMessageContaining("E_ACCESSDENIED (0x80070005)");
    assertThat(buffer.position()).isZero();
    assertThat(stream.position()).isZero();
    stream.close();
    assertThat(file).hasBinaryContent(Pattern.bytes(10));
  }

  @Test
  void aClosedStreamRefusesTheWrite() throws Exception {
    ByteStream stream = writing();
    stream.close();
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(
            () -> stream.beginWrite(ByteBuffer.allocate(10), RecordingCallback.keeping(), null))
        .withMessageMatching("BeginWrite on \".*\" failed: the stream is closed");
    assertThat(PendingOperations.all().count()).isZero();
  }

  // --- closing and cancelling
  // ---------------------------------------------------------------------

  @Test
  void endWriteAfterCloseStillGivesTheCount() throws Exception {
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginWrite(ByteBuffer.wrap(Pattern.bytes(100)), callback, null);
    AsyncResult result = callback.awaitOnly().result();
    stream.close();
    assertThat(stream.endWrite(result)).isEqualTo(100);
    assertThat(file).hasBinaryContent(Pattern.bytes(100));
  }

  @Test
  void everyWriteThatIsPendingAtCloseCompletesOnceWithItsCountOrAsAborted() throws Exception {
    int writes = 50;
    int size = 100;
    byte[] all = Pattern.bytes(writes * size);
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      for (int i = 0; i < writes; i++) {
        stream.beginWrite(ByteBuffer.wrap(all, i * size, size), callback, i);
      }
      stream.close();
      assertThat(callback.count()).isZero();
    }
    List<Integer> written = new ArrayList<>();
    for (Invocation invocation : callback.await(writes)) {
      if (invocation.status().equals(HResult.S_OK)) {
        assertThat(stream.endWrite(invocation.result())).isEqualTo(size);
        written.add((Integer) invocation.result().state());
      } else {
        assertThat(invocation.status()).isEqualTo(HResult.OPERATION_ABORTED);
        assertThatExceptionOfType(AsynchronousCloseException.class)
            .isThrownBy(() -> stream.endWrite(invocation.result()))
            .withMessageContaining("HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED) (0x800703E3)");
      }
    }
    callback.assertNoMoreThan(writes);
    byte[] content = Files.readAllBytes(file);
    for (int i : written) {
      assertThat(Arrays.copyOfRange(content, i * size, (i + 1) * size))
          .as("write %d", i)
          .isEqualTo(Arrays.copyOfRange(all, i * size, (i + 1) * size));
    }
  }

  @Test
  void cancelledWritesCompleteOnceAndTheStreamGoesOn() throws Exception {
    int writes = 50;
    ByteStream stream = writing();
    RecordingCallback callback = RecordingCallback.keeping();
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      for (int i = 0; i < writes; i++) {
        stream.beginWrite(ByteBuffer.allocate(100), callback, null);
      }
      assertThat(stream.seek(SeekOrigin.BEGIN, 7, SeekFlag.CANCEL_PENDING_IO)).isEqualTo(7);
      assertThat(stream.position()).isEqualTo(7);
    }
    for (Invocation invocation : callback.await(writes)) {
      if (invocation.status().equals(HResult.S_OK)) {
        assertThat(stream.endWrite(invocation.result())).isEqualTo(100);
      } else {
        assertThat(invocation.status()).isEqualTo(HResult.OPERATION_ABORTED);
        assertThatExceptionOfType(CancellationException.class)
            .isThrownBy(() -> stream.endWrite(invocation.result()));
      }
    }
    callback.assertNoMoreThan(writes);
    assertThat(writeAndEnd(stream, ByteBuffer.allocate(10))).isEqualTo(10);
    assertThat(stream.position()).isEqualTo(17);
  }

  @Test
  void aCallbackMayEndTheWriteAndCloseTheStream() throws Exception {
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
    CompletableFuture<Integer> count = new CompletableFuture<>();
    stream.beginWrite(
        ByteBuffer.wrap(Pattern.bytes(10)),
        result -> {
          stream.close();
          count.complete(stream.endWrite(result));
        },
        null);
    assertThat(count.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(10);
    assertThat(file).hasBinaryContent(Pattern.bytes(10));
  }

  /** A stream for writing on a new file. */
  private ByteStream writing() throws Exception {
    return bench.open(bench.missing("written.bin"), FileAccess.WRITE, OpenMode.DELETE_IF_EXIST);
  }

  private static int writeAndEnd(ByteStream stream, ByteBuffer source) throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginWrite(source, callback, null);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.status()).isEqualTo(HResult.S_OK);
    return stream.endWrite(invocation.result());
  }
}
