package org.mfplat4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.ReusableCallback;
import org.mfplat4j.SeekFlag;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/**
 * Reads of random sizes at random positions and depths, ended in their callbacks, later by another
 * thread, or by futures that are cancelled, on streams that cancel and close at random: each that
 * began ends once, with the bytes of the file or aborted.
 */
class ReadStormTest {
  private static final long READS = 20_000L * Limits.STRESS;
  private static final int FILE = 1 << 20;
  private static final int MOST_DEPTH = 64;
  private static final int MOST_BYTES = 16 * 1024;

  @RegisterExtension final Workbench bench = new Workbench();

  private final ByteBuffer expected = ByteBuffer.wrap(Pattern.bytes(FILE));
  private Path file;

  @BeforeEach
  void makeFile() throws Exception {
    file = bench.file(FILE);
  }

  @Test
  void readsOfEveryKindAreNeverLost() throws Exception {
    long seed = System.nanoTime();
    long reads = 0;
    long aborted = 0;
    for (int round = 0; reads < READS; round++) {
      try (ByteStream stream = bench.platform().openFile(file)) {
        Session session = new Session(stream, new Random(seed + round));
        session.run();
        assertThat(session.wrong).as("seed %d, round %d", seed, round).isEmpty();
        assertThat(session.ended.get()).as("ended").isEqualTo(session.begun.get());
        reads += session.begun.get();
        aborted += session.aborted.get();
      }
    }
    System.out.println(reads + " reads, of which " + aborted + " were aborted");
  }

  /** One stream and its chains of reads. */
  private final class Session {
    final ByteStream stream;
    final Random random;
    final AtomicInteger left;
    final AtomicLong begun = new AtomicLong();
    final AtomicLong ended = new AtomicLong();
    final AtomicLong aborted = new AtomicLong();
    final List<Throwable> wrong = new CopyOnWriteArrayList<>();
    final BlockingQueue<Runnable> kept = new LinkedBlockingQueue<>();
    final CountDownLatch chains;

    Session(ByteStream stream, Random random) {
      this.stream = stream;
      this.random = random;
      left = new AtomicInteger(100 + random.nextInt(4_000));
      chains = new CountDownLatch(1 + random.nextInt(MOST_DEPTH));
    }

    /** Ends what callbacks have kept, cancels, and closes, until all chains have ended. */
    void run() throws Exception {
      int closesAt = random.nextInt(3) == 0 ? left.get() - random.nextInt(left.get()) : -1;
      for (long i = chains.getCount(); i > 0; i--) {
        new Chain(this, random.nextLong()).next();
      }
      long deadline = System.nanoTime() + Limits.EVENTUALLY.multipliedBy(10).toNanos();
      while (chains.getCount() > 0 || !kept.isEmpty()) {
        assertThat(System.nanoTime() - deadline)
            .as("%d of %d reads have ended", ended.get(), begun.get())
            .isNegative();
        Runnable end = kept.poll(1, TimeUnit.MILLISECONDS);
        if (end != null) {
          end.run();
        }
        if (left.get() <= closesAt) {
          stream.close();
        } else if (random.nextInt(50) == 0) {
          stream.seek(SeekOrigin.CURRENT, 0, SeekFlag.CANCEL_PENDING_IO);
        }
      }
    }
  }

  /** The callback of a chain whose reads use each other's results again. */
  private record Reusing(AsyncCallback chain) implements ReusableCallback {
    @Override
    public CallbackParameters parameters() {
      return chain.parameters();
    }

    @Override
    public void invoke(AsyncResult result) throws Exception {
      chain.invoke(result);
    }
  }

  /** One read after the other. */
  private final class Chain implements AsyncCallback {
    private final Session session;
    private final Random random;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(MOST_BYTES);
    private final ByteBuffer heap = ByteBuffer.allocate(MOST_BYTES);
    private ByteBuffer buffer = direct;
    private int position;
    private boolean keeps;
    private final AsyncCallback callback;

    Chain(Session session, long seed) {
      this.session = session;
      this.random = new Random(seed);
      callback = random.nextBoolean() ? this : new Reusing(this);
    }

    @Override
    public CallbackParameters parameters() {
      return CallbackParameters.on(WorkQueue.MULTITHREADED);
    }

    void next() {
      if (session.left.getAndDecrement() <= 0) {
        session.chains.countDown();
        return;
      }
      int most = random.nextInt(4) == 0 ? MOST_BYTES : 512;
      buffer = random.nextInt(8) == 0 ? heap : direct;
      buffer.clear().limit(random.nextInt(most));
      // Beyond the end, too.
      position = random.nextInt(FILE + MOST_BYTES);
      int kind = random.nextInt(8);
      keeps = kind == 0;
      session.begun.incrementAndGet();
      try {
        if (kind == 1) {
          CompletableFuture<Integer> future = session.stream.readAsync(buffer, position);
          future.whenComplete(this::completed);
          // Waits for what becomes of the read, on a thread of the queue, so that another thread
          // must take over what that one was to do.
          if (random.nextInt(32) == 0) {
            future.cancel(true);
          }
        } else {
          session.stream.beginRead(buffer, position, callback, null);
        }
      } catch (Throwable e) {
        ended(e);
        session.chains.countDown();
      }
    }

    private void completed(Integer count, Throwable failure) {
      if (failure == null) {
        check(count);
      }
      ended(failure instanceof CompletionException ? failure.getCause() : failure);
      next();
    }

    @Override
    public void invoke(AsyncResult result) {
      if (keeps) {
        session.kept.add(() -> end(result));
      } else {
        end(result);
      }
    }

    private void end(AsyncResult result) {
      Throwable failure = null;
      try {
        check(session.stream.endRead(result));
      } catch (Throwable e) {
        failure = e;
      }
      ended(failure);
      next();
    }

    private void check(int count) {
      int expectedCount = Math.max(0, Math.min(buffer.limit(), FILE - position));
      if (count != expectedCount || buffer.position() != count) {
        session.wrong.add(new AssertionError(count + " bytes, not " + expectedCount));
      } else if (count > 0
          && buffer.slice(0, count).mismatch(expected.slice(position, count)) >= 0) {
        session.wrong.add(new AssertionError("other bytes at " + position));
      }
    }

    /** With the bytes of the file, or aborted by a cancel, a seek or a close; nothing else. */
    private void ended(Throwable failure) {
      if (failure instanceof CancellationException || failure instanceof ClosedChannelException) {
        session.aborted.incrementAndGet();
      } else if (failure != null) {
        session.wrong.add(failure);
      }
      session.ended.incrementAndGet();
    }
  }
}
