package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What the futures of reads and writes promise, over real files. */
class FutureContractTest {
  static {
    // Swing's event thread is wanted, not a window.
    System.setProperty("java.awt.headless", "true");
  }

  @RegisterExtension final Workbench bench = new Workbench();

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
  }

  // --- outcomes
  // -----------------------------------------------------------------------------------

  @Test
  void readsCompleteWithTheCountAndMoveThePosition() throws Exception {
    ByteStream stream = bench.reading(1000);
    ByteBuffer first = ByteBuffer.allocateDirect(600);
    ByteBuffer second = ByteBuffer.allocate(600);
    assertThat(get(stream.readAsync(first))).isEqualTo(600);
    assertThat(get(stream.readAsync(second))).isEqualTo(400);
    assertThat(get(stream.readAsync(ByteBuffer.allocate(1)))).isZero();
    Pattern.assertHolds(first, 0, 600, 0);
    Pattern.assertHolds(second, 0, 400, 600);
    assertThat(second.position()).isEqualTo(400);
    assertThat(stream.position()).isEqualTo(1000);
  }

  @Test
  void writesCompleteWithTheCountAndMoveThePosition() throws Exception {
    ByteStream stream =
        bench.open(bench.missing("new"), FileAccess.READ_WRITE, OpenMode.FAIL_IF_EXIST);
    CompletableFuture<Integer> write = stream.writeAsync(ByteBuffer.wrap(Pattern.bytes(100)));
    if (TestPlatform.isWine(8, 10)) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(write::get)
          .withCauseInstanceOf(UnsupportedOperationException.class)
          .withMessageContaining("Wine");
      return;
    }
    assertThat(get(write)).isEqualTo(100);
    assertThat(get(stream.writeAsync(ByteBuffer.allocate(5), FutureOptions.DEFAULT))).isEqualTo(5);
    assertThat(stream.position()).isEqualTo(105);
    assertThat(stream.length()).isEqualTo(105);
  }

  @Test
  void failuresAreThoseOfEndItself() throws Exception {
    ByteStream writing =
        bench.open(bench.missing("writing"), FileAccess.WRITE, OpenMode.FAIL_IF_EXIST);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> get(writing.readAsync(ByteBuffer.allocate(1))))
        .withCauseInstanceOf(NonReadableChannelException.class);
    // Not wrapped for those who depend on the future directly, either.
    List<Throwable> seen = new ArrayList<>();
    CompletableFuture<?> handled =
        writing.readAsync(ByteBuffer.allocate(1), 0).whenComplete((count, e) -> seen.add(e));
    assertThatExceptionOfType(CompletionException.class).isThrownBy(handled::join);
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0)).isInstanceOf(NonReadableChannelException.class);
    if (!TestPlatform.isWine(8, 10)) {
      ByteStream reading = bench.reading(10);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> get(reading.writeAsync(ByteBuffer.allocate(1))))
          .withCauseInstanceOf(NonWritableChannelException.class);
    }
  }

  @Test
  void whatCannotBeginHasFailedWhenItIsReturned() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.close();
    CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(1));
    assertThat(read).isCompletedExceptionally();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(read::get)
        .withCauseInstanceOf(ClosedChannelException.class);
    assertThat(read.cancel(true)).isFalse();
    assertThat(stream.readAsync(ByteBuffer.allocate(1), 5)).isCompletedExceptionally();
  }

  @Test
  void aPlatformThatIsShutDownFailsTheFuture() throws Exception {
    Path path = bench.file(10);
    ByteStream stream = bench.open(path);
    CompletableFuture<Integer> before = stream.readAsync(ByteBuffer.allocate(10), 0);
    bench.platform().close();
    try {
      assertThat(before).as("close waits for what is pending").isCompletedWithValue(10);
      CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(10), 0);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(read::get)
          .withCauseInstanceOf(IllegalStateException.class)
          .withMessageContaining("MF_E_SHUTDOWN");
    } finally {
      stream.close();
    }
    try (MediaFoundation again = MediaFoundation.startup();
        ByteStream reopened = again.openFile(path)) {
      assertThat(get(reopened.readAsync(ByteBuffer.allocate(10)))).isEqualTo(10);
    }
  }

  @Test
  void closeWhilePendingGivesEachFutureItsOutcome() throws Exception {
    for (int round = 0; round < 20; round++) {
      ByteStream stream = bench.reading(50_000);
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      List<ByteBuffer> buffers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        ByteBuffer buffer =
            i % 2 == 0 ? ByteBuffer.allocateDirect(1000) : ByteBuffer.allocate(1000);
        buffers.add(buffer);
        futures.add(stream.readAsync(buffer, 1000L * i));
      }
      stream.close();
      for (int i = 0; i < 50; i++) {
        try {
          assertThat(get(futures.get(i))).isEqualTo(1000);
          Pattern.assertHolds(buffers.get(i), 0, 1000, 1000L * i);
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(AsynchronousCloseException.class);
          assertThat(futures.get(i)).isNotCancelled();
        }
      }
    }
  }

  @Test
  void cancellingTellsTheTruth() throws Exception {
    for (int round = 0; round < 50 * Limits.STRESS; round++) {
      ByteStream stream = bench.reading(20_000);
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      List<ByteBuffer> buffers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        buffers.add(ByteBuffer.allocateDirect(1000));
        futures.add(stream.readAsync(buffers.get(i), 1000L * i));
      }
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Integer> future = futures.get(i);
        if (future.cancel(i % 2 == 0)) {
          assertThat(future).isCancelled();
          assertThat(buffers.get(i).position()).isZero();
        } else {
          assertThat(get(future)).isEqualTo(1000);
          assertThat(future).isNotCancelled();
          Pattern.assertHolds(buffers.get(i), 0, 1000, 1000L * i);
        }
      }
      stream.close();
    }
  }

  @Test
  void theBufferIsReadyWhenTheFutureIs() throws Exception {
    ByteStream stream = bench.reading(100_000);
    List<CompletableFuture<?>> checks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long position = 400L * i;
      ByteBuffer buffer = i % 2 == 0 ? ByteBuffer.allocateDirect(400) : ByteBuffer.allocate(400);
      checks.add(
          stream
              .readAsync(buffer, position)
              .thenAccept(
                  count -> {
                    assertThat(buffer.position()).isEqualTo(count);
                    Pattern.assertHolds(buffer, 0, count, position);
                  }));
    }
    for (CompletableFuture<?> check : checks) {
      get(check);
    }
  }

  // --- where
  // --------------------------------------------------------------------------------------

  @Test
  void dependentsRunOnTheQueueAndMayBlockThere() throws Exception {
    ByteStream stream = bench.reading(10_000);
    int blocked = 8;
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(2);
    List<CompletableFuture<String>> dependents = new ArrayList<>();
    try {
      for (int i = 0; i < blocked; i++) {
        dependents.add(
            stream
                .readAsync(ByteBuffer.allocateDirect(10), 10L * i)
                .thenApply(
                    count -> {
                      inside.countDown();
                      awaitUninterruptibly(release);
                      return Thread.currentThread().getName();
                    }));
      }
      // At least two at once: the queue does not serialise. Less than all, since one may have run
      // here, on the thread that came too late to depend on it.
      if (inside.getCount() > 0) {
        Limits.eventually(inside);
      }
    } finally {
      release.countDown();
    }
    for (CompletableFuture<String> dependent : dependents) {
      assertThat(get(dependent)).isNotNull();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      if (!Thread.currentThread().getName().startsWith("mfplat4j-queue")) {
        return;
      }
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anExecutorCompletesTheFuture() throws Exception {
    ByteStream stream = bench.reading(100);
    ExecutorService executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "the executor's"));
    try {
      String own = completingThread(stream, executor);
      assertThat(own).isEqualTo("the executor's");
      assertThat(completingThread(stream, WorkQueue.STANDARD)).startsWith("mfplat4j-queue");
    } finally {
      executor.shutdown();
    }
  }

  /** Not under Wine: a JVM in which AWT has started without a display does not end there. */
  @Test
  @Tag("linux-only")
  void swingsEventThreadCompletesTheFuture() throws Exception {
    ByteStream stream = bench.reading(100);
    assertThat(completingThread(stream, SwingUtilities::invokeLater)).startsWith("AWT-EventQueue");
  }

  @Test
  void virtualThreadsCompleteTheFutureWhereThereAreSome() throws Exception {
    ByteStream stream = bench.reading(100);
    if (Runtime.version().feature() < 21) {
      assertThat(Executors.class.getMethods())
          .extracting(java.lang.reflect.Method::getName)
          .doesNotContain("newVirtualThreadPerTaskExecutor");
      return;
    }
    ExecutorService executor =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try {
      CompletableFuture<Integer> held = heldRead(stream, executor);
      String thread = get(held.thenApply(count -> Thread.currentThread().toString()));
      assertThat(thread).startsWith("VirtualThread");
    } finally {
      executor.shutdown();
    }
  }

  /** The name of the thread that completes a read. */
  private static String completingThread(ByteStream stream, Executor executor) throws Exception {
    return get(heldRead(stream, executor).thenApply(count -> Thread.currentThread().getName()));
  }

  /**
   * A read whose completion waits in the executor until somebody depends on the future, so that the
   * dependent does not run on the test's own thread.
   */
  private static CompletableFuture<Integer> heldRead(ByteStream stream, Executor executor) {
    AtomicInteger dependents = new AtomicInteger();
    CompletableFuture<Integer>[] future = new CompletableFuture[1];
    CountDownLatch known = new CountDownLatch(1);
    future[0] =
        stream.readAsync(
            ByteBuffer.allocate(10),
            0,
            FutureOptions.on(
                task ->
                    executor.execute(
                        () -> {
                          try {
                            known.await();
                            while (future[0].getNumberOfDependents() == 0
                                && dependents.incrementAndGet() < 2000) {
                              Thread.sleep(1);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                          task.run();
                        })));
    known.countDown();
    return future[0];
  }

  @Test
  void anExecutorThatRejectsDoesNotLoseTheCompletion() throws Exception {
    ByteStream stream = bench.reading(100);
    Executor rejecting =
        task -> {
          throw new RejectedExecutionException("full");
        };
    assertThat(get(stream.readAsync(ByteBuffer.allocate(10), FutureOptions.on(rejecting))))
        .isEqualTo(10);
    Executor failing =
        task -> {
          throw new AssertionError("broken");
        };
    assertThat(get(stream.readAsync(ByteBuffer.allocate(10), FutureOptions.on(failing))))
        .isEqualTo(10);
  }

  @Test
  void optionsAreChecked() {
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FutureOptions.DEFAULT.timeout(wrong))
          .withMessageContaining(wrong.toString());
    }
    Executor executor = Runnable::run;
    FutureOptions options = FutureOptions.on(executor).timeout(Duration.ofDays(400 * 365));
    assertThat(options.executor()).isSameAs(executor);
    assertThat(options.timeout()).isEqualTo(Duration.ofDays(400 * 365));
  }

  // --- the future itself
  // --------------------------------------------------------------------------

  @Test
  void onlyTheOperationCompletesItsFuture() throws Exception {
    ByteStream stream = bench.reading(100);
    CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(10));
    for (Runnable meddling :
        List.<Runnable>of(
            () -> read.complete(1),
            () -> read.completeExceptionally(new RuntimeException()),
            () -> read.obtrudeValue(1),
            () -> read.obtrudeException(new RuntimeException()),
            () -> read.completeAsync(() -> 1),
            () -> read.completeAsync(() -> 1, Runnable::run),
            () -> read.completeOnTimeout(1, 1, TimeUnit.NANOSECONDS))) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(meddling::run)
          .withMessageContaining("only the operation itself");
    }
    assertThat(get(read)).isEqualTo(10);
  }

  @Test
  void dependentsArePlain() throws Exception {
    ByteStream stream = bench.reading(100);
    CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(10));
    for (CompletableFuture<?> dependent :
        List.<CompletableFuture<?>>of(
            read.copy(), read.thenApply(count -> count), read.newIncompleteFuture())) {
      assertThat(dependent.getClass()).isEqualTo(CompletableFuture.class);
    }
    CompletableFuture<Integer> copy = read.copy();
    if (copy.complete(-1)) {
      assertThat(get(copy)).isEqualTo(-1);
    }
    assertThat(get(read)).isEqualTo(10);
    assertThat(get(CompletableFuture.allOf(read, stream.readAsync(ByteBuffer.allocate(1), 50))))
        .isNull();
  }

  @Test
  void futuresThatAreForgottenComeToAnEnd() throws Exception {
    ByteStream stream = bench.reading(100_000);
    CountDownLatch done = new CountDownLatch(100);
    WeakReference<?> last = null;
    for (int i = 0; i < 100; i++) {
      CompletableFuture<Integer> read =
          stream.readAsync(ByteBuffer.allocateDirect(1000), 1000L * i);
      CompletableFuture<?> unusedDependent = read.thenRun(done::countDown);
      last = new WeakReference<>(read);
      if (i % 25 == 0) {
        System.gc();
      }
    }
    Limits.eventually(done);
    WeakReference<?> forgotten = last;
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(forgotten.get()).isNull();
        });
  }

  @Test
  void readsThatCompleteBeforeTheyAreReturnedAreLikeTheOthers() throws Exception {
    ByteStream stream = bench.reading(4096);
    // Cached by now, so most are done on this very thread.
    for (int i = 0; i < 2000 * Limits.STRESS; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(64);
      CompletableFuture<Integer> read =
          stream.readAsync(buffer, i % 4000, FutureOptions.DEFAULT.timeout(Duration.ofSeconds(30)));
      if (i % 3 == 0) {
        boolean cancelled = read.cancel(false);
        assertThat(read.isCancelled()).isEqualTo(cancelled);
      } else {
        assertThat(get(read)).isEqualTo(64);
        Pattern.assertHolds(buffer, 0, 64, i % 4000);
      }
    }
  }
}
