package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.ComProbe;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.com.AsyncResultPointer;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;

/**
 * Cases A04 and A31 to A33: start and shutdown. A process of its own on Wine, whose platform stays
 * up for good once it was shut down while a result was alive.
 */
@Tag("wine-isolate")
class PlatformCasesTest {
  private static final int MF_E_BAD_STARTUP_VERSION = 0xC00D36E3;

  /** Five seconds, and what a busy machine takes. */
  private static final Duration MOST_OF_A_WAIT = Duration.ofSeconds(4).plus(Limits.EVENTUALLY);

  @TempDir Path folder;

  @Test
  @DisplayName("A31 a version that is refused: an exception that names it, and no queues")
  void a31_aVersionThatIsRefused() {
    // Java always asks for the right version: what is left is what it makes of the refusal.
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Failures.check(MF_E_BAD_STARTUP_VERSION, "MFStartup", ""))
        .withMessageContaining("MFStartup failed: MF_E_BAD_STARTUP_VERSION (0xC00D36E3)");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> WorkQueue.allocate(WorkQueueType.STANDARD))
        .withMessageContaining("MF_E_SHUTDOWN (0xC00D3E85)");
  }

  @Test
  @DisplayName("A04 a result needs no started platform")
  void a04_aResultNeedsNoStartedPlatform() {
    RecordingCallback recording = RecordingCallback.keeping();
    try (CallbackObject callback = CallbackObject.of(recording)) {
      try (AsyncResult result = AsyncResult.create(null, callback, null)) {
        assertThat(ComProbe.references(callback.address())).isEqualTo(2);
        assertThat(ComProbe.references(AsyncResultPointer.address(result))).isEqualTo(1);
        assertThat(result.status()).isEqualTo(HResult.S_OK);
      }
      assertThat(ComProbe.references(callback.address())).isEqualTo(1);
    }
    assertThat(recording.count()).isZero();
  }

  @Test
  @DisplayName("A32 a stopped platform refuses work, starts again, and may be shut down twice")
  void a32_aStoppedPlatformRefusesWorkUntilItIsStartedAgain() throws Exception {
    assertRefusesWork();
    MediaFoundation platform = MediaFoundation.startup();
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue.STANDARD.put(callback, null);
    callback.awaitOnly();
    platform.close();
    platform.close();
    assertRefusesWork();
  }

  @Test
  @DisplayName("A33 MFShutdown waits for a live result, for seconds at most")
  void a33_closeWaitsForALiveResult() throws Exception {
    Path file = Files.write(folder.resolve("file.bin"), new byte[10]);
    MediaFoundation platform = MediaFoundation.startup();
    ByteStream stream = platform.openFile(file);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    AsyncResult result = callback.awaitOnly().result();

    // Where close does not wait, it must have ended before the holder does.
    Duration heldFor = Duration.ofSeconds(TestPlatform.isWine(8, 10) ? 5 : 1);
    CountDownLatch closed = new CountDownLatch(1);
    AtomicBoolean closedWhileHeld = new AtomicBoolean();
    Thread holder =
        new Thread(
            () -> {
              try {
                closedWhileHeld.set(closed.await(heldFor.toMillis(), TimeUnit.MILLISECONDS));
                stream.endRead(result);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    long start = System.nanoTime();
    holder.start();
    platform.close();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    closed.countDown();
    holder.join();
    stream.close();

    if (TestPlatform.isWine(8, 10)) {
      assertThat(closedWhileHeld).as("Wine does not wait").isTrue();
    } else {
      assertThat(took).isBetween(heldFor.minusMillis(50), MOST_OF_A_WAIT);
    }
    // On Wine it is the library that refuses: the platform itself stays up.
    assertRefusesWork();
  }

  @Test
  @DisplayName(
      "A33 MFShutdown gives up on a result that is never released, after about five seconds")
  void a33_closeGivesUpOnAResultThatIsNeverReleased() throws Exception {
    Path file = Files.write(folder.resolve("file.bin"), new byte[10]);
    MediaFoundation platform = MediaFoundation.startup();
    ByteStream stream = platform.openFile(file);
    RecordingCallback callback = RecordingCallback.keeping();
    stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
    AsyncResult result = callback.awaitOnly().result();

    long start = System.nanoTime();
    platform.close();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (TestPlatform.isWine(8, 10)) {
      assertThat(took).as("Wine does not wait").isLessThan(Duration.ofSeconds(4));
    } else {
      assertThat(took).isBetween(Duration.ofSeconds(4), MOST_OF_A_WAIT);
    }
    assertRefusesWork();
    assertThat(stream.endRead(result)).as("the result outlives the platform").isEqualTo(10);
    stream.close();
    MediaFoundation.startup().close();
  }

  private static void assertRefusesWork() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> WorkQueue.STANDARD.put(callback, null))
        .withMessageContaining("MF_E_SHUTDOWN (0xC00D3E85)");
    callback.assertNoMoreThan(0);
  }
}
