package org.mfplat4j.isolation;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.ByteStream;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.PeriodicCallback;
import org.mfplat4j.WorkQueue;

/**
 * What an application does with the library, each in a class loader of its own: one call of each
 * kind that comes back on a thread of the platform. Throws when one comes back wrong, or not.
 */
public final class IsolatedApplication implements Callable<String> {
  private static final int BURST = 200;
  private static final long LIMIT_SECONDS = 30;

  private final Path file;
  private final int rounds;

  public IsolatedApplication(Path file, int rounds) {
    this.file = file;
    this.rounds = rounds;
  }

  @Override
  public String call() throws Exception {
    try (MediaFoundation mf = MediaFoundation.startup()) {
      for (int round = 0; round < rounds; round++) {
        try (ByteStream stream = mf.openFile(file)) {
          callback(stream, 1 + round % 1000);
          burst(stream);
        }
        events(round);
        source();
        timers();
      }
    }
    return rounds + " rounds";
  }

  private static void callback(ByteStream stream, int size) throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    stream.beginRead(
        ByteBuffer.allocate(size),
        result -> {
          try {
            ClassLoader own = IsolatedApplication.class.getClassLoader();
            boolean context = Thread.currentThread().getContextClassLoader() == own;
            seen.complete(stream.endRead(result) + ", context " + context);
          } catch (Throwable e) {
            seen.completeExceptionally(e);
          }
        },
        null);
    expect(size + ", context true", get(seen));
  }

  private static void burst(ByteStream stream) throws Exception {
    List<Future<Integer>> reads = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      reads.add(stream.readAsync(ByteBuffer.allocate(16), i));
    }
    for (Future<Integer> read : reads) {
      expect(16, get(read));
    }
  }

  private static void events(int value) throws Exception {
    try (MediaEventQueue queue = MediaEventQueue.create()) {
      CompletableFuture<MediaEvent> next = queue.nextEvent();
      queue.queue(MediaEvent.of(new MediaEventType(10_000), value));
      expect(value, get(next).value().orElseThrow());
    }
  }

  private static void source() throws Exception {
    try (JavaByteStream java = JavaByteStream.create(new Counting());
        ByteStream stream = java.stream()) {
      expect(100, get(stream.readAsync(ByteBuffer.allocate(100), 0)));
    }
  }

  private static void timers() throws Exception {
    Future<Integer> later =
        WorkQueue.MULTITHREADED.asScheduledExecutor().schedule(() -> 7, 1, TimeUnit.MILLISECONDS);
    expect(7, get(later));
    CountDownLatch ticks = new CountDownLatch(1);
    try (PeriodicCallback tick = PeriodicCallback.add(ticks::countDown)) {
      expect(true, ticks.await(LIMIT_SECONDS, TimeUnit.SECONDS));
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static void expect(Object expected, Object seen) {
    if (!expected.equals(seen)) {
      throw new AssertionError("expected " + expected + ", but it was " + seen);
    }
  }

  /** A source that has bytes without end. */
  private static final class Counting implements ByteStreamSource {
    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.READABLE, Capability.SEEKABLE);
    }

    @Override
    public long length() {
      return -1;
    }

    @Override
    public CompletionStage<Integer> read(ByteBuffer destination, long position) {
      int count = destination.remaining();
      return CompletableFuture.completedFuture(count);
    }
  }
}
