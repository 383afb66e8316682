package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.OpenMode;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.RecordingCallback.Invocation;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** Cases A55 to A57: asynchronous writes, length, close. */
class WriteCasesTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  @Tag("wine-isolate")
  @DisplayName("A55 a write of 10 bytes to a new file: one Invoke, EndWrite 10, length, position")
  void a55_aWriteToANewFile() throws Exception {
    Path file = bench.missing("new.bin");
    ByteStream stream = bench.open(file, FileAccess.READ_WRITE, OpenMode.FAIL_IF_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10).put(0, Pattern.bytes(10));
    if (TestPlatform.isWine(8, 10)) {
      // There a write that begins never completes, and stops STANDARD for ever: it is not tried.
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> stream.beginWrite(buffer, callback, null))
          .withMessageContaining("BeginWrite on \"" + file)
          .withMessageContaining("never completes");
      assertThat(PendingOperations.all().count()).isZero();
      RecordingCallback standard = RecordingCallback.keeping();
      WorkQueue.STANDARD.put(standard, null);
      standard.awaitOnly();
      callback.assertNoMoreThan(0);
      assertThat(stream.length()).isZero();
      return;
    }
    stream.beginWrite(buffer, callback, null);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.status()).isEqualTo(HResult.S_OK);
    assertThat(stream.endWrite(invocation.result())).isEqualTo(10);
    assertThat(stream.length()).isEqualTo(10);
    assertThat(stream.position()).isEqualTo(10);
    callback.assertNoMoreThan(1);
    stream.close();
    assertThat(file).hasBinaryContent(Pattern.bytes(10));
  }

  @Test
  @DisplayName("A56 SetLength extends and cuts, and the position stays; Wine 8: E_NOTIMPL")
  void a56_setLengthExtendsAndCuts() throws Exception {
    ByteStream stream = bench.open(bench.file(3), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(1);
    if (TestPlatform.isWine(8, 10)) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> stream.length(100))
          .withMessageContaining("E_NOTIMPL (0x80004001)");
      assertThat(stream.length()).isEqualTo(3);
      return;
    }
    stream.length(100);
    assertThat(stream.length()).isEqualTo(100);
    assertThat(stream.position()).isEqualTo(1);
    stream.length(2);
    assertThat(stream.length()).isEqualTo(2);
    assertThat(stream.position()).isEqualTo(1);
  }

  @Test
  @DisplayName("A57 a closed stream that is still referenced leaves the file to the next writer")
  void a57_closeFreesTheFileWhoeverRefersToTheStream() throws Exception {
    Path file = bench.file(100);
    ByteStream stream = bench.open(file, FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    // Not ended, it keeps the native stream.
    AsyncResult result = callback.awaitOnly().result();
    stream.close();
    if (TestPlatform.isWine(8, 10)) {
      // Wine 8 has no Close for files: the file is free when the native stream is released.
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST))
          .withMessageContaining("ERROR_SHARING_VIOLATION");
      stream.endRead(result);
    }
    ByteStream next = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    assertThat(next.write(ByteBuffer.allocate(100))).isEqualTo(100);
    next.close();
    result.close();
    assertThat(Files.readAllBytes(file)).containsOnly(0);
  }

  @Test
  @DisplayName("A57 a stream for writing is closed, and the file can be opened for writing again")
  void a57_aWriterFollowsAWriter() throws Exception {
    Path file = bench.file(100);
    for (int i = 0; i < 3; i++) {
      bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST).close();
    }
    assertThat(file).hasBinaryContent(Pattern.bytes(100));
  }
}
