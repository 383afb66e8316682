package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What a callback throws is never lost: the handler hears of it, and an End that comes later. */
class ThrowingCallbackContractTest {
  private static final int MF_E_END_OF_STREAM = 0xC00D3E84;

  @RegisterExtension final Workbench bench = new Workbench();

  private final IllegalStateException thrown =
      new IllegalStateException("thrown by a test's callback");
  private final RecordingCallback throwing =
      RecordingCallback.keeping()
          .doing(
              result -> {
                throw thrown;
              });

  @Test
  void anEndThatComesLaterFailsAlthoughTheBytesAreThere() throws Exception {
    ByteStream stream = bench.reading(100);
    ByteBuffer buffer = ByteBuffer.allocateDirect(60);
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      stream.beginRead(buffer, throwing, null);
      AsyncResult result = throwing.awaitOnly().result();
      assertThat(uncaught.await(1)).containsExactly(thrown);
      assertThat(result.status()).as("the operation's own status").isEqualTo(HResult.S_OK);
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> stream.endRead(result))
          .withMessageStartingWith("EndRead on \"")
          .withCause(thrown)
          .satisfies(failure -> assertThat(failure.hresult()).isEqualTo(HResult.E_FAIL));
      assertThat(buffer.position()).isEqualTo(60);
      Pattern.assertHolds(buffer, 0, 60, 0);
    }
  }

  @Test
  void anEndThatFailsAnywayHasItBehindItsCauses() throws Exception {
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture();
        ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      stream.beginRead(ByteBuffer.allocateDirect(8), throwing, null);
      script.complete(MF_E_END_OF_STREAM, 0);
      AsyncResult result = throwing.awaitOnly().result();
      uncaught.await(1);
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> stream.endRead(result))
          .withCause(thrown)
          .satisfies(failure -> assertThat(failure.hresult().code()).isEqualTo(MF_E_END_OF_STREAM));
    }
  }

  @Test
  void theExceptionBehindAStatusThatWasSetIsBehindTheCausesOfTheEnd() throws Exception {
    ArithmeticException cause = new ArithmeticException("set by a test");
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      RecordingCallback callback = RecordingCallback.keeping();
      stream.beginRead(ByteBuffer.allocateDirect(8), callback, null);
      script.complete(0, 8);
      AsyncResult result = callback.awaitOnly().result();
      result.setStatus(HResult.E_ABORT, cause);
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> stream.endRead(result))
          .withRootCauseInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void anOpenThatIsEndedLaterFailsAndLeavesNoStream() throws Exception {
    Path path = bench.file(10);
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      bench
          .platform()
          .beginOpenFile(path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, throwing, null);
      AsyncResult result = throwing.awaitOnly().result();
      uncaught.await(1);
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> bench.platform().endOpenFile(result))
          .withMessageStartingWith("MFEndCreateFile on \"")
          .withCause(thrown);
      // What is open for reading cannot be opened for writing.
      bench.open(path, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    }
  }

  @Test
  void anOpenThatFailsAnywayHasItBehindItsCauses() throws Exception {
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      bench
          .platform()
          .beginOpenFile(
              bench.missing("nowhere"),
              FileAccess.READ,
              OpenMode.FAIL_IF_NOT_EXIST,
              throwing,
              null);
      AsyncResult result = throwing.awaitOnly().result();
      uncaught.await(1);
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> bench.platform().endOpenFile(result))
          .satisfies(failure -> assertThat(failure).hasRootCause(thrown));
    }
  }

  @Test
  void anEventThatIsTakenLaterFailsAndLetsOthersSubscribe() throws Exception {
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture();
        MediaEventQueue queue = MediaEventQueue.create()) {
      queue.beginGetEvent(throwing, null);
      queue.queue(MediaEvent.of(MediaEventType.END_OF_STREAM));
      AsyncResult result = throwing.awaitOnly().result();
      uncaught.await(1);
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> queue.endGetEvent(result))
          .withMessageStartingWith("EndGetEvent")
          .withCause(thrown);
      queue.queue(MediaEvent.of(MediaEventType.ERROR));
      assertThat(queue.poll()).contains(MediaEvent.of(MediaEventType.ERROR));
    }
  }

  @Test
  void anEndInsideTheCallbackKnowsNothingOfIt() throws Exception {
    ByteStream stream = bench.reading(100);
    int[] count = new int[1];
    RecordingCallback ending =
        RecordingCallback.keeping()
            .doing(
                result -> {
                  count[0] = stream.endRead(result);
                  throw thrown;
                });
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      stream.beginRead(ByteBuffer.allocateDirect(60), ending, null);
      uncaught.await(1);
      ending.awaitOnly();
      assertThat(count[0]).isEqualTo(60);
    }
  }
}
