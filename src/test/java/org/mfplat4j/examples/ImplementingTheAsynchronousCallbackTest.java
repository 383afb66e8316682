package org.mfplat4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mfplat4j.ByteStream;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.examples.ImplementingTheAsynchronousCallback.MyCallback;
import org.mfplat4j.testing.Pattern;

/** The article's program does in Java what it does in C++. */
class ImplementingTheAsynchronousCallbackTest {
  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void writeFile() throws Exception {
    file = Files.write(folder.resolve("file.bin"), Pattern.bytes(1000));
  }

  @Test
  void ownCallbackAndReadyMadeCallbackReadTheSame() throws Exception {
    ByteBuffer own = ByteBuffer.allocateDirect(4096);
    assertThat(ImplementingTheAsynchronousCallback.read(file, own)).isEqualTo(1000);
    Pattern.assertHolds(own, 0, 1000, 0);
    ByteBuffer readyMade = ByteBuffer.allocate(4096);
    assertThat(ImplementingTheAsynchronousCallback.readWithReadCallback(file, readyMade))
        .isEqualTo(1000);
    Pattern.assertHolds(readyMade, 0, 1000, 0);
  }

  @Test
  void theProgramPrintsWhatItRead() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      ImplementingTheAsynchronousCallback.main(new String[] {file.toString()});
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("1000 bytes read by MyCallback", "1000 bytes read by ReadCallback");
  }

  @Test
  void waitForCompletionIsPendingBeforeTheRead() throws Exception {
    try (MediaFoundation mf = MediaFoundation.startup();
        ByteStream stream = mf.openFile(file)) {
      MyCallback callback = new MyCallback(stream);
      assertThat(callback.waitForCompletion(Duration.ZERO)).isEqualTo(HResult.E_PENDING);
      assertThat(callback.getBytesRead()).isZero();
    }
  }
}
