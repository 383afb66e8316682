package org.mfplat4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.SeekFlag;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.internal.source.AttachedSource;
import org.mfplat4j.testing.CollectorStorm;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/**
 * Streams over a source that does everything wrong, used by many threads at once: every operation
 * that began is told of once, what it was given is right, and nothing is left behind.
 */
class JavaStreamStressTest {
  private static final int LENGTH = 100_000;
  private static final int THREADS = 4;

  @RegisterExtension final Workbench bench = new Workbench();

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger invoked = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();

  @Test
  void abuseOfSeekableStreams() throws Exception {
    abuse(EnumSet.of(Capability.READABLE, Capability.WRITABLE, Capability.SEEKABLE));
  }

  @Test
  void abuseOfSerialStreams() throws Exception {
    abuse(EnumSet.of(Capability.READABLE, Capability.WRITABLE));
  }

  @Test
  void abuseWhileTheGarbageCollectorIsBusy() throws Exception {
    try (CollectorStorm storm = CollectorStorm.begin()) {
      abuse(EnumSet.of(Capability.READABLE, Capability.WRITABLE, Capability.SEEKABLE));
      assertThat(storm.collections()).isPositive();
    }
  }

  private void abuse(Set<Capability> capabilities) throws Exception {
    ExecutorService answers = Executors.newFixedThreadPool(3);
    for (int round = 0; round < 5 * Limits.STRESS; round++) {
      try (JavaByteStream java =
          JavaByteStream.create(
              new Wild(capabilities, answers),
              JavaByteStream.Options.DEFAULT.onFailure(failure -> {}))) {
        List<Thread> users = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          ByteStream stream = java.stream();
          Thread user = new Thread(() -> use(stream, capabilities));
          user.start();
          users.add(user);
        }
        ByteStream closer = java.stream();
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(20));
        closeAnyhow(closer);
        for (Thread user : users) {
          user.join(TimeUnit.SECONDS.toMillis(60));
          assertThat(user.isAlive()).as("a user is stuck").isFalse();
        }
      }
      Limits.eventually(() -> assertThat(invoked).hasValue(begun.get()));
    }
    answers.shutdown();
    assertThat(answers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(wrong).hasValue(0);
    Limits.eventually(() -> assertThat(AttachedSource.count()).isZero());
  }

  /** The source may fail to close, which closes the stream all the same. */
  private static void closeAnyhow(ByteStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("Close");
    }
  }

  private void use(ByteStream stream, Set<Capability> capabilities) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = 0; i < 300; i++) {
      try {
        step(stream, capabilities, random);
      } catch (IOException | RuntimeException e) {
        // Whatever the source did or a close stopped.
      }
    }
    closeAnyhow(stream);
  }

  private void step(ByteStream stream, Set<Capability> capabilities, ThreadLocalRandom random)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 + random.nextInt(3000));
    switch (random.nextInt(8)) {
      case 0 -> stream.write(buffer);
      case 1 -> stream.read(buffer);
      case 2 -> {
        if (capabilities.contains(Capability.SEEKABLE)) {
          stream.seek(SeekOrigin.BEGIN, random.nextInt(LENGTH + 10), SeekFlag.CANCEL_PENDING_IO);
        }
      }
      case 3 -> stream.position();
      case 4 -> {
        stream.beginWrite(
            buffer,
            result -> {
              invoked.incrementAndGet();
              try {
                stream.endWrite(result);
              } catch (IOException | RuntimeException e) {
                // As above.
              }
            },
            null);
        begun.incrementAndGet();
      }
      default -> {
        stream.beginRead(
            buffer,
            result -> {
              try {
                check(buffer, stream.endRead(result));
              } catch (IOException | RuntimeException e) {
                // As above.
              } finally {
                invoked.incrementAndGet();
              }
            },
            null);
        begun.incrementAndGet();
      }
    }
  }

  /**
   * The bytes must be those of one range, whichever it was: each is 7 or 8 above the one before.
   */
  private void check(ByteBuffer buffer, int count) {
    for (int i = 1; i < count; i++) {
      int step = (buffer.get(i) - buffer.get(i - 1)) & 0xFF;
      if (step != 7 && step != 8) {
        wrong.incrementAndGet();
        return;
      }
    }
  }

  /** Answers late, never, twice, too much, or throws; now and from other threads. */
  private static final class Wild implements ByteStreamSource {
    private final Set<Capability> capabilities;
    private final ExecutorService answers;

    Wild(Set<Capability> capabilities, ExecutorService answers) {
      this.capabilities = capabilities;
      this.answers = answers;
    }

    @Override
    public Set<Capability> capabilities() {
      return capabilities;
    }

    @Override
    public long length() {
      return LENGTH;
    }

    @Override
    public CompletionStage<Integer> read(ByteBuffer destination, long position) throws IOException {
      int size = destination.remaining();
      return answer(
          size,
          count -> {
            for (int i = 0; i < count; i++) {
              destination.put(i, Pattern.at(position + i));
            }
          });
    }

    @Override
    public CompletionStage<Integer> write(ByteBuffer source, long position) throws IOException {
      return answer(source.remaining(), count -> {});
    }

    @Override
    public void close() throws IOException {
      if (ThreadLocalRandom.current().nextBoolean()) {
        throw new IOException("will not close");
      }
    }

    private interface Work {
      void run(int count);
    }

    private CompletionStage<Integer> answer(int size, Work work) throws IOException {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      CompletableFuture<Integer> answer = new CompletableFuture<>();
      int some = 1 + random.nextInt(size);
      switch (random.nextInt(14)) {
        case 0 -> throw new IOException("at once");
        case 1 -> throw new StackOverflowError("at once");
        case 2 -> answer.completeExceptionally(new IOException("later"));
        case 3 -> answer.complete(size + 1);
        case 4 -> answer.complete(null);
        case 5 -> answer.complete(-1);
        case 6 -> {
          return null;
        }
        case 7 ->
            answers.execute(
                () -> {
                  // Whichever of the two is heard, there are as many bytes.
                  work.run(size);
                  answer.complete(some);
                  answer.obtrudeValue(size);
                });
        case 8 ->
            CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS, answers)
                .execute(
                    () -> {
                      work.run(some);
                      answer.complete(some);
                    });
        case 9 -> {
          // Never.
        }
        default -> {
          work.run(size);
          answer.complete(size);
        }
      }
      return answer;
    }
  }
}
