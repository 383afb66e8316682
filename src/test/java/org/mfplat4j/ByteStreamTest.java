package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.AccessDeniedException;
import java.util.EnumSet;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.testing.RecordingCallback;

/**
 * What a stream does with the answers of a native stream, by a native stream that answers anything.
 */
class ByteStreamTest {
  private static final int E_FAIL = 0x80004005;
  private static final int E_NOTIMPL = 0x80004001;
  private static final int E_ACCESSDENIED = 0x80070005;
  private static final int OPERATION_ABORTED = 0x800703E3;
  private static final int MF_E_INVALIDREQUEST = 0xC00D36B2;
  private static final int MF_E_SHUTDOWN = 0xC00D3E85;

  @Test
  void aBeginReadThatFailsUndoesEverything() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      script.answer(MF_E_SHUTDOWN);
      RecordingCallback callback = RecordingCallback.keeping();
      for (ByteBuffer buffer :
          new ByteBuffer[] {ByteBuffer.allocateDirect(8), ByteBuffer.allocate(8)}) {
        assertThatIllegalStateException()
            .isThrownBy(() -> stream.beginRead(buffer, callback, null))
            .withMessageStartingWith(
                "BeginRead on \"scripted\" failed: MF_E_SHUTDOWN (0xC00D3E85)");
        assertThat(buffer.position()).isZero();
      }
      assertThat(PendingOperations.all().count()).isZero();
      callback.assertNoMoreThan(0);
      assertThat(script.references()).as("the test's and the stream's").isEqualTo(2);
    }
  }

  @Test
  void anySuccessCodeIsASuccess() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      int multipleBegin = 0x000D36D8;
      script.answer(multipleBegin);
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(ByteBuffer.allocateDirect(8), callback, null);
      assertThat(script.pending()).isEqualTo(1);
      script.complete(1, 5);
      assertThat(callback.awaitOnly().count()).isEqualTo(5);
      assertThat(stream.length()).isZero();
    }
  }

  @Test
  void aCallbackThatIsInvokedTwiceReachesJavaOnce() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      RecordingCallback callback = RecordingCallback.ending(stream);
      ByteBuffer buffer = ByteBuffer.allocate(8);
      stream.beginRead(buffer, callback, null);
      script.completeTwice(0, 8);
      assertThat(callback.awaitOnly().count()).isEqualTo(8);
      callback.assertNoMoreThan(1);
      assertThat(buffer.array()).containsOnly(0x5A);
    }
  }

  @Test
  void anOperationThatIsDroppedWithoutInvokeIsLetGoAndReported() throws Exception {
    long reportedBefore = LeakNet.reported();
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      RecordingCallback callback = RecordingCallback.keeping();
      stream.beginRead(ByteBuffer.allocate(8), callback, null);
      assertThat(PendingOperations.all().count()).isEqualTo(1);
      script.drop();
      assertThat(PendingOperations.all().count()).isZero();
      assertThat(LeakNet.reported()).isEqualTo(reportedBefore + 1);
      callback.assertNoMoreThan(0);
    }
  }

  @Test
  void theNativeStreamIsReleasedWhenTheLastReadHasEndedNotBefore() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      ByteStream stream = script.open(FileAccess.READ);
      RecordingCallback callback = RecordingCallback.keeping();
      stream.beginRead(ByteBuffer.allocateDirect(8), callback, null);
      stream.beginRead(ByteBuffer.allocateDirect(8), callback, null);
      stream.close();
      assertThat(script.closed()).isEqualTo(1);
      assertThat(script.references()).isEqualTo(2);
      script.complete(OPERATION_ABORTED, 0);
      AsyncResult first = callback.await(2).get(0).result();
      AsyncResult second = callback.await(2).get(1).result();
      assertThatExceptionOfType(AsynchronousCloseException.class)
          .isThrownBy(() -> stream.endRead(first))
          .withMessageContaining("ERROR_OPERATION_ABORTED");
      assertThat(script.references()).isEqualTo(2);
      second.close();
      assertThat(script.references()).isEqualTo(1);
    }
  }

  @Test
  void aCancelledReadOnAnOpenStreamIsACancellation() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(ByteBuffer.allocateDirect(8), callback, null);
      script.complete(OPERATION_ABORTED, 0);
      assertThat(callback.awaitOnly().failure()).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void accessDeniedIsNotReadableOnlyWhenTheModeSaysSo() throws Exception {
    for (FileAccess access : FileAccess.values()) {
      try (ScriptedStream script = new ScriptedStream();
          ByteStream stream = script.open(access)) {
        script.answer(E_ACCESSDENIED);
        assertThatExceptionOfType(
                access == FileAccess.WRITE
                    ? NonReadableChannelException.class
                    : AccessDeniedException.class)
            .isThrownBy(() -> stream.read(ByteBuffer.allocateDirect(8)))
            .withMessageContaining("E_ACCESSDENIED (0x80070005)");
      }
    }
  }

  @Test
  void everyMethodNamesItsOperationWhenItFails() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      script.answer(E_FAIL);
      assertFails("GetLength", stream::length);
      assertFails("GetCurrentPosition", stream::position);
      assertFails("SetCurrentPosition", () -> stream.position(1));
      assertFails("Seek", () -> stream.seek(SeekOrigin.BEGIN, 1));
      assertFails("IsEndOfStream", stream::isEndOfStream);
      assertFails("GetCapabilities", stream::capabilities);
      assertFails("Read", () -> stream.read(ByteBuffer.allocateDirect(8)));
      assertFails("BeginRead", () -> stream.beginRead(ByteBuffer.allocateDirect(8), r -> {}, null));
      script.answer(0);
    }
  }

  private static void assertFails(String operation, ThrowingCallable call) {
    assertThatExceptionOfType(MediaFoundationException.class)
        .isThrownBy(call)
        .withMessageStartingWith(operation + " on \"scripted\" failed: E_FAIL (0x80004005)");
  }

  @Test
  void unknownCapabilitiesAreLeftOut() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      assertThat(stream.capabilities()).isEqualTo(EnumSet.allOf(Capability.class));
    }
  }

  @Test
  void aNativeStreamThatIsClosedBehindOurBackIsAClosedChannel() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      script.answer(MF_E_INVALIDREQUEST);
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(stream::length)
          .withMessageContaining("MF_E_INVALIDREQUEST (0xC00D36B2)");
      script.answer(0);
    }
  }

  @Test
  void aCloseThatIsNotImplementedIsNoFailure() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      ByteStream stream = script.open(FileAccess.READ);
      script.answerClose(E_NOTIMPL);
      stream.close();
      assertThat(script.references()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {E_FAIL, MF_E_SHUTDOWN})
  void aCloseThatFailsSaysSoAndClosesAllTheSame(int code) throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      ByteStream stream = script.open(FileAccess.READ);
      script.answerClose(code);
      Exception failure = null;
      try {
        stream.close();
      } catch (IOException | IllegalStateException e) {
        failure = e;
      }
      assertThat(failure).hasMessageStartingWith("Close on \"scripted\" failed: ");
      assertThat(script.references()).isEqualTo(1);
      assertThat(stream.toString()).contains("closed");
    }
  }

  @Test
  void itSaysWhatItIs() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      ByteStream stream = script.open(FileAccess.READ_WRITE);
      assertThat(stream).hasToString("ByteStream[scripted, READ_WRITE]");
      stream.close();
      assertThat(stream).hasToString("ByteStream[scripted, READ_WRITE, closed]");
    }
  }
}
