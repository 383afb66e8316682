package org.mfplat4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.NativeConsumer;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** Many threads: native ones that come and go, and Java ones that use one stream at once. */
class ThreadsStressTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void aThousandNativeThreadsAttachAndDetachAndNoJavaThreadIsLeft() throws Exception {
    int threads = 1_000 * Limits.STRESS;
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger invoked = new AtomicInteger();
    try (ScriptedStream script = ScriptedStream.positional();
        ByteStream stream = script.open(FileAccess.READ)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(8);
      for (int i = 0; i < threads; i++) {
        stream.beginRead(
            buffer.duplicate(),
            result -> {
              stream.endRead(result);
              seen.add(Thread.currentThread());
              invoked.incrementAndGet();
            },
            null);
      }
      script.complete(0, 8);
      assertThat(invoked).hasValue(threads);
      if (TestPlatform.isWine(8, 10)) {
        assertThat(seen)
            .as("stand-ins for threads that can't be detached")
            .hasSizeLessThan(threads / 10);
      } else {
        assertThat(seen).as("one Java thread for each native one").hasSize(threads);
      }
      Limits.eventually(() -> assertThat(seen).noneMatch(Thread::isAlive));
      assertThat(liveQueueThreads()).doesNotContainAnyElementsOf(seen);
    }
  }

  /**
   * Expected on Windows: the same. COM's clean-up comes first, since its FLS slot was taken before
   * the library's; what it releases still finds the thread attached.
   */
  @ParameterizedTest
  @ValueSource(ints = {NativeConsumer.MULTITHREADED_APARTMENT, NativeConsumer.APARTMENT_THREADED})
  @Tag("windows-only")
  void aThreadWhoseCallbackInitialisedComLeavesNoJavaThread(int apartment) throws Exception {
    int threads = 50 * Limits.STRESS;
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Set<Integer> answers = ConcurrentHashMap.newKeySet();
    AtomicInteger invoked = new AtomicInteger();
    try (ScriptedStream script = ScriptedStream.positional();
        ByteStream stream = script.open(FileAccess.READ)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(8);
      for (int i = 0; i < threads; i++) {
        stream.beginRead(
            buffer.duplicate(),
            result -> {
              answers.add(NativeConsumer.initializeCom(apartment));
              stream.endRead(result);
              seen.add(Thread.currentThread());
              invoked.incrementAndGet();
            },
            null);
      }
      script.complete(0, 8);
      assertThat(invoked).hasValue(threads);
      assertThat(answers).contains(0);
      Limits.eventually(() -> assertThat(seen).noneMatch(Thread::isAlive));
      assertThat(liveQueueThreads()).doesNotContainAnyElementsOf(seen);
    }
  }

  @Test
  @Tag("linux-only")
  void theEnginesThreadsDetachWhenThePlatformStops() throws Exception {
    bench.platform().close();
    Limits.eventually(() -> assertThat(liveQueueThreads()).isEmpty());
    for (int cycle = 0; cycle < 50 * Limits.STRESS; cycle++) {
      try (MediaFoundation platform = MediaFoundation.startup()) {
        assertThat(platform).isNotNull();
        RecordingCallback callback = RecordingCallback.keeping();
        for (int i = 0; i < 20; i++) {
          WorkQueue.MULTITHREADED.put(callback, null);
        }
        callback.await(20);
      }
    }
    Limits.eventually(() -> assertThat(liveQueueThreads()).isEmpty());
  }

  @Test
  void aThreadIsAttachedOnceForManyCallbacks() throws Exception {
    ByteStream stream = bench.reading(100);
    RecordingCallback callback = RecordingCallback.ending(stream);
    int reads = 2_000;
    for (int i = 0; i < reads; i++) {
      stream.beginRead(ByteBuffer.allocateDirect(1), callback, null);
    }
    callback.awaitMany(reads, 20);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    callback.await(reads).forEach(invocation -> threads.add(invocation.thread()));
    assertThat(threads).as("threads for %d callbacks", reads).hasSizeLessThan(32);
  }

  @Test
  void manyThreadsReadOneStreamWhileItIsClosedAtRandom() throws Exception {
    Path file = bench.file(64 * 1024);
    for (int round = 0; round < 30 * Limits.STRESS; round++) {
      hammer(file);
    }
  }

  private void hammer(Path file) throws Exception {
    ByteStream stream = bench.open(file);
    // One party for each read that is pending, and one for each thread.
    Phaser pending = new Phaser(1);
    List<Throwable> unexpected = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger invoked = new AtomicInteger();
    int threads = 6;
    CountDownLatch go = new CountDownLatch(1);
    for (int t = 0; t < threads; t++) {
      boolean closes = t == 0;
      pending.register();
      new Thread(
              () -> {
                try {
                  go.await();
                  if (closes) {
                    TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(2_000));
                    stream.close();
                  } else {
                    readUntilClosed(stream, pending, begun, invoked, unexpected);
                  }
                } catch (Throwable e) {
                  unexpected.add(e);
                } finally {
                  pending.arriveAndDeregister();
                }
              })
          .start();
    }
    go.countDown();
    try {
      pending.awaitAdvanceInterruptibly(pending.arrive(), 20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          begun + " reads began, " + invoked + " callbacks came; " + unexpected, e);
    }
    assertThat(unexpected).isEmpty();
    assertThat(invoked.get()).isEqualTo(begun.get());
  }

  private static void readUntilClosed(
      ByteStream stream,
      Phaser pending,
      AtomicInteger begun,
      AtomicInteger invoked,
      List<Throwable> unexpected)
      throws Exception {
    try {
      for (int i = 0; i < 500; i++) {
        stream.position(ThreadLocalRandom.current().nextInt(64 * 1024));
        if (i % 10 == 0) {
          stream.read(ByteBuffer.allocateDirect(100));
        }
        pending.register();
        boolean began = false;
        try {
          stream.beginRead(
              i % 2 == 0 ? ByteBuffer.allocateDirect(512) : ByteBuffer.allocate(512),
              result -> {
                try {
                  stream.endRead(result);
                } catch (AsynchronousCloseException closed) {
                  // As it should be.
                } catch (Throwable e) {
                  unexpected.add(e);
                } finally {
                  invoked.incrementAndGet();
                  pending.arriveAndDeregister();
                }
              },
              null);
          began = true;
          begun.incrementAndGet();
        } finally {
          if (!began) {
            pending.arriveAndDeregister();
          }
        }
      }
    } catch (ClosedChannelException closed) {
      // As it should be.
    }
  }

  @Test
  void callbacksThatThrowDoNotStopTheOthers() throws Exception {
    ByteStream stream = bench.reading(1000);
    int reads = 500;
    RecordingCallback good = RecordingCallback.ending(stream);
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      for (int i = 0; i < reads; i++) {
        stream.beginRead(
            ByteBuffer.allocateDirect(1),
            result -> {
              stream.endRead(result);
              throw new IllegalStateException("thrown by a test's callback");
            },
            null);
        stream.beginRead(ByteBuffer.allocateDirect(1), good, null);
      }
      good.awaitMany(reads, 20);
      uncaught.await(reads);
    }
  }

  @Test
  void callbacksThatCloseTheirStreamWhileOthersArePending() throws Exception {
    Path file = bench.file(10_000);
    for (int round = 0; round < 50 * Limits.STRESS; round++) {
      ByteStream stream = bench.open(file);
      AtomicInteger completed = new AtomicInteger();
      List<Throwable> unexpected = Collections.synchronizedList(new ArrayList<>());
      int reads = 50;
      int begun = 0;
      try {
        for (int i = 0; i < reads; i++) {
          boolean closes = i == reads / 2;
          stream.beginRead(
              ByteBuffer.allocateDirect(100),
              result -> {
                try {
                  if (closes) {
                    stream.close();
                  }
                  stream.endRead(result);
                } catch (AsynchronousCloseException closed) {
                  // As it should be.
                } catch (Throwable e) {
                  unexpected.add(e);
                }
                completed.incrementAndGet();
              },
              null);
          begun++;
        }
      } catch (ClosedChannelException closed) {
        // The callback was quicker than this loop.
      }
      int expected = begun;
      Limits.eventually(() -> assertThat(completed).hasValue(expected));
      assertThat(unexpected).isEmpty();
    }
  }

  private static List<Thread> liveQueueThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("mfplat4j-queue"))
        .toList();
  }
}
