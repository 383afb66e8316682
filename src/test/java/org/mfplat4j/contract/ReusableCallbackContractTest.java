package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.HResult;
import org.mfplat4j.ReusableCallback;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What the callback promises that has results used again, and what others keep. */
class ReusableCallbackContractTest {
  private static final int READS = 2_000;
  private static final int FILE = 100_000;

  @RegisterExtension final Workbench bench = new Workbench();

  /** Reads on and on, and remembers the results it saw. */
  private static class Loop implements ReusableCallback {
    final ByteStream stream;
    final ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    final Set<AsyncResult> results = Collections.newSetFromMap(new IdentityHashMap<>());
    final CompletableFuture<Void> done = new CompletableFuture<>();
    int reads;

    Loop(ByteStream stream) {
      this.stream = stream;
    }

    void next() throws Exception {
      stream.beginRead(buffer.clear(), reads, this, reads);
    }

    @Override
    public void invoke(AsyncResult result) {
      try {
        assertThat(result.state()).isEqualTo(reads);
        assertThat(result.status()).isEqualTo(HResult.S_OK);
        assertThat(stream.endRead(result)).isEqualTo(64);
        Pattern.assertHolds(buffer, 0, 64, reads);
        results.add(result);
        if (++reads < READS) {
          next();
        } else {
          done.complete(null);
        }
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    }
  }

  private void run(Loop loop) throws Exception {
    loop.next();
    loop.done.get(Limits.EVENTUALLY.toSeconds() * 10, TimeUnit.SECONDS);
  }

  @Test
  void aLoopUsesAFewResultsAgainAndAgain() throws Exception {
    Loop loop = new Loop(bench.reading(FILE));
    run(loop);
    assertThat(loop.results).hasSizeLessThan(READS / 4);
  }

  @Test
  void otherCallbacksKeepTheirResults() throws Exception {
    ByteStream stream = bench.reading(FILE);
    run(new Loop(stream));
    Set<AsyncResult> results = Collections.newSetFromMap(new IdentityHashMap<>());
    CountDownLatch done = new CountDownLatch(1);
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    AsyncCallback plain =
        new AsyncCallback() {
          @Override
          public void invoke(AsyncResult result) throws Exception {
            stream.endRead(result);
            results.add(result);
            if (results.size() == 100) {
              done.countDown();
            } else {
              stream.beginRead(buffer.clear(), 0, this, results.size());
            }
          }
        };
    stream.beginRead(buffer, 0, plain, 0);
    Limits.eventually(done);
    // This one would use them again, if they were there for that.
    run(new Loop(stream));
    assertThat(results).extracting(AsyncResult::state).doesNotHaveDuplicates();
    assertThat(results).allMatch(result -> result.status().equals(HResult.S_OK));
  }

  @Test
  void aResultThatIsNotEndedIsKept() throws Exception {
    ByteStream stream = bench.reading(FILE);
    AtomicReference<AsyncResult> kept = new AtomicReference<>();
    CountDownLatch invoked = new CountDownLatch(1);
    ByteBuffer buffer = ByteBuffer.allocate(64);
    ReusableCallback keeping =
        result -> {
          kept.set(result);
          invoked.countDown();
        };
    stream.beginRead(buffer, 1_000, keeping, "mine");
    Limits.eventually(invoked);
    Loop loop = new Loop(stream);
    run(loop);
    assertThat(loop.results).doesNotContain(kept.get());
    assertThat(kept.get().state()).isEqualTo("mine");
    assertThat(stream.endRead(kept.get())).isEqualTo(64);
    Pattern.assertHolds(buffer, 0, 64, 1_000);
    Loop after = new Loop(stream);
    run(after);
    assertThat(after.results).as("nor used again later").doesNotContain(kept.get());
    assertThat(kept.get().state()).isEqualTo("mine");
  }

  @Test
  void theResultOfACallbackThatThrowsIsNotUsedAgain() throws Exception {
    ByteStream stream = bench.reading(FILE);
    AtomicReference<AsyncResult> ended = new AtomicReference<>();
    ReusableCallback throwing =
        result -> {
          stream.endRead(result);
          ended.set(result);
          throw new IllegalArgumentException("thrown by the test");
        };
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      stream.beginRead(ByteBuffer.allocateDirect(10), 0, throwing, "mine");
      assertThat(uncaught.await(1)).hasOnlyElementsOfType(IllegalArgumentException.class);
    }
    Loop loop = new Loop(stream);
    run(loop);
    assertThat(loop.results).doesNotContain(ended.get());
    assertThat(ended.get().state()).isEqualTo("mine");
  }

  @Test
  void whoUsesAnEndedResultLaterDoesNoHarm() throws Exception {
    ByteStream stream = bench.reading(FILE);
    Loop loop = new Loop(stream);
    run(loop);
    assertThat(loop.results)
        .allSatisfy(
            result -> {
              result.close();
              assertThat(result).asString().contains("BeginRead");
              assertThat(result.status()).isNotNull();
              assertThatIllegalStateException().isThrownBy(() -> stream.endRead(result));
              assertThatIllegalStateException().isThrownBy(result::invokeCallback);
            });
    run(new Loop(stream));
  }

