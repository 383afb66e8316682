package org.mfplat4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.HResult;
import org.mfplat4j.examples.ImplementingTheAsynchronousCallback.MyCallback;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/** The article's program does in Java what it does in C++. */
class ImplementingTheAsynchronousCallbackTest {
  @RegisterExtension private final Workbench bench = new Workbench();

  @Test
  void theProgramPrintsWhatItRead() throws Exception {
    assertThat(PrintedBy.program(ImplementingTheAsynchronousCallback::main, bench.file(1000)))
        .containsExactly(HResult.S_OK + ": 1000 bytes read");
  }

  @Test
  void theCallbackReadsTheFile() throws Exception {
    ByteStream stream = bench.reading(1000);
    MyCallback callback = new MyCallback(stream);
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    stream.beginRead(buffer, callback, null);
    assertThat(callback.waitForCompletion(Limits.EVENTUALLY)).isEqualTo(HResult.S_OK);
    assertThat(callback.getBytesRead()).isEqualTo(1000);
    Pattern.assertHolds(buffer, 0, 1000, 0);
  }

  @Test
  void waitForCompletionIsPendingBeforeTheRead() throws Exception {
    MyCallback callback = new MyCallback(bench.reading(1000));
    assertThat(callback.waitForCompletion(Duration.ZERO)).isEqualTo(HResult.E_PENDING);
    assertThat(callback.getBytesRead()).isZero();
  }
}
