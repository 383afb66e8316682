package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.HResult;
import org.mfplat4j.ReadCallback;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.Workbench;

/** Case A15: the article's CMyCallback. */
class SampleCasesTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  @DisplayName(
      "A15 WaitForCompletion: E_PENDING while pending, then S_OK and the count, twice alike")
  void a15_waitForCompletionTellsPendingFromDone() throws Exception {
    ByteStream stream = bench.reading(1000);
    ReadCallback callback = new ReadCallback(stream);
    ByteBuffer buffer = ByteBuffer.allocateDirect(600);
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      stream.beginRead(buffer, callback, null);
      assertThat(callback.waitForCompletion(Duration.ZERO)).isEqualTo(HResult.E_PENDING);
      assertThat(callback.bytesRead()).isZero();
    }
    assertThat(callback.waitForCompletion(Limits.EVENTUALLY)).isEqualTo(HResult.S_OK);
    assertThat(callback.bytesRead()).isEqualTo(600);
    assertThat(callback.waitForCompletion(Duration.ZERO))
        .as("a latch, where the article has an auto-reset event")
        .isEqualTo(HResult.S_OK);
  }
}
