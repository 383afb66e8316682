package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.HResult;
import org.mfplat4j.SeekFlag;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.RecordingCallback.Invocation;
import org.mfplat4j.testing.Workbench;

/** What seeking with CANCEL_PENDING_IO promises; AsyncWriteContractTest has it for writes. */
class SeekFlagContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void withNothingPendingItIsASeek() throws Exception {
    ByteStream stream = bench.reading(100);
    assertThat(stream.seek(SeekOrigin.BEGIN, 30, SeekFlag.CANCEL_PENDING_IO)).isEqualTo(30);
    assertThat(stream.seek(SeekOrigin.CURRENT, -10, SeekFlag.CANCEL_PENDING_IO)).isEqualTo(20);
    assertThat(stream.position()).isEqualTo(20);
  }

  @Test
  void everyPendingReadCompletesOnceWithItsDataOrAsCancelled() throws Exception {
    int reads = 50;
    ByteStream stream = bench.reading(reads * 100);
    RecordingCallback callback = RecordingCallback.ending(stream);
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      for (int i = 0; i < reads; i++) {
        stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
      }
      assertThat(stream.seek(SeekOrigin.BEGIN, 0, SeekFlag.CANCEL_PENDING_IO)).isZero();
    }
    for (Invocation invocation : callback.await(reads)) {
      if (invocation.failure() == null) {
        assertThat(invocation.status()).isEqualTo(HResult.S_OK);
        assertThat(invocation.count()).isEqualTo(100);
      } else {
        assertThat(invocation.status()).isEqualTo(HResult.OPERATION_ABORTED);
        assertThat(invocation.failure())
            .as("the stream is open, so it is no AsynchronousCloseException")
            .isInstanceOf(CancellationException.class)
            .hasMessageContaining("HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED) (0x800703E3)");
      }
    }
    callback.assertNoMoreThan(reads);
  }

  @Test
  void readsThatBeginAfterwardsAreNotCancelled() throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback before = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(100), before, null);
    stream.seek(SeekOrigin.BEGIN, 500, SeekFlag.CANCEL_PENDING_IO);
    RecordingCallback after = RecordingCallback.ending(stream);
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    stream.beginRead(buffer, after, null);
    assertThat(after.awaitOnly().count()).isEqualTo(100);
    Pattern.assertHolds(buffer, 0, 100, 500);
    before.awaitOnly().result().close();
  }

  @Test
  void aSeekThatIsRefusedCancelsNothing() throws Exception {
    ByteStream stream = bench.reading(1000);
    RecordingCallback callback = RecordingCallback.ending(stream);
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      for (int i = 0; i < 10; i++) {
        stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stream.seek(SeekOrigin.BEGIN, -1, SeekFlag.CANCEL_PENDING_IO));
    }
    assertThat(callback.await(10)).extracting(Invocation::count).containsOnly(100);
  }
}
