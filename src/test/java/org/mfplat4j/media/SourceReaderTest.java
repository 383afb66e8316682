package org.mfplat4j.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.HResult;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.WaveFile;
import org.mfplat4j.testing.Workbench;

/** Source readers over WAVE files, which every platform reads. */
@Tag("linux-only") // On Wine by name: it reads nothing without plugins of GStreamer (base, good).
@Timeout(60)
class SourceReaderTest {
  private static final int AUDIO = SourceReader.FIRST_AUDIO_STREAM;
  private static final WaveFile SOUND = new WaveFile(44_100, 2, 16, 44_100);

  @RegisterExtension final Workbench bench = new Workbench();

  private SourceReader open(WaveFile file) throws Exception {
    return SourceReader.open(bench.open(file.in(bench.folder())));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static byte[] bytes(ReadResult result) throws Exception {
    try (MediaBuffer whole = result.sample().orElseThrow().contiguous()) {
      ByteBuffer bytes = ByteBuffer.allocate(whole.length());
      whole.read(bytes, 0);
      return bytes.array();
    }
  }

  /** Reads to the end; answers all bytes. */
  private static byte[] readAll(SourceReader reader) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Duration last = Duration.ofNanos(-1);
    while (true) {
      try (ReadResult result = get(reader.readSampleAsync(AUDIO))) {
        assertThat(result.status()).isEqualTo(HResult.S_OK);
        if (result.sample().isPresent()) {
          assertThat(result.timestamp()).isGreaterThan(last);
          last = result.timestamp();
          all.writeBytes(bytes(result));
        }
        if (result.isEndOfStream()) {
          return all.toByteArray();
        }
      }
    }
  }

  @Test
  void allSoundComesInOrder() throws Exception {
    try (SourceReader reader = open(SOUND)) {
      assertThat(readAll(reader)).isEqualTo(Pattern.bytes(SOUND.size()));
      try (ReadResult again = get(reader.readSampleAsync(AUDIO))) {
        assertThat(again.isEndOfStream()).isTrue();
        assertThat(again.sample()).isEmpty();
      }
    }
  }

  @Test
  void soundOfAJavaStream() throws Exception {
    try (JavaByteStream java = JavaByteStream.create(ByteStreamSource.of(SOUND.bytes()));
        ByteStream stream = java.stream();
        SourceReader reader = SourceReader.open(stream)) {
      assertThat(readAll(reader)).isEqualTo(Pattern.bytes(SOUND.size()));
    }
  }

