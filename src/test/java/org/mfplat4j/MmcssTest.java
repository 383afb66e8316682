package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** MMCSS is there on Windows, and nowhere else says that it is. */
class MmcssTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private final RecordingCallback callback = RecordingCallback.keeping();

  @Test
  void whereThereIsNoMmcssEverythingSaysSo() throws Exception {
    if (isWindows()) {
      registerAndUnregister();
      return;
    }
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      Mmcss mmcss = queue.mmcss();
      for (ThrowingCallable call :
          new ThrowingCallable[] {
            () -> mmcss.beginRegister("Audio", 0, 0, callback, null),
            () -> mmcss.beginUnregister(callback, null),
            mmcss::taskId,
            mmcss::priority
          }) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(call)
            .withMessageContaining("MMCSS")
            .withMessageContaining(queue.toString())
            .withMessageContaining("E_NOTIMPL (0x80004001)");
      }
      if (TestPlatform.isWine(8, 10)) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(mmcss::mmcssClass);
      } else {
        assertThat(mmcss.mmcssClass()).isEmpty();
        assertThat(WorkQueue.STANDARD.mmcss().mmcssClass()).isEmpty();
      }
    }
    assertThat(PendingOperations.all().count()).isZero();
    callback.assertNoMoreThan(0);
  }

  private static boolean isWindows() {
    return !TestPlatform.isPortable() && !TestPlatform.isWine(8, 10);
  }

  private static void registerAndUnregister() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      Mmcss mmcss = queue.mmcss();
      assertThat(mmcss.mmcssClass()).isEmpty();
      CompletableFuture<Integer> task = new CompletableFuture<>();
      mmcss.beginRegister("Audio", 0, 1, result -> task.complete(mmcss.endRegister(result)), null);
      int id = task.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(mmcss.mmcssClass()).isEqualTo("Audio");
      assertThat(mmcss.taskId()).isEqualTo(id);
      assertThat(mmcss.priority()).isEqualTo(1);
      CompletableFuture<Boolean> gone = new CompletableFuture<>();
      mmcss.beginUnregister(
          result -> {
            mmcss.endUnregister(result);
            gone.complete(true);
          },
          null);
      assertThat(gone.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }
  }

  @Test
  void resultsOfOtherOperationsAreRefused() throws Exception {
    Mmcss mmcss = WorkQueue.STANDARD.mmcss();
    WorkQueue.MULTITHREADED.put(callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mmcss.endRegister(result))
        .withMessageContaining("MFEndRegisterWorkQueueWithMMCSS on \"STANDARD\" failed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mmcss.endUnregister(result))
        .withMessageContaining("MFEndUnregisterWorkQueueWithMMCSS on \"STANDARD\" failed");
  }

  @Test
  void aClosedQueueIsNoSubject() throws Exception {
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    queue.close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.mmcss().mmcssClass())
        .withMessageContaining("MF_E_INVALID_WORKQUEUE");
    RecordingCallback there = callback.with(CallbackParameters.on(queue));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkQueue.STANDARD.mmcss().beginRegister("Audio", 0, 0, there, null))
        .withMessageContaining("MF_E_INVALID_WORKQUEUE");
  }

  @Test
  void nullsAreRefused() {
    Mmcss mmcss = WorkQueue.STANDARD.mmcss();
    assertThatNullPointerException()
        .isThrownBy(() -> mmcss.beginRegister(null, 0, 0, callback, null));
    assertThatNullPointerException()
        .isThrownBy(() -> mmcss.beginRegister("Audio", 0, 0, null, null));
    assertThatNullPointerException().isThrownBy(() -> mmcss.beginUnregister(null, null));
    assertThatNullPointerException().isThrownBy(() -> mmcss.endRegister(null));
  }
}
