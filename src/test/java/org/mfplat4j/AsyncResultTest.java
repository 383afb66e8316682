package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.mfplat4j.testing.RecordingCallback;

/**
 * The result as the library's own class; its life with a real platform is in the contract suite.
 */
class AsyncResultTest {
  private static final int E_ABORT = 0x80004004;
  private static final int MF_E_END_OF_STREAM = 0xC00D3E84;

  @Test
  void theStatusIsWhatTheNativeResultSays() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      AsyncResult result = completed(script, stream, MF_E_END_OF_STREAM);
      assertThat(result.status()).isEqualTo(new HResult(MF_E_END_OF_STREAM));
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> stream.endRead(result))
          .satisfies(
              thrown -> {
                assertThat(thrown.operation()).isEqualTo("EndRead");
                assertThat(thrown.subject()).isEqualTo("scripted");
                assertThat(thrown.hresult().code()).isEqualTo(MF_E_END_OF_STREAM);
              });
      assertThat(result.status()).isEqualTo(new HResult(MF_E_END_OF_STREAM));
    }
  }

  @Test
  void setStatusReachesTheNativeResult() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      AsyncResult result = completed(script, stream, 0);
      result.setStatus(new HResult(E_ABORT));
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> stream.endRead(result));
    }
  }

  @Test
  void setStatusDoesNotGetInTheWayOfEndRead() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      for (int round = 0; round < 300; round++) {
        AsyncResult result = completed(script, stream, 0);
        AtomicBoolean stop = new AtomicBoolean();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Thread setter =
            new Thread(
                () -> {
                  while (!stop.get()) {
                    try {
                      result.setStatus(HResult.S_OK);
                    } catch (IllegalStateException ended) {
                      return;
                    } catch (RuntimeException e) {
                      failures.add(e);
                    }
                  }
                });
        setter.start();
        assertThat(stream.endRead(result)).as("the only endRead of round %d", round).isEqualTo(8);
        stop.set(true);
        setter.join();
        assertThat(failures).isEmpty();
      }
      assertThat(script.ended()).isEqualTo(300);
    }
  }

  @Test
  void anAbandonedResultIsEndedByCloseAsWineNeedsIt() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      AsyncResult result = completed(script, stream, 0);
      result.close();
      result.close();
      assertThat(script.ended()).isEqualTo(1);
      assertThatIllegalStateException().isThrownBy(() -> result.setStatus(HResult.S_OK));
    }
  }

  @Test
  void itSaysWhatItIsTheResultOf() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      AsyncResult result = completed(script, stream, 0);
      assertThat(result).hasToString("AsyncResult[BeginRead on \"scripted\", S_OK (0x00000000)]");
      result.close();
    }
  }

  private static AsyncResult completed(ScriptedStream script, ByteStream stream, int status)
      throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(8), callback, null);
    script.complete(status, 8);
    return callback.awaitOnly().result();
  }
}
