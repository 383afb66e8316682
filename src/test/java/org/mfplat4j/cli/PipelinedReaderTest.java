package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

class PipelinedReaderTest {
  private static final int BLOCK = 64 * 1024;

  @RegisterExtension private final Workbench bench = new Workbench();

  // For readers that wait for what the test does next.
  private final ExecutorService runner = Executors.newSingleThreadExecutor();

  @AfterEach
  void stopRunner() throws InterruptedException {
    runner.shutdownNow();
    assertThat(runner.awaitTermination(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Checks that what it gets is the file from its beginning, with nothing missing in between. */
  private static class InOrder implements BlockSink {
    private long next;

    @Override
    public void accept(ByteBuffer bytes) throws IOException {
      Pattern.assertHolds(bytes, bytes.position(), bytes.remaining(), next);
      next += bytes.remaining();
    }
  }

  @RepeatedTest(5)
  void blocksComeInTheOrderOfTheFile() throws Exception {
    int length = 100 * BLOCK + 17;
    InOrder sink = new InOrder();
    AtomicLong progress = new AtomicLong();

    long bytes = reader(bench.reading(length), 64, sink, progress).readAll();

    assertThat(bytes).isEqualTo(length);
    assertThat(sink.next).isEqualTo(length);
    assertThat(progress).hasValue(length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void withoutASinkTheBytesAreCounted(int depth) throws Exception {
    int length = 50 * BLOCK + 1;
    AtomicLong progress = new AtomicLong();

    assertThat(reader(bench.reading(length), depth, null, progress).readAll()).isEqualTo(length);
    assertThat(progress).hasValue(length);
  }

  @Test
  void readingBeginsAtThePositionOfTheStream() throws Exception {
    ByteStream stream = bench.reading(10 * BLOCK);
    stream.position(3 * BLOCK + 5);
    InOrder sink = new InOrder();
    sink.next = 3 * BLOCK + 5;

    assertThat(reader(stream, 4, sink).readAll()).isEqualTo(7 * BLOCK - 5);
  }

  @Test
  void theStreamStaysOpenAfterwards() throws Exception {
    ByteStream stream = bench.reading(10);

    reader(stream, 4, new InOrder()).readAll();

    assertThat(stream.length()).isEqualTo(10);
  }

  @Test
  void aSinkThatFailsEndsTheReadingWithItsOwnExceptionAndNothingPending() throws Exception {
    ByteStream stream = bench.reading(100 * BLOCK);
    IOException full = new IOException("full");
    List<Long> taken = new ArrayList<>();
    BlockSink sink =
        bytes -> {
          taken.add((long) bytes.remaining());
          if (taken.size() == 3) {
            throw full;
          }
        };

    // That nothing is pending afterwards, and nothing leaked, is checked after every test.
    assertThatThrownBy(() -> reader(stream, 16, sink).readAll()).isSameAs(full);
    assertThat(taken).hasSize(3);
    assertThatThrownBy(stream::length).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aStreamThatCannotBeReadFailsAtOnce() throws Exception {
    ByteStream stream = bench.open(bench.file(100), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);

    assertThatThrownBy(() -> reader(stream, 4, new InOrder()).readAll())
        .isInstanceOf(NonReadableChannelException.class);
    assertThatThrownBy(stream::length).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void withoutASinkAFailureIsReportedToo() throws Exception {
    ByteStream stream = bench.open(bench.file(100), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);

    assertThatThrownBy(() -> reader(stream, 4, null).readAll())
        .isInstanceOf(NonReadableChannelException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReadThatFailsWithOthersPendingIsTheFailureOfAll(boolean hasSink) throws Exception {
    int waves = 3;
    try (ScriptedStream script = ScriptedStream.positional();
        ByteStream stream = script.open(FileAccess.READ)) {
      BlockSink sink = hasSink ? bytes -> assertThat(bytes.get()).isEqualTo((byte) 0x5A) : null;
      PipelinedReader reader =
          new PipelinedReader(stream, 100 * BLOCK, BLOCK, 8, sink, bytes -> {});
      Future<Long> result = runner.submit(reader::readAll);
      for (int i = 0; i < waves; i++) {
        Limits.eventually(() -> assertThat(script.pending()).isEqualTo(8));
        script.complete(0, BLOCK);
      }
      Limits.eventually(() -> assertThat(script.pending()).isEqualTo(8));
      script.complete(HResult.E_FAIL.code(), 0);

      assertThatThrownBy(() -> result.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(MediaFoundationException.class)
          .hasMessageContaining("EndRead")
          .hasMessageContaining("E_FAIL");
      assertThat(script.ended()).isEqualTo((waves + 1) * 8);
      assertThat(script.closed()).isEqualTo(1);
    }
  }

  @Test
  void readingReturnsOnlyWhenNothingIsPending() throws Exception {
    try (ScriptedStream script = ScriptedStream.positional();
        ByteStream stream = script.open(FileAccess.READ)) {
      IOException full = new IOException("full");
      CountDownLatch failed = new CountDownLatch(1);
      BlockSink sink =
          bytes -> {
            failed.countDown();
            throw full;
          };
      PipelinedReader reader =
          new PipelinedReader(stream, 100 * BLOCK, BLOCK, 2, sink, bytes -> {});
      Future<Long> result = runner.submit(reader::readAll);
      Limits.eventually(() -> assertThat(script.pending()).isEqualTo(2));
      // One buffer is left for another read, which is not completed for now.
      script.complete(0, BLOCK);
      Limits.eventually(failed);
      Limits.eventually(() -> assertThat(script.closed()).isEqualTo(1));
      assertThat(script.pending()).isPositive();
      assertThat(result.isDone()).isFalse();

      script.complete(HResult.OPERATION_ABORTED.code(), 0);

      assertThatThrownBy(() -> result.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
          .hasCause(full);
    }
  }

  @Test
  void aReadThatCannotBeginIsTheFailureOfAll() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      PipelinedReader reader = reader(stream, 4, new InOrder());
      script.answer(HResult.E_FAIL.code());

      assertThatThrownBy(reader::readAll)
          .isInstanceOf(MediaFoundationException.class)
          .hasMessageContaining("BeginRead");
    }
  }

  @Test
  void aReadThatCannotBeginOnAnotherThreadWakesTheConsumer() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      AtomicReference<Block> kept = new AtomicReference<>();
      BlockSink sink =
          new BlockSink() {
            @Override
            public void accept(ByteBuffer bytes) {}

            @Override
            public void accept(Block block) {
              kept.set(block);
            }

            @Override
            public int blocks() {
              return 0;
            }
          };
      AtomicReference<Thread> consumer = new AtomicReference<>();
      PipelinedReader reader =
          new PipelinedReader(stream, 100 * BLOCK, BLOCK, 1, sink, bytes -> {});
      Future<Long> result =
          runner.submit(
              () -> {
                consumer.set(Thread.currentThread());
                return reader.readAll();
              });
      Limits.eventually(() -> assertThat(script.pending()).isEqualTo(1));
      script.complete(0, BLOCK);
      Limits.eventually(() -> assertThat(kept.get()).isNotNull());
      Limits.eventually(
          () -> assertThat(consumer.get().getState()).isEqualTo(Thread.State.WAITING));
      script.answer(HResult.E_FAIL.code());
      kept.get().giveBack();

      assertThatThrownBy(() -> result.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(MediaFoundationException.class)
          .hasMessageContaining("BeginRead");
    }
  }

  @Test
  void progressThatThrowsIsTheFailureOfAll() throws Exception {
    IllegalStateException broken = new IllegalStateException("broken");
    ByteStream stream = bench.reading(10 * BLOCK);
    PipelinedReader reader =
        new PipelinedReader(
            stream,
            stream.length(),
            BLOCK,
            2,
            new InOrder(),
            bytes -> {
              throw broken;
            });

    Future<Long> result = runner.submit(reader::readAll);

    assertThatThrownBy(() -> result.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
        .hasCause(broken);
  }

  @Test
  void aStreamThatIsClosedMeanwhileFails() throws Exception {
    ByteStream stream = bench.reading(100 * BLOCK);
    BlockSink sink = bytes -> stream.close();

    assertThatThrownBy(() -> reader(stream, 4, sink).readAll())
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void anInterruptedConsumerStops() throws Exception {
    ByteStream stream = bench.reading(100 * BLOCK);
    BlockSink sink = bytes -> Thread.currentThread().interrupt();

    assertThatThrownBy(() -> reader(stream, 4, sink).readAll())
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  @Tag("linux-only") // Wine's streams let no other write meanwhile.
  void aFileThatGrowsIsReadToItsNewEnd() throws Exception {
    Path file = bench.file(2 * BLOCK + 100);
    long grown = 10 * BLOCK + 3;
    InOrder sink =
        new InOrder() {
          @Override
          public void accept(ByteBuffer bytes) throws IOException {
            super.accept(bytes);
            Files.write(file, Pattern.bytes((int) grown), StandardOpenOption.WRITE);
          }
        };

    // With a depth of 2 there are three buffers: the fourth read begins when the first block was
    // taken.
    assertThat(reader(bench.open(file), 2, sink).readAll()).isEqualTo(grown);
    assertThat(sink.next).isEqualTo(grown);
  }

  @Test
  @Tag("linux-only")
  void aFileThatShrinksIsReadToItsNewEnd() throws Exception {
    Path file = bench.file(100 * BLOCK);
    InOrder sink =
        new InOrder() {
          @Override
          public void accept(ByteBuffer bytes) throws IOException {
            super.accept(bytes);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
              channel.truncate(20 * BLOCK + 9);
            }
          }
        };

    assertThat(reader(bench.open(file), 4, sink).readAll()).isEqualTo(20 * BLOCK + 9);
  }

  private static PipelinedReader reader(ByteStream stream, int depth, BlockSink sink)
      throws IOException {
    return reader(stream, depth, sink, new AtomicLong());
  }

  private static PipelinedReader reader(
      ByteStream stream, int depth, BlockSink sink, AtomicLong progress) throws IOException {
    return new PipelinedReader(stream, stream.length(), BLOCK, depth, sink, progress::addAndGet);
  }
}
