package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.testing.RecordingCallback;

class CallbackParametersTest {
  @Test
  void theDefaultIsNotImplemented() {
    AsyncCallback lambda = result -> {};
    assertThat(lambda.parameters()).isSameAs(CallbackParameters.NOT_IMPLEMENTED);
    assertThat(CallbackParameters.NOT_IMPLEMENTED.flags()).isEmpty();
    assertThat(CallbackParameters.NOT_IMPLEMENTED.queue()).isNull();
  }

  @Test
  void flagsBecomeBits() {
    assertThat(
            Delivery.bitsOf(
                CallbackParameters.on(
                    WorkQueue.IO,
                    CallbackFlag.FAST_IO_PROCESSING,
                    CallbackFlag.SIGNAL,
                    CallbackFlag.BLOCKING)))
        .isEqualTo(7);
    assertThat(Delivery.bitsOf(CallbackParameters.on(WorkQueue.MULTITHREADED))).isZero();
    assertThat(CallbackParameters.on(WorkQueue.MULTITHREADED).queue())
        .isSameAs(WorkQueue.MULTITHREADED);
  }

  @Test
  void fastCallbacksNeedTheQueueIoOrTimer() {
    for (CallbackFlag flag : EnumSet.of(CallbackFlag.FAST_IO_PROCESSING, CallbackFlag.SIGNAL)) {
      for (WorkQueue queue : Set.of(WorkQueue.IO, WorkQueue.TIMER)) {
        assertThatCode(() -> CallbackParameters.on(queue, flag)).doesNotThrowAnyException();
      }
      for (WorkQueue queue :
          Set.of(
              WorkQueue.STANDARD, WorkQueue.RT, WorkQueue.MULTITHREADED, WorkQueue.LONG_FUNCTION)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> CallbackParameters.on(queue, flag))
            .withMessageContaining("MF_E_INVALID_WORKQUEUE (0xC00D36FF)")
            .withMessageContaining(queue.toString());
      }
    }
    assertThatCode(() -> CallbackParameters.on(WorkQueue.STANDARD, CallbackFlag.BLOCKING))
        .doesNotThrowAnyException();
  }

  @Test
  void flagsWithoutAQueueAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallbackParameters.of(Set.of(CallbackFlag.BLOCKING), null));
    assertThatNullPointerException().isThrownBy(() -> CallbackParameters.on(null));
  }

  @Test
  void theFlagsAreACopy() {
    EnumSet<CallbackFlag> flags = EnumSet.of(CallbackFlag.BLOCKING);
    CallbackParameters parameters = CallbackParameters.of(flags, WorkQueue.STANDARD);
    flags.clear();
    assertThat(parameters.flags()).containsExactly(CallbackFlag.BLOCKING);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> parameters.flags().clear());
  }

  @Test
  void getParametersAnswersWhatTheCallbackGave() throws Exception {
    RecordingCallback plain = RecordingCallback.keeping();
    RecordingCallback fast =
        plain.with(CallbackParameters.on(WorkQueue.IO, CallbackFlag.FAST_IO_PROCESSING));
    int notImplemented = 0x80004001;
    assertThat(askedBy(plain)[0]).isEqualTo(notImplemented);
    assertThat(askedBy(fast)).containsExactly(0, 1, 3);
  }

  private static int[] askedBy(RecordingCallback callback) throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      stream.beginRead(ByteBuffer.allocateDirect(1), callback, null);
      int[] answer = script.parameters();
      script.complete(0, 1);
      callback.awaitOnly().result().close();
      return answer;
    }
  }
}