  @Test
  void nothingOfAReadIsKeptReachable() throws Exception {
    WeakReference<?>[] references = readAndForget();
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(references).allMatch(reference -> reference.get() == null);
        });
  }

  /** A stream, a buffer, a state and a callback of which nothing is left but weak references. */
  private WeakReference<?>[] readAndForget() throws Exception {
    Object state = new Object();
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    CountDownLatch done = new CountDownLatch(1);
    ReusableCallback callback;
    ByteStream stream = bench.platform().openFile(bench.file(FILE));
    try (stream) {
      callback =
          result -> {
            stream.endRead(result);
            done.countDown();
          };
      // On the queue that then invokes the callback: so it comes after beginRead has returned.
      WorkQueue.STANDARD.execute(
          () -> {
            try {
              stream.beginRead(buffer, 0, callback, state);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      Limits.eventually(done);
    }
    return new WeakReference<?>[] {
      new WeakReference<>(state),
      new WeakReference<>(buffer),
      new WeakReference<>(callback),
      new WeakReference<>(stream)
    };
  }

  /** Reads one after the other until there are none left, or something is wrong. */
  private abstract static class Reader implements ReusableCallback {
    final CountDownLatch ended = new CountDownLatch(1);
    final List<Throwable> wrong = new CopyOnWriteArrayList<>();
    int left;

    Reader(int reads) {
      left = reads;
    }

    abstract void next() throws Exception;

    abstract void end(AsyncResult result) throws Exception;

    @Override
    public final void invoke(AsyncResult result) {
      try {
        end(result);
        if (--left > 0) {
          next();
          return;
        }
      } catch (Throwable e) {
        wrong.add(e);
      }
      ended.countDown();
    }
  }

  /** Goes on whatever others do to its results. */
  private static final class Victim extends Reader {
    final ByteStream stream;
    final ByteBuffer[] buffers = {ByteBuffer.allocateDirect(64), ByteBuffer.allocate(64)};
    final AtomicReference<AsyncResult> last = new AtomicReference<>();

    Victim(ByteStream stream) {
      super(20_000);
      this.stream = stream;
    }

    @Override
    public CallbackParameters parameters() {
      return CallbackParameters.on(WorkQueue.MULTITHREADED);
    }

    @Override
    void next() throws Exception {
      stream.beginRead(buffers[left % 2].clear(), left, this, null);
    }

    @Override
    void end(AsyncResult result) throws Exception {
      last.set(result);
      try {
        stream.endRead(result);
      } catch (IllegalStateException e) {
        // Somebody was quicker.
      }
    }
  }

  @Test
  void whoEndsWhatIsAnotherOperationByNowLosesNothing() throws Exception {
    try (ByteStream one = bench.platform().openFile(bench.file(FILE));
        ByteStream other = bench.platform().openFile(bench.file(FILE))) {
      List<Victim> victims = List.of(new Victim(one), new Victim(other));
      for (Victim victim : victims) {
        victim.next();
      }
      for (int i = 0; victims.stream().anyMatch(victim -> victim.ended.getCount() > 0); i++) {
        AsyncResult result = victims.get(i % 2).last.get();
        if (result == null) {
          continue;
        }
        if (i % 64 < 2) {
          try {
            one.endRead(result);
          } catch (IllegalStateException | IllegalArgumentException e) {
            // It was ended, or is the other stream's.
          }
        } else {
          result.close();
        }
      }
      assertThat(victims).allSatisfy(victim -> assertThat(victim.wrong).isEmpty());
    }
    // Nor has a stream lost a lease, or kept one: both are given back.
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
  }

  @Test
  void whatAnotherThreadEndsIsNotUsedAgain() throws Exception {
    ByteStream stream = bench.reading(FILE);
    Set<AsyncResult> results = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 500; i++) {
      AtomicReference<AsyncResult> given = new AtomicReference<>();
      stream.beginRead(ByteBuffer.allocateDirect(8), i, (ReusableCallback) given::set, i);
      while (given.get() == null) {
        Thread.onSpinWait();
      }
      assertThat(stream.endRead(given.get())).isEqualTo(8);
      results.add(given.get());
    }
    assertThat(results).hasSize(500);
    assertThat(results).extracting(AsyncResult::state).doesNotHaveDuplicates();
  }

  /** One of many in flight, of random sizes, into buffers of both kinds, on two streams. */
  private static final class Chain extends Reader {
    final List<ByteStream> streams;
    final Random random;
    final ByteBuffer[] buffers = {ByteBuffer.allocateDirect(512), ByteBuffer.allocate(512)};
    ByteStream stream;
    ByteBuffer buffer;
    int position;

    Chain(List<ByteStream> streams, long seed) {
      super(500);
      this.streams = streams;
      this.random = new Random(seed);
    }

    @Override
    public CallbackParameters parameters() {
      return random.nextInt(4) == 0
          ? CallbackParameters.NOT_IMPLEMENTED
          : CallbackParameters.on(WorkQueue.MULTITHREADED);
    }

    @Override
    void next() throws Exception {
      stream = streams.get(random.nextInt(streams.size()));
      buffer = buffers[random.nextInt(2)].clear().limit(1 + random.nextInt(512));
      position = random.nextInt(FILE - 512);
      stream.beginRead(buffer, position, this, this);
    }

    @Override
    void end(AsyncResult result) throws Exception {
      assertThat(result.state()).isSameAs(this);
      assertThat(stream.endRead(result)).isEqualTo(buffer.limit());
      Pattern.assertHolds(buffer, 0, buffer.limit(), position);
    }
  }

  @Test
  void manyInFlightNeverMixTheirBuffers() throws Exception {
    List<ByteStream> streams = List.of(bench.reading(FILE), bench.reading(FILE));
    List<Chain> chains = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      chains.add(new Chain(streams, i));
    }
    for (Chain chain : chains) {
      chain.next();
    }
    for (Chain chain : chains) {
      assertThat(chain.ended.await(10 * Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS))
          .isTrue();
      assertThat(chain.wrong).isEmpty();
    }
  }
}
