package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.OpenOperation;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What beginOpenFile and endOpenFile promise, and what cancelling does. */
class AsyncOpenContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private final RecordingCallback callback = RecordingCallback.keeping();

  private OpenOperation begin(Path path, AsyncCallback whom, Object state) throws IOException {
    return bench
        .platform()
        .beginOpenFile(path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, whom, state);
  }

  private ByteStream end(AsyncResult result) throws IOException {
    return bench.platform().endOpenFile(result);
  }

  // A read of the whole file through the stream, which is closed.
  private static void assertReadable(ByteStream stream, int length) throws IOException {
    try (stream) {
      assertThat(stream.position()).isZero();
      assertThat(stream.read(ByteBuffer.allocateDirect(length + 1))).isEqualTo(length);
    }
  }

  @Test
  void theStreamIsOpenWhenTheCallbackIsInvoked() throws Exception {
    Path file = bench.file(100);
    AtomicInteger length = new AtomicInteger();
    RecordingCallback ends =
        RecordingCallback.keeping()
            .doing(
                result -> {
                  try (ByteStream stream = end(result)) {
                    length.set((int) stream.length());
                  }
                });
    OpenOperation operation = begin(file, ends, null);
    assertThat(ends.awaitOnly().status()).isEqualTo(HResult.S_OK);
    assertThat(length).hasValue(100);
    assertThat(operation.toString()).contains(file.toString());
  }

  @Test
  void itMayBeEndedLaterOnAnyThread() throws Exception {
    Object state = new Object();
    begin(bench.file(10), callback, state);
    AsyncResult result = callback.awaitOnly().result();
    assertThat(result.state()).isSameAs(state);
    assertReadable(end(result), 10);
    // The status stays readable.
    assertThat(result.status()).isEqualTo(HResult.S_OK);
  }

  @Test
  void everyModeCreatesAndTruncatesAsTheSynchronousOneDoes() throws Exception {
    Path created = bench.missing("created.bin");
    bench
        .platform()
        .beginOpenFile(created, FileAccess.WRITE, OpenMode.FAIL_IF_EXIST, callback, null);
    end(callback.awaitOnly().result()).close();
    assertThat(created).exists();
    Path emptied = bench.file(10);
    bench
        .platform()
        .beginOpenFile(emptied, FileAccess.READ_WRITE, OpenMode.RESET_IF_EXIST, callback, null);
    end(callback.await(2).get(1).result()).close();
    assertThat(emptied).isEmptyFile();
  }

  @Test
  void aMissingFileIsTheStatusAndThrownByTheEnd() throws Exception {
    Path missing = bench.missing("missing.bin");
    begin(missing, callback, null);
    RecordingCallback.Invocation invocation = callback.awaitOnly();
    assertThat(invocation.status()).isEqualTo(HResult.ofWin32(2));
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> end(invocation.result()))
        .withMessageContaining(
            "MFEndCreateFile on \"%s\" failed: HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)", missing);
  }

  @Test
  void everyReasonForFailureIsTheSynchronousOne() throws Exception {
    Path file = bench.file(10);
    try (ByteStream writer = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST)) {
      assertThat(writer.length()).isEqualTo(10);
      begin(file, callback, null);
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> end(callback.awaitOnly().result()))
          .withMessageContaining("ERROR_SHARING_VIOLATION");
    }
    begin(bench.folder(), callback, null);
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> end(callback.await(2).get(1).result()))
        .withMessageContaining("is a directory");
    begin(bench.missing("nowhere").resolve("file"), callback, null);
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> end(callback.await(3).get(2).result()))
        .withMessageContaining("ERROR_PATH_NOT_FOUND");
    bench.platform().beginOpenFile(file, FileAccess.READ, OpenMode.FAIL_IF_EXIST, callback, null);
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> end(callback.await(4).get(3).result()));
  }

  @Test
  void itIsEndedOnce() throws Exception {
    begin(bench.file(10), callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertReadable(end(result), 10);
    assertThatIllegalStateException()
        .isThrownBy(() -> end(result))
        .withMessageContaining("ended or its result closed before");
  }

  @Test
  void aClosedResultReleasesTheStream() throws Exception {
    Path file = bench.file(10);
    begin(file, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    result.close();
    result.close();
    assertThatIllegalStateException().isThrownBy(() -> end(result));
    Limits.eventually(() -> bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST).close());
  }

  @Test
  void resultsOfOtherOperationsAreRefusedAndStayValid() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    AsyncResult ofRead = callback.awaitOnly().result();
    begin(bench.file(10), callback, null);
    AsyncResult ofOpen = callback.await(2).get(1).result();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> end(ofRead))
        .withMessageContaining("the result is that of BeginRead");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.endRead(ofOpen))
        .withMessageContaining("the result is that of MFBeginCreateFile");
    assertThat(stream.endRead(ofRead)).isEqualTo(10);
    assertReadable(end(ofOpen), 10);
  }

  @Test
  void theQueueOfTheCallbackIsHonoured() throws Exception {
    Path file = bench.file(10);
    RecordingCallback elsewhere =
        RecordingCallback.keeping().with(CallbackParameters.on(WorkQueue.MULTITHREADED));
    try (QueueBlocker blocker = QueueBlocker.on(WorkQueue.STANDARD)) {
      assertThat(blocker).isNotNull();
      begin(file, elsewhere, null);
      if (TestPlatform.isWine(8, 10)) {
        // Files are opened on STANDARD there.
        elsewhere.assertNoMoreThan(0);
      } else {
        elsewhere.awaitOnly();
      }
    }
    assertReadable(end(elsewhere.awaitOnly().result()), 10);
  }

  @Test
  void aQueueThatIsClosedMeanwhileStillGetsTheCallback() throws Exception {
    Path file = bench.file(10);
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    RecordingCallback onQueue = callback.with(CallbackParameters.on(queue));
    begin(file, onQueue, null);
    queue.close();
    assertReadable(end(onQueue.awaitOnly().result()), 10);
    assertThatIllegalArgumentException().isThrownBy(() -> begin(file, onQueue, null));
    onQueue.assertNoMoreThan(1);
  }

  @Test
  void manyAtOnceEachGiveTheirOwnStream() throws Exception {
    int count = 100;
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      files.add(bench.file(i + 1));
    }
    for (int i = 0; i < count; i++) {
      begin(files.get(i % 10), callback, i);
    }
    callback.awaitMany(count, 30);
    for (RecordingCallback.Invocation invocation : callback.await(count)) {
      int index = (Integer) invocation.result().state();
      assertReadable(end(invocation.result()), index % 10 + 1);
    }
  }

  // --- cancelling

  @Test
  void cancellingTellsTheTruth() throws Exception {
    Path existing = bench.file(10);
    for (int i = 0; i < 200; i++) {
      boolean creates = i % 2 == 0;
      Path path = creates ? bench.missing("new-" + i) : existing;
      RecordingCallback each =
          RecordingCallback.keeping().with(CallbackParameters.on(WorkQueue.MULTITHREADED));
      OpenOperation operation =
          bench
              .platform()
              .beginOpenFile(
                  path,
                  creates ? FileAccess.WRITE : FileAccess.READ,
                  creates ? OpenMode.FAIL_IF_EXIST : OpenMode.FAIL_IF_NOT_EXIST,
                  each,
                  null);
      boolean cancelled = operation.cancel();
      assertThat(operation.cancel()).as("a second time").isFalse();
      AsyncResult result = each.awaitOnly().result();
      if (cancelled) {
        assertThat(TestPlatform.isWine(8, 10)).as("Wine cannot cancel").isFalse();
        assertThatExceptionOfType(CancellationException.class)
            .isThrownBy(() -> end(result))
            .withMessageContaining("MF_E_OPERATION_CANCELLED");
        assertThat(Files.exists(path)).as("no trace").isEqualTo(!creates);
      } else {
        end(result).close();
        assertThat(path).exists();
      }
    }
  }

  @Test
  void afterTheCompletionThereIsNothingToCancel() throws Exception {
    OpenOperation operation = begin(bench.file(10), callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertThat(operation.cancel()).isFalse();
    assertThat(operation.toString()).contains("completed");
    assertReadable(end(result), 10);
    assertThat(operation.cancel()).isFalse();
  }

  // --- what goes wrong

  @Test
  void aCallbackThatThrowsIsReportedAndInvokedNoMore() throws Exception {
    IllegalStateException thrown = new IllegalStateException("on purpose");
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      AtomicInteger invoked = new AtomicInteger();
      List<AsyncResult> kept = new ArrayList<>();
      begin(
          bench.file(10),
          result -> {
            kept.add(result);
            invoked.incrementAndGet();
            throw thrown;
          },
          null);
      assertThat(uncaught.await(1)).containsExactly(thrown);
      kept.get(0).close();
      assertThat(invoked).hasValue(1);
    }
  }

  @Test
  void whatTheCallbackThrewIsTheCauseOfTheFailure() throws Exception {
    IllegalStateException thrown = new IllegalStateException("on purpose");
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      List<AsyncResult> kept = new ArrayList<>();
      begin(
          bench.missing("missing.bin"),
          result -> {
            kept.add(result);
            throw thrown;
          },
          null);
      uncaught.await(1);
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> end(kept.get(0)))
          .satisfies(e -> assertThat(e).hasRootCause(thrown));
    }
  }

  @Test
  void mistakesAreFoundAtOnce() throws Exception {
    Path file = bench.file(10);
    MediaFoundation mf = bench.platform();
    assertThatNullPointerException().isThrownBy(() -> begin(null, callback, null));
    assertThatNullPointerException()
        .isThrownBy(() -> begin(file, null, null))
        .withMessage("callback");
    assertThatNullPointerException()
        .isThrownBy(() -> mf.beginOpenFile(file, null, OpenMode.FAIL_IF_NOT_EXIST, callback, null))
        .withMessage("access");
    assertThatNullPointerException()
        .isThrownBy(() -> mf.beginOpenFile(file, FileAccess.READ, null, callback, null))
        .withMessage("mode");
    Path elsewhere = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> begin(elsewhere, callback, null))
        .withMessageContaining("default file system");
    callback.assertNoMoreThan(0);
  }

  @Test
  void onAPlatformThatIsClosedNothingBegins() throws Exception {
    Path file = bench.file(10);
    MediaFoundation second = MediaFoundation.startup();
    second.close();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                second.beginOpenFile(
                    file, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, callback, null))
        .withMessageContaining("this MediaFoundation was closed");
    callback.assertNoMoreThan(0);
  }

  @Test
  void whatIsPendingWhenAPlatformIsClosedCompletesAndCanBeEnded() throws Exception {
    Path file = bench.file(10);
    CountDownLatch invoked = new CountDownLatch(1);
    List<AsyncResult> kept = new ArrayList<>();
    MediaFoundation second = MediaFoundation.startup();
    second.beginOpenFile(
        file,
        FileAccess.READ,
        OpenMode.FAIL_IF_NOT_EXIST,
        result -> {
          kept.add(result);
          invoked.countDown();
        },
        null);
    second.close();
    Limits.eventually(invoked);
    assertReadable(second.endOpenFile(kept.get(0)), 10);
  }
}
