package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.OpenMode;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.RecordingCallback.Invocation;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What closing a stream promises: idempotent, patient, and every read completes exactly once. */
class CloseContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void closeIsIdempotent() throws Exception {
    ByteStream stream = bench.reading(10);
    assertThat(stream.toString()).doesNotContain("closed");
    stream.close();
    stream.close();
    assertThat(stream.toString()).contains("closed");
  }

  @Test
  void afterCloseEveryMethodSaysThatTheStreamIsClosed() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.close();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    assertClosed("BeginRead", () -> stream.beginRead(buffer, result -> {}, null));
    assertClosed("Read", () -> stream.read(buffer));
    assertClosed("GetLength", stream::length);
    assertClosed("GetCurrentPosition", stream::position);
    assertClosed("SetCurrentPosition", () -> stream.position(0));
    assertClosed("Seek", () -> stream.seek(SeekOrigin.BEGIN, 0));
    assertClosed("IsEndOfStream", stream::isEndOfStream);
    assertClosed("GetCapabilities", stream::capabilities);
  }

  private static void assertClosed(String operation, ThrowingCallable call) {
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(call)
        .withMessageMatching(operation + " on \".*\" failed: the stream is closed");
  }

  @Test
  void afterCloseTheFileIsFree() throws Exception {
    Path file = bench.file(10);
    for (FileAccess access : FileAccess.values()) {
      bench.open(file, access, OpenMode.FAIL_IF_NOT_EXIST).close();
    }
    bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @Test
  void endReadAfterCloseStillGivesTheData() throws Exception {
    ByteStream stream = bench.reading(100);
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    stream.beginRead(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    stream.close();
    assertThat(stream.endRead(result)).isEqualTo(100);
    Pattern.assertHolds(buffer, 0, 100, 0);
  }

  @Test
  void anUnendedResultDoesNotKeepTheFileFromOthers() throws Exception {
    Path file = bench.file(100);
    ByteStream stream = bench.open(file);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
    AsyncResult result = callback.awaitOnly().result();
    stream.close();
    if (TestPlatform.isWine(8, 10)) {
      // Wine 8 has no Close for files: the file is free when the native stream is released.
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST))
          .withMessageContaining("ERROR_SHARING_VIOLATION");
      stream.endRead(result);
    }
    bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    result.close();
  }

  @Test
  void everyPendingReadCompletesOnceWithItsDataOrAsAborted() throws Exception {
    int reads = 50;
    ByteStream stream = bench.reading(reads * 100);
    RecordingCallback callback = RecordingCallback.ending(stream);
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      for (int i = 0; i < reads; i++) {
        stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
      }
      stream.close();
    }
    for (Invocation invocation : callback.await(reads)) {
      if (invocation.failure() == null) {
        assertThat(invocation.status()).isEqualTo(HResult.S_OK);
        assertThat(invocation.count()).isEqualTo(100);
      } else {
        assertThat(invocation.status()).isEqualTo(HResult.OPERATION_ABORTED);
        assertThat(invocation.failure())
            .isInstanceOf(AsynchronousCloseException.class)
            .hasMessageContaining("HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED) (0x800703E3)");
      }
    }
    callback.assertNoMoreThan(reads);
  }

  @Test
  void closeDoesNotWaitForPendingReads() throws Exception {
    ByteStream stream = bench.reading(100);
    RecordingCallback callback = RecordingCallback.ending(stream);
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
      stream.close();
      assertThat(callback.count()).isZero();
    }
    callback.awaitOnly();
  }

  @Test
  void aCallbackMayCloseItsStreamBeforeOrAfterEndRead() throws Exception {
    for (boolean before : new boolean[] {true, false}) {
      ByteStream stream = bench.reading(100);
      CountDownLatch done = new CountDownLatch(1);
      int[] count = new int[1];
      stream.beginRead(
          ByteBuffer.allocateDirect(100),
          result -> {
            if (before) {
              stream.close();
            }
            count[0] = stream.endRead(result);
            stream.close();
            done.countDown();
          },
          null);
      Limits.eventually(done);
      assertThat(count[0]).isEqualTo(100);
    }
  }

  @Test
  void aReadThatFoundTheStreamClosedCanBeDiscarded() throws Exception {
    ByteStream stream = bench.reading(100);
    RecordingCallback callback = RecordingCallback.keeping();
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      stream.beginRead(ByteBuffer.allocate(100), callback, null);
      stream.close();
    }
    callback.awaitOnly().result().close();
  }

  @Test
  void closeOnManyThreadsAtOnceIsOneClose() throws Exception {
    ByteStream stream = bench.reading(100);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(8);
    for (int i = 0; i < 8; i++) {
      new Thread(
              () -> {
                try {
                  go.await();
                  stream.close();
                  done.countDown();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              })
          .start();
    }
    go.countDown();
    Limits.eventually(done);
  }
}
