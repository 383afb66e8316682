package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** What users forget is found by the garbage collector, released, and reported. */
class LeakNetTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private final long before = LeakNet.reported();

  @Test
  void aStreamThatWasNeverClosedIsClosedAndReported() throws Exception {
    Path file = bench.file(10);
    openAndForget(file);
    assertReported(1);
    // The file is free again.
    Limits.eventually(() -> bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST).close());
  }

  private void openAndForget(Path file) throws Exception {
    assertThat(bench.platform().openFile(file).length()).isEqualTo(10);
  }

  @Test
  void aResultThatWasNeverEndedIsEndedAndReported() throws Exception {
    ByteStream stream = bench.reading(10);
    readAndForgetTheResult(stream, ByteBuffer.allocateDirect(10));
    readAndForgetTheResult(stream, ByteBuffer.allocate(10));
    assertReported(2);
  }

  @Test
  void aResultMadeInJavaThatWasNeverClosedIsReleasedAndReported() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    createAndForget(callback);
    assertReported(1);
    Limits.eventually(() -> assertThat(JavaObjects.all().count()).isZero());
    assertThat(callback.count()).isZero();
  }

  private static void createAndForget(RecordingCallback callback) {
    assertThat(AsyncResult.create("object", callback, "state").status()).isEqualTo(HResult.S_OK);
  }

  @Test
  void aResultThatItsCallbackForgotIsReleasedAndReported() throws Exception {
    invokeAndForget();
    assertReported(1);
    Limits.eventually(() -> assertThat(JavaObjects.all().count()).isZero());
  }

  private static void invokeAndForget() throws Exception {
    CountDownLatch invoked = new CountDownLatch(1);
    try (AsyncResult result = AsyncResult.create(null, forgotten -> invoked.countDown(), null)) {
      result.invokeCallback();
      Limits.eventually(invoked);
    }
  }

  @Test
  void pointersThatWereNeverClosedAreReleasedAndReported() throws Exception {
    long address = forgetPointers();
    assertReported(2);
    Limits.eventually(() -> assertThat(JavaObjects.all().count()).isZero());
    assertThat(ComProbe.release(address)).isZero();
  }

  private static long forgetPointers() {
    assertThat(CallbackObject.of(RecordingCallback.keeping()).address()).isNotZero();
    long result = ComProbe.newResult(0, 0);
    assertThat(ComObject.borrow(result).address()).isEqualTo(result);
    return result;
  }

  @Test
  void anOpenedFileThatNobodyAskedForIsReleasedAndReported() throws Exception {
    Path file = bench.file(10);
    beginToOpenAndForget(file);
    assertReported(1);
    Limits.eventually(() -> bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST).close());
  }

  private void beginToOpenAndForget(Path file) throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    bench
        .platform()
        .beginOpenFile(file, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, callback, null);
    callback.awaitOnly();
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
  }

  @Test
  void aForgottenStreamWithForgottenResultsIsReleasedWhole() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      forgetStreamAndResult(script);
      Limits.eventually(
          () -> {
            System.gc();
            assertThat(script.references()).isEqualTo(1);
          });
      assertThat(script.ended()).isEqualTo(1);
      assertThat(script.closed()).isEqualTo(1);
      assertReported(2);
    }
  }

  private static void forgetStreamAndResult(ScriptedStream script) throws Exception {
    ByteStream stream = script.open(FileAccess.READ);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(8), callback, null);
    script.complete(0, 8);
    callback.awaitOnly();
  }

  @Test
  void whatWasClosedAndEndedIsNotReported() throws Exception {
    closeAndEndEverything();
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.onSpinWait();
    }
    // The net works: it catches what is dropped after all that was put away properly.
    openAndForget(bench.file(10));
    assertReported(1);
  }

  private void closeAndEndEverything() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (ByteStream stream = bench.platform().openFile(bench.file(10))) {
        RecordingCallback callback = RecordingCallback.keeping();
        stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
        stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
        stream.endRead(callback.await(2).get(0).result());
        callback.await(2).get(1).result().close();
      }
    }
  }

  @Test
  void aStreamIsNotCollectedWhileItsReadIsPending() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      beginAndForgetTheStream(script);
      for (int i = 0; i < 10; i++) {
        System.gc();
      }
      assertThat(script.closed()).as("the pending read keeps it").isZero();
      assertThat(PendingOperations.all().count()).isEqualTo(1);
      script.complete(0, 8);
      assertReported(1);
      assertThat(script.closed()).isEqualTo(1);
      assertThat(script.references()).isEqualTo(1);
    }
  }

  private static void beginAndForgetTheStream(ScriptedStream script) throws Exception {
    script.open(FileAccess.READ).beginRead(ByteBuffer.allocateDirect(8), AsyncResult::close, null);
  }

  private static void readAndForgetTheResult(ByteStream stream, ByteBuffer buffer)
      throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(buffer, callback, null);
    callback.awaitOnly();
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
  }

  private void assertReported(int reports) {
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(LeakNet.reported() - before).isEqualTo(reports);
        });
  }
}