  @Test
  void aReaderSaysWhatTheFileIs() throws Exception {
    try (SourceReader reader = open(SOUND)) {
      assertThat(reader.streamCount()).isEqualTo(1);
      assertThat(reader.duration()).hasValue(Duration.ofSeconds(1));
      assertThat(reader.isSelected(0)).isTrue();
      MediaType type = reader.currentMediaType(AUDIO);
      assertThat(type.isAudio()).isTrue();
      assertThat(type.samplesPerSecond()).hasValue(44_100);
      assertThat(type.channels()).hasValue(2);
      assertThat(type.bitsPerSample()).hasValue(16);
      assertThat(reader.nativeMediaTypes(AUDIO))
          .anyMatch(each -> each.subtype().equals(type.subtype()));
      reader.setCurrentMediaType(AUDIO, type);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> reader.nativeMediaTypes(1));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> reader.readSample(SourceReader.FIRST_VIDEO_STREAM, result -> {}));
    }
  }

  @Test
  void manyReadsAtOnceAreAnsweredInOrder() throws Exception {
    try (SourceReader reader = open(SOUND)) {
      List<CompletableFuture<ReadResult>> reads = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        reads.add(reader.readSampleAsync(SourceReader.ANY_STREAM));
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (CompletableFuture<ReadResult> read : reads) {
        try (ReadResult result = get(read)) {
          if (result.sample().isPresent()) {
            all.writeBytes(bytes(result));
          }
        }
      }
      assertThat(all.toByteArray()).isEqualTo(Pattern.bytes(SOUND.size()));
    }
  }

  @Test
  void callbacksReadOnAndBorrowTheirSample() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();
    BlockingQueue<Sample> borrowed = new LinkedBlockingQueue<>();
    BlockingQueue<Sample> kept = new LinkedBlockingQueue<>();
    try (SourceReader reader = open(SOUND)) {
      SourceReaderCallback callback =
          new SourceReaderCallback() {
            @Override
            public void onReadSample(ReadResult result) throws Exception {
              overlapped.compareAndSet(false, inside.getAndIncrement() != 0);
              if (result.sample().isPresent()) {
                borrowed.add(result.sample().get());
                if (kept.isEmpty()) {
                  kept.add(result.sample().get().retain());
                }
                all.writeBytes(bytes(result));
              }
              if (result.isEndOfStream()) {
                ended.countDown();
              } else {
                reader.readSample(AUDIO, this);
              }
              inside.decrementAndGet();
            }
          };
      reader.readSample(AUDIO, callback);
      Limits.eventually(ended);
    }
    assertThat(overlapped).isFalse();
    assertThat(all.toByteArray()).isEqualTo(Pattern.bytes(SOUND.size()));
    assertThatIllegalStateException().isThrownBy(() -> borrowed.remove().length());
    try (Sample first = kept.remove()) {
      assertThat(first.length()).isPositive();
    }
  }

  @Test
  void aSeekMovesToTheSound() throws Exception {
    WaveFile longer = new WaveFile(8000, 1, 8, 80_000);
    try (SourceReader reader = open(longer)) {
      get(reader.readSampleAsync(AUDIO)).close();
      get(reader.seek(Duration.ofSeconds(5)));
      try (ReadResult result = get(reader.readSampleAsync(AUDIO))) {
        assertThat(result.timestamp()).isBetween(Duration.ofMillis(4900), Duration.ofMillis(5000));
        long first = result.timestamp().toNanos() / 125_000;
        assertThat(bytes(result)[0]).isEqualTo(Pattern.at(first));
      }
      assertThatIllegalArgumentException().isThrownBy(() -> reader.seek(Duration.ofNanos(-1)));
    }
  }

  @Test
  void aSeekDropsReadsThatWait() throws Exception {
    try (SourceReader reader = open(new WaveFile(8000, 1, 8, 80_000))) {
      List<CompletableFuture<ReadResult>> before = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        before.add(reader.readSampleAsync(AUDIO));
      }
      CompletableFuture<Void> seek = reader.seek(Duration.ofSeconds(5));
      CompletableFuture<ReadResult> after = reader.readSampleAsync(AUDIO);
      get(seek);
      for (CompletableFuture<ReadResult> each : before) {
        Limits.eventually(() -> assertThat(each).isDone());
        if (!each.isCompletedExceptionally()) {
          get(each).close();
        } else {
          assertThat(each).isCancelled();
        }
      }
      try (ReadResult result = get(after)) {
        assertThat(result.timestamp()).isBetween(Duration.ofMillis(4900), Duration.ofMillis(5000));
      }
    }
  }

  @Test
  void aFlushDropsReadsAndTellsTheirCallbacks() throws Exception {
    AtomicInteger told = new AtomicInteger();
    try (SourceReader reader = open(SOUND)) {
      for (int i = 0; i < 10; i++) {
        reader.readSample(
            AUDIO,
            new SourceReaderCallback() {
              @Override
              public void onReadSample(ReadResult result) {
                told.incrementAndGet();
              }

              @Override
              public void onFlush(int stream) {
                told.addAndGet(100);
              }
            });
      }
      get(reader.flush());
      assertThat(told.get() / 100 + told.get() % 100).isEqualTo(10);
      try (ReadResult result = get(reader.readSampleAsync(AUDIO))) {
        assertThat(result.status()).isEqualTo(HResult.S_OK);
      }
    }
  }

  @Test
  void aStreamThatIsNotSelectedIsNotRead() throws Exception {
    try (SourceReader reader = open(SOUND)) {
      reader.select(0, false);
      assertThat(reader.isSelected(0)).isFalse();
      for (int stream : new int[] {0, AUDIO, SourceReader.ANY_STREAM}) {
        assertThatIllegalStateException()
            .isThrownBy(() -> reader.readSample(stream, result -> {}))
            .withMessageContaining("selected");
        assertThat(catchThrowable(() -> get(reader.readSampleAsync(stream))))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(IllegalStateException.class);
      }
      reader.select(0, true);
      assertThat(readAll(reader)).isEqualTo(Pattern.bytes(SOUND.size()));
    }
  }

  @Test
  void aPublisherGivesWhatIsAskedForAndEnds() throws Exception {
    try (SourceReader reader = open(SOUND)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      CompletableFuture<byte[]> end = new CompletableFuture<>();
      AtomicInteger outstanding = new AtomicInteger();
      reader
          .asPublisher(AUDIO)
          .subscribe(
              new Flow.Subscriber<>() {
                private Flow.Subscription subscription;

                @Override
                public void onSubscribe(Flow.Subscription given) {
                  subscription = given;
                  ask();
                }

                private void ask() {
                  outstanding.incrementAndGet();
                  subscription.request(1);
                }

                @Override
                public void onNext(ReadResult result) {
                  try (result) {
                    assertThat(outstanding.decrementAndGet()).isZero();
                    all.writeBytes(bytes(result));
                    ask();
                  } catch (Exception | AssertionError e) {
                    end.completeExceptionally(e);
                  }
                }

                @Override
                public void onError(Throwable failure) {
                  end.completeExceptionally(failure);
                }

                @Override
                public void onComplete() {
                  end.complete(all.toByteArray());
                }
              });
      assertThat(get(end)).isEqualTo(Pattern.bytes(SOUND.size()));
    }
  }

  @Test
  void whatIsNoMediaIsRefused() throws Exception {
    Path file = Files.write(bench.missing("noise.bin"), Pattern.bytes(5000));
    ByteStream stream = bench.open(file);
    assertThat(catchThrowable(() -> SourceReader.open(stream).close()))
        .isInstanceOfAny(UnsupportedOperationException.class, IOException.class)
        .hasMessageContaining("MFCreateSourceReaderFromByteStream");
    CompletableFuture<SourceReader> future = SourceReader.openAsync(stream);
    assertThat(catchThrowable(() -> get(future))).isInstanceOf(ExecutionException.class);
  }

  @Test
  void oneStreamHasOneReader() throws Exception {
    ByteStream stream = bench.open(SOUND.in(bench.folder()));
    try (SourceReader reader = get(SourceReader.openAsync(stream))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> SourceReader.open(stream))
          .withMessageContaining("another source reader");
      assertThat(reader.streamCount()).isEqualTo(1);
    }
  }

  @Test
  void whatIsClosedSaysSo() throws Exception {
    SourceReader reader = open(SOUND);
    reader.close();
    reader.close();
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> reader.currentMediaType(AUDIO));
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> reader.readSample(AUDIO, result -> {}));
    assertThat(catchThrowable(() -> get(reader.seek(Duration.ZERO))))
        .hasCauseInstanceOf(ClosedChannelException.class);
    assertThat(catchThrowable(() -> get(reader.flush())))
        .hasCauseInstanceOf(ClosedChannelException.class);
  }

  @Test
  void closingWithReadsPendingAnswersThemAll() throws Exception {
    for (int i = 0; i < 30; i++) {
      List<CompletableFuture<ReadResult>> reads = new ArrayList<>();
      try (SourceReader reader = open(SOUND)) {
        for (int read = 0; read < 5; read++) {
          reads.add(reader.readSampleAsync(AUDIO));
        }
        if (i % 3 == 0) {
          get(reads.get(0)).close();
        } else if (i % 3 == 1) {
          get(reader.seek(Duration.ofMillis(500)));
        }
      }
      for (CompletableFuture<ReadResult> each : reads) {
        Limits.eventually(() -> assertThat(each).isDone());
        if (!each.isCompletedExceptionally()) {
          get(each).close();
        } else if (!each.isCancelled()) {
          assertThat(catchThrowable(each::get))
              .hasCauseInstanceOf(AsynchronousCloseException.class);
        }
      }
    }
  }

  @Test
  void aReaderCanBeClosedInItsCallback() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    SourceReader reader = open(SOUND);
    reader.readSample(
        AUDIO,
        result -> {
          reader.close();
          closed.complete(true);
        });
    assertThat(get(closed)).isTrue();
    try (SourceReader next = open(SOUND)) {
      assertThat(readAll(next)).hasSize(SOUND.size());
    }
  }

  @Test
  void aCancelledReadLeavesNoSample() throws Exception {
    long before = LeakNet.reported();
    try (SourceReader reader = open(SOUND)) {
      for (int i = 0; i < 5; i++) {
        CompletableFuture<ReadResult> read = reader.readSampleAsync(AUDIO);
        if (!read.cancel(false)) {
          // It was quicker: the sample is ours.
          get(read).close();
        }
      }
      get(reader.readSampleAsync(AUDIO)).close();
    }
    System.gc();
    assertThat(LeakNet.reported()).isEqualTo(before);
  }

  @Test
  void whatIsForgottenIsClosedAndReported() throws Exception {
    long before = LeakNet.reported();
    forget();
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(LeakNet.reported()).isEqualTo(before + 1);
        });
  }

  private void forget() throws Exception {
    assertThat(open(SOUND).streamCount()).isEqualTo(1);
  }
}
