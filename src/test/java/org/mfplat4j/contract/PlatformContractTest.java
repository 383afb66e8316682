package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.Platform;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.jni.NativeLibrary;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;

/** What starting and closing the platform promises. */
class PlatformContractTest {
  @TempDir Path folder;

  @Test
  void thisRunIsOnTheEngineThatWasAskedFor() throws Exception {
    String asked = System.getProperty(NativeLibrary.ENGINE_PROPERTY, "");
    try (MediaFoundation platform = MediaFoundation.startup()) {
      assertThat(platform).isNotNull();
      Platform described = MediaFoundation.platform();
      if (TestPlatform.isWindowsLike()) {
        assertThat(described.engine()).isEqualTo("mfplat");
        assertThat(described.implementation()).startsWith("mfplat.dll (");
        return;
      }
      assertThat(described.implementation()).isEqualTo("mfplat4j portable engine");
      assumeFalse(
          asked.equals("uring") && !described.uring().equals("available"),
          () -> "uring was asked for, but is " + described.uring());
      if (asked.isEmpty()) {
        assertThat(described.engine()).isIn("uring", "threads");
      } else {
        assertThat(described.engine()).isEqualTo(asked);
        assertThat(described.reason()).contains("forced");
      }
    }
  }

  @Test
  void mediaFoundationIsAvailableHere() {
    assertThat(MediaFoundation.unavailabilityCause()).isNull();
    assertThat(MediaFoundation.isAvailable()).isTrue();
  }

  @Test
  void startsAreCountedAndThePlatformIsUpUntilTheLastClose() throws Exception {
    Path file = Files.write(folder.resolve("file.bin"), new byte[10]);
    MediaFoundation first = MediaFoundation.startup();
    MediaFoundation second = MediaFoundation.startup();
    first.close();
    try (ByteStream stream = second.openFile(file)) {
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
      assertThat(callback.awaitOnly().count()).isEqualTo(10);
    }
    second.close();
  }

  @Test
  void closeIsIdempotentAndTakesOneStartBackOnly() throws Exception {
    MediaFoundation first = MediaFoundation.startup();
    MediaFoundation second = MediaFoundation.startup();
    first.close();
    first.close();
    RecordingCallback callback = RecordingCallback.keeping();
    WorkQueue.STANDARD.put(callback, null);
    callback.awaitOnly();
    second.close();
  }

  @Test
  void aClosedInstanceOpensNothing() throws Exception {
    Path file = Files.write(folder.resolve("file.bin"), new byte[10]);
    try (MediaFoundation other = MediaFoundation.startup()) {
      assertThat(other).isNotNull();
      MediaFoundation closed = MediaFoundation.startup();
      closed.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> closed.openFile(file))
          .withMessageContaining("MFCreateFile on \"" + file + "\"");
    }
  }

  @Test
  void nothingBeginsOnAStreamWhosePlatformWasShutDown() throws Exception {
    Path file = Files.write(folder.resolve("file.bin"), new byte[10]);
    MediaFoundation platform = MediaFoundation.startup();
    try (ByteStream stream = platform.openFile(file)) {
      platform.close();
      RecordingCallback callback = RecordingCallback.ending(stream);
      assertThatIllegalStateException()
          .isThrownBy(() -> stream.beginRead(ByteBuffer.allocateDirect(10), callback, null))
          .withMessageContaining(
              "BeginRead on \"" + file + "\" failed: MF_E_SHUTDOWN (0xC00D3E85)");
      assertThat(PendingOperations.all().count()).isZero();
    }
  }

  @Test
  void closeWaitsForWhatIsPending() throws Exception {
    Path file = Files.write(folder.resolve("file.bin"), new byte[1000]);
    MediaFoundation platform = MediaFoundation.startup();
    try (ByteStream stream = platform.openFile(file)) {
      RecordingCallback callback = RecordingCallback.ending(stream);
      for (int i = 0; i < 100; i++) {
        stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
      }
      platform.close();
      assertThat(callback.count()).isEqualTo(100);
    }
  }

  @Test
  void closeInsideACallbackIsRefusedAndHarmless() throws Exception {
    try (MediaFoundation platform = MediaFoundation.startup()) {
      AtomicReference<Exception> failure = new AtomicReference<>();
      CountDownLatch done = new CountDownLatch(1);
      WorkQueue.STANDARD.put(
          result -> {
            try {
              platform.close();
            } catch (Exception e) {
              failure.set(e);
            }
            done.countDown();
          },
          null);
      Limits.eventually(done);
      assertThat(failure.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("MFShutdown");
      RecordingCallback callback = RecordingCallback.keeping();
      WorkQueue.STANDARD.put(callback, null);
      callback.awaitOnly();
    }
  }

  @Test
  void anInterruptedCloseStillClosesAndKeepsTheInterrupt() throws Exception {
    MediaFoundation platform = MediaFoundation.startup();
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    WorkQueue.MULTITHREADED.put(
        result -> {
          running.countDown();
          release.await();
        },
        null);
    Limits.eventually(running);
    // MFShutdown itself cannot be interrupted, and waits for the item.
    new Thread(
            () -> {
              Limits.eventually(() -> assertThat(PendingOperations.all().count()).isEqualTo(1));
              release.countDown();
            })
        .start();
    Thread.currentThread().interrupt();
    platform.close();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void thePlatformCanBeStartedAgainManyTimes() throws Exception {
    Path file = Files.write(folder.resolve("file.bin"), new byte[10]);
    for (int i = 0; i < 20; i++) {
      try (MediaFoundation platform = MediaFoundation.startup();
          ByteStream stream = platform.openFile(file)) {
        RecordingCallback callback = RecordingCallback.ending(stream);
        stream.beginRead(ByteBuffer.allocateDirect(10), callback, null);
        assertThat(callback.awaitOnly().count()).isEqualTo(10);
      }
    }
  }

  @Test
  @Tag("linux-only")
  void thePlatformSaysWhetherTheKernelHasUring() {
    assertThat(MediaFoundation.platform().uring()).matches("available|not available: .+");
  }
}
