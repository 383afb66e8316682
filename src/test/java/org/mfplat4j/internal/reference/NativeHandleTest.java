package org.mfplat4j.internal.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.testing.RecordingCallback;

/** The handle over a native object that counts its references. */
class NativeHandleTest {
  @Test
  void theObjectIsReleasedByTheOwnerWhenNoLeaseIsLeft() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      NativeHandle handle = NativeHandle.ofObject(script.addReference());
      assertThat(handle.isClosed()).isFalse();
      assertThat(handle.close()).isTrue();
      handle.release();
      assertThat(handle.isClosed()).isTrue();
      assertThat(script.references()).isEqualTo(1);
    }
  }

  @Test
  void theLastLeaseReleasesTheObjectAfterTheOwnerHasGone() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      NativeHandle handle = NativeHandle.ofObject(script.addReference());
      assertThat(handle.acquire()).isTrue();
      assertThat(handle.acquire()).isTrue();
      handle.close();
      handle.release();
      handle.release();
      assertThat(script.references()).isEqualTo(2);
      handle.release();
      assertThat(script.references()).isEqualTo(1);
    }
  }

  @Test
  void aClosedHandleGivesNoLease() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      NativeHandle handle = NativeHandle.ofObject(script.addReference());
      assertThat(handle.acquire()).isTrue();
      handle.close();
      assertThat(handle.acquire()).isFalse();
      handle.release();
      handle.release();
      assertThat(handle.acquire()).as("released").isFalse();
      assertThat(handle.close()).as("released").isFalse();
      assertThat(script.references()).isEqualTo(1);
    }
  }

  @Test
  void oneOfManyCloseCallsCloses() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      NativeHandle handle = NativeHandle.ofObject(script.addReference());
      assertThat(handle.close()).isTrue();
      assertThat(handle.close()).isFalse();
      handle.release();
    }
  }

  @Test
  void leasesAndCloseMayRace() throws Exception {
    for (int round = 0; round < 200; round++) {
      try (ScriptedStream script = new ScriptedStream()) {
        NativeHandle handle = NativeHandle.ofObject(script.addReference());
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger closes = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          Thread thread =
              new Thread(
                  () -> {
                    await(go);
                    for (int i = 0; i < 50 && handle.acquire(); i++) {
                      handle.release();
                    }
                    if (handle.close()) {
                      closes.incrementAndGet();
                      handle.release();
                    }
                  });
          thread.start();
          threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
          thread.join();
        }
        assertThat(closes).hasValue(1);
        assertThat(script.references()).isEqualTo(1);
      }
    }
  }

  @Test
  void aStreamThatIsReadKeepsItsObject() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      ByteStream stream = script.open(FileAccess.READ);
      RecordingCallback callback = RecordingCallback.keeping();
      stream.beginRead(ByteBuffer.allocateDirect(1), callback, null);
      stream.close();
      assertThat(script.references()).isEqualTo(2);
      script.complete(0, 1);
      stream.endRead(callback.awaitOnly().result());
      assertThat(script.references()).isEqualTo(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
