package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/** What the future of an opened file promises. */
class OpenFutureContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<ByteStream> reading(Path path) {
    return bench.platform().openFileAsync(path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @Test
  void theFutureGivesTheStream() throws Exception {
    try (ByteStream stream = get(reading(bench.file(100)))) {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      assertThat(get(stream.readAsync(buffer))).isEqualTo(100);
      Pattern.assertHolds(buffer, 0, 100, 0);
    }
  }

  @Test
  void openReadAndCloseAreOneChain() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    CompletableFuture<Integer> count =
        reading(bench.file(100))
            .thenCompose(
                stream ->
                    stream
                        .readAsync(buffer, 50)
                        .whenComplete((read, failure) -> closeQuietly(stream)));
    assertThat(get(count)).isEqualTo(50);
    Pattern.assertHolds(buffer, 0, 50, 50);
  }

  private static void closeQuietly(ByteStream stream) {
    try {
      stream.close();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void failuresAreThoseOfEndItself() {
    CompletableFuture<ByteStream> missing = reading(bench.missing("nowhere"));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> get(missing))
        .withCauseInstanceOf(NoSuchFileException.class);
    assertThat(missing.cancel(true)).isFalse();
  }

  @Test
  void anExecutorCompletesTheFuture() throws Exception {
    ExecutorService executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "the executor's"));
    CountDownLatch known = new CountDownLatch(1);
    try {
      CompletableFuture<ByteStream> open =
          bench
              .platform()
              .openFileAsync(
                  bench.file(10),
                  FileAccess.READ,
                  OpenMode.FAIL_IF_NOT_EXIST,
                  FutureOptions.on(
                          task ->
                              executor.execute(
                                  () -> {
                                    try {
                                      known.await();
                                    } catch (InterruptedException e) {
                                      throw new AssertionError(e);
                                    }
                                    task.run();
                                  }))
                      .timeout(Duration.ofMinutes(1)));
      CompletableFuture<String> thread = open.thenApply(stream -> Thread.currentThread().getName());
      known.countDown();
      assertThat(get(thread)).isEqualTo("the executor's");
      get(open).close();
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void cancellingTellsTheTruth() throws Exception {
    Path path = bench.file(10);
    for (int round = 0; round < 20; round++) {
      List<CompletableFuture<ByteStream>> opens = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        opens.add(reading(path));
      }
      for (CompletableFuture<ByteStream> open : opens) {
        if (open.cancel(true)) {
          assertThat(open).isCancelled();
        } else {
          get(open).close();
        }
      }
    }
    // Nothing is left open: a writer would be refused.
    bench.open(path, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @Test
  void argumentsAreCheckedAndTheRestIsTheFutures() throws Exception {
    Path path = bench.file(10);
    MediaFoundation platform = MediaFoundation.startup();
    assertThatNullPointerException()
        .isThrownBy(() -> platform.openFileAsync(path, null, OpenMode.FAIL_IF_EXIST));
    assertThatNullPointerException()
        .isThrownBy(() -> platform.openFileAsync(path, FileAccess.READ, null));
    platform.close();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(
            () -> get(platform.openFileAsync(path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST)))
        .withCauseInstanceOf(IllegalStateException.class);
  }
}
