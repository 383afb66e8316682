package org.mfplat4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileAccess;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.platform.Quirks;
import org.mfplat4j.testing.CollectorStorm;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.Workbench;

/** Only the library holds callback, state and buffer, and the collector runs all the time. */
class GarbageCollectionStormTest {
  private static final int BLOCK = 512;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void thousandsOfReadsSurviveACollectorThatNeverRests() throws Exception {
    // Reads that take turns wait for each other's callbacks, and all of them for the collector.
    int reads = (Quirks.get().takesPositionLate() ? 1_000 : 20_000) * Limits.STRESS;
    int inFlight = reads / 10 / Limits.STRESS;
    ByteStream stream = bench.reading(BLOCK * 64);
    AtomicInteger wrong = new AtomicInteger();
    Semaphore room = new Semaphore(inFlight);
    try (CollectorStorm storm = CollectorStorm.begin()) {
      for (int i = 0; i < reads; i++) {
        assertThat(room.tryAcquire(30, TimeUnit.SECONDS)).as("reads complete").isTrue();
        if (stream.position() >= BLOCK * 64) {
          stream.position(0);
        }
        beginAndForget(stream, i % 2 == 0, wrong, room);
      }
      assertThat(room.tryAcquire(inFlight, 30, TimeUnit.SECONDS)).as("all complete").isTrue();
      assertThat(storm.collections()).isPositive();
    }
    assertThat(wrong).hasValue(0);
  }

  // Nothing of this is held by the test when the method has returned.
  private static void beginAndForget(
      ByteStream stream, boolean direct, AtomicInteger wrong, Semaphore room) throws Exception {
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(BLOCK) : ByteBuffer.allocate(BLOCK);
    Object state = new Object();
    stream.beginRead(buffer, new CheckingCallback(stream, buffer, state, wrong, room), state);
  }

  private record CheckingCallback(
      ByteStream stream, ByteBuffer buffer, Object state, AtomicInteger wrong, Semaphore room)
      implements AsyncCallback {
    @Override
    public CallbackParameters parameters() {
      return CallbackParameters.on(WorkQueue.MULTITHREADED);
    }

    @Override
    public void invoke(AsyncResult result) throws Exception {
      try {
        int count = stream.endRead(result);
        // The offset is not known here; the pattern's first byte tells it up to a multiple of 256.
        boolean good = result.state() == state && count <= BLOCK && buffer.position() == count;
        for (int i = 1; i < count && good; i++) {
          int step = buffer.get(i) - buffer.get(i - 1) & 0xFF;
          good = step == 7 || step == 8;
        }
        if (!good) {
          wrong.incrementAndGet();
        }
      } finally {
        room.release();
      }
    }
  }

  @Test
  void whatJavaDroppedWhileItIsPendingStaysAndIsCollectedAfterwards() throws Exception {
    int reads = 1_000;
    ByteStream stream = bench.reading(BLOCK);
    List<WeakReference<Object>> dropped = new ArrayList<>();
    CountDownLatch invoked = new CountDownLatch(reads);
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      for (int i = 0; i < reads; i++) {
        beginAndDrop(stream, dropped, invoked);
      }
      for (int i = 0; i < 5; i++) {
        System.gc();
        ByteBuffer.allocateDirect(1 << 20);
      }
      assertThat(dropped).as("while pending").allMatch(reference -> reference.get() != null);
      assertThat(PendingOperations.all().count()).isEqualTo(reads + 1);
    }
    assertThat(invoked.await(20, TimeUnit.SECONDS)).isTrue();
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(dropped).as("afterwards").allMatch(reference -> reference.get() == null);
        });
  }

  private static void beginAndDrop(
      ByteStream stream, List<WeakReference<Object>> dropped, CountDownLatch invoked)
      throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
    Object state = new Object();
    AsyncCallback callback =
        new AsyncCallback() {
          @Override
          public void invoke(AsyncResult result) throws Exception {
            stream.endRead(result);
            invoked.countDown();
          }
        };
    dropped.add(new WeakReference<>(buffer));
    dropped.add(new WeakReference<>(state));
    dropped.add(new WeakReference<>(callback));
    stream.beginRead(buffer, callback, state);
  }

  @Test
  void aBufferThatNobodyHoldsIsNotFreedUnderTheRead() throws Exception {
    try (ScriptedStream script = ScriptedStream.positional();
        ByteStream stream = script.open(FileAccess.READ)) {
      AtomicLong bytes = new AtomicLong();
      int reads = 200;
      for (int i = 0; i < reads; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        stream.beginRead(buffer, result -> bytes.addAndGet(stream.endRead(result)), null);
      }
      try (CollectorStorm storm = CollectorStorm.begin()) {
        for (int i = 0; i < 20; i++) {
          System.gc();
          ByteBuffer.allocateDirect(1 << 20);
        }
        // Native code writes every byte of every buffer now.
        script.complete(0, 1 << 16);
        assertThat(storm.collections()).isPositive();
      }
      assertThat(bytes).hasValue((long) reads << 16);
    }
  }

  @Test
  void theBytesAreRightThoughTheHeapMoves() throws Exception {
    ByteStream stream = bench.reading(1 << 20);
    try (CollectorStorm storm = CollectorStorm.begin()) {
      for (int round = 0; round < 20; round++) {
        stream.position(0);
        ByteBuffer heap = ByteBuffer.allocate(1 << 20);
        CountDownLatch done = new CountDownLatch(1);
        stream.beginRead(
            heap,
            result -> {
              stream.endRead(result);
              done.countDown();
            },
            null);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        Pattern.assertHolds(heap, 0, 1 << 20, 0);
      }
      assertThat(storm.collections()).isPositive();
    }
  }
}
