package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What a stream as a publisher promises beyond the rules that PublisherRulesTest has. */
class PublisherContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  /** Keeps what it gets, and asks for as many at a time. */
  private static class Collector implements Flow.Subscriber<ByteBuffer> {
    final List<ByteBuffer> buffers = new CopyOnWriteArrayList<>();
    final AtomicInteger ended = new AtomicInteger();
    volatile Flow.Subscription subscription;
    volatile Throwable failure;
    private final long first;
    private final long next;

    Collector(long first, long next) {
      this.first = first;
      this.next = next;
    }

    @Override
    public void onSubscribe(Flow.Subscription itsSubscription) {
      subscription = itsSubscription;
      if (first != 0) {
        itsSubscription.request(first);
      }
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      buffers.add(buffer);
      if (next != 0) {
        subscription.request(next);
      }
    }

    @Override
    public void onError(Throwable itsFailure) {
      failure = itsFailure;
      ended.incrementAndGet();
    }

    @Override
    public void onComplete() {
      ended.incrementAndGet();
    }

    Collector awaitEnd() {
      Limits.eventually(() -> assertThat(ended).hasValue(1));
      return this;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 1, 1",
    "1, 10, 1, 1",
    "1000, 10, 1, 1",
    "1000, 7, 3, 2",
    "100000, 100, 9223372036854775807, 0",
    "3000000, 1000000, 2, 1"
  })
  void theSubscriberGetsTheFileInBuffersOfItsOwn(int length, int size, long first, long next)
      throws Exception {
    ByteStream stream = bench.reading(length);
    Collector collector = new Collector(first, next);
    stream.asPublisher(size).subscribe(collector);
    assertThat(collector.awaitEnd().failure).isNull();
    // Only now, when all have been delivered: none was used twice.
    long offset = 0;
    for (ByteBuffer buffer : collector.buffers) {
      assertThat(buffer.position()).isZero();
      assertThat(buffer.isReadOnly()).isFalse();
      Pattern.assertHolds(buffer, 0, buffer.remaining(), offset);
      offset += buffer.remaining();
      assertThat(buffer.remaining()).isEqualTo(offset == length ? lastOf(length, size) : size);
    }
    assertThat(offset).isEqualTo(length);
    assertThat(stream.length()).as("the stream is still open").isEqualTo(length);
  }

  private static int lastOf(int length, int size) {
    return length % size == 0 ? size : length % size;
  }

  @Test
  void readingBeginsAtThePositionThatTheStreamHasOnDemand() throws Exception {
    ByteStream stream = bench.reading(100);
    Collector collector = new Collector(0, 1);
    stream.asPublisher(100).subscribe(collector);
    stream.position(60);
    collector.subscription.request(1);
    assertThat(collector.awaitEnd().buffers).hasSize(1);
    Pattern.assertHolds(collector.buffers.get(0), 0, 40, 60);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void nothingIsReadBeyondTheDemand(int demand) throws Exception {
    ByteStream stream = bench.reading(1000);
    Collector collector = new Collector(demand, 0);
    stream.asPublisher(100).subscribe(collector);
    Limits.eventually(() -> assertThat(collector.buffers).hasSize(demand));
    assertThat(stream.position()).isEqualTo(100L * demand);
    collector.subscription.request(1);
    Limits.eventually(() -> assertThat(collector.buffers).hasSize(demand + 1));
    assertThat(stream.position()).isEqualTo(100L * (demand + 1));
    collector.subscription.cancel();
    assertThat(collector.ended).hasValue(0);
  }

  @Test
  void oneReadAtATimeIsInFlightWhateverTheDemand() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      Collector collector = new Collector(Long.MAX_VALUE, 0);
      stream.asPublisher(10).subscribe(collector);
      for (int i = 1; i <= 5; i++) {
        Limits.eventually(() -> assertThat(script.pending()).isEqualTo(1));
        script.complete(0, 10);
        int arrived = i;
        Limits.eventually(() -> assertThat(collector.buffers).hasSize(arrived));
      }
      Limits.eventually(() -> assertThat(script.pending()).isEqualTo(1));
      collector.subscription.cancel();
      script.complete(0, 10);
      assertThat(collector.buffers).hasSize(5);
      assertThat(collector.ended).hasValue(0);
    }
  }

  @Test
  void afterACancelInsideOnNextNothingComes() throws Exception {
    Collector collector =
        new Collector(Long.MAX_VALUE, 0) {
          @Override
          public void onNext(ByteBuffer buffer) {
            super.onNext(buffer);
            subscription.cancel();
          }
        };
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      stream.asPublisher(10).subscribe(collector);
      script.complete(HResult.S_OK.code(), 10);
      Limits.eventually(() -> assertThat(collector.buffers).hasSize(1));
      // Neither what was read ahead nor what follows reaches the subscriber any more.
      script.complete(HResult.S_OK.code(), 10);
      Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
      assertThat(script.pending()).isZero();
      assertThat(script.ended()).as("one buffer read ahead at most").isBetween(1, 2);
    }
    assertThat(collector.buffers).hasSize(1);
    assertThat(collector.ended).hasValue(0);
  }

  @Test
  void aReadThatFailsIsTheErrorAndTheEnd() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      Collector collector = new Collector(10, 0);
      stream.asPublisher(10).subscribe(collector);
      script.complete(HResult.E_FAIL.code(), 0);
      assertThat(collector.awaitEnd().failure)
          .hasMessageContaining("EndRead")
          .hasMessageContaining("E_FAIL");
      collector.subscription.request(1);
      assertThat(script.pending()).isZero();
    }
  }

  @Test
  void aStreamThatCannotBeReadIsAnError() throws Exception {
    ByteStream writing = bench.open(bench.file(10), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    Collector collector = new Collector(1, 0);
    writing.asPublisher(10).subscribe(collector);
    assertThat(collector.awaitEnd().failure).isInstanceOf(NonReadableChannelException.class);
    ByteStream closed = bench.reading(10);
    closed.close();
    Collector late = new Collector(1, 0);
    closed.asPublisher(10).subscribe(late);
    assertThat(late.awaitEnd().failure).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aSecondSubscriberIsRejectedAndTheFirstGoesOn() throws Exception {
    Flow.Publisher<ByteBuffer> publisher = bench.reading(100).asPublisher(10);
    Collector first = new Collector(0, 1);
    publisher.subscribe(first);
    Collector second = new Collector(1, 1);
    publisher.subscribe(second);
    assertThat(second.awaitEnd().failure)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has had its subscriber");
    assertThat(second.subscription).as("onSubscribe comes first").isNotNull();
    first.subscription.request(1);
    assertThat(first.awaitEnd().buffers).hasSize(10);
    assertThat(second.buffers).isEmpty();
  }

  @Test
  void aSubscriberThatThrowsHearsNoMore() throws Exception {
    IllegalArgumentException thrown = new IllegalArgumentException("the subscriber's own");
    Collector collector =
        new Collector(Long.MAX_VALUE, 0) {
          @Override
          public void onNext(ByteBuffer buffer) {
            super.onNext(buffer);
            throw thrown;
          }
        };
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      bench.reading(1000).asPublisher(10).subscribe(collector);
      assertThat(uncaught.await(1)).containsExactly(thrown);
    }
    collector.subscription.request(1);
    assertThat(collector.buffers).hasSize(1);
    assertThat(collector.ended).hasValue(0);
  }

  @Test
  void signalsComeOnQueueThreads() throws Exception {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    Collector collector =
        new Collector(1, 0) {
          @Override
          public void onNext(ByteBuffer buffer) {
            threads.add(Thread.currentThread().getName());
            super.onNext(buffer);
          }

          @Override
          public void onComplete() {
            threads.add(Thread.currentThread().getName());
            super.onComplete();
          }
        };
    bench.reading(1000).asPublisher(1).subscribe(collector);
    // A read may end at any moment of a request.
    long limit = System.nanoTime() + Limits.EVENTUALLY.toNanos();
    while (collector.ended.get() == 0 && System.nanoTime() - limit < 0) {
      collector.subscription.request(1);
    }
    collector.awaitEnd();
    assertThat(collector.buffers).hasSize(1000);
    assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith("mfplat4j-queue"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aSizeThatIsNotPositiveIsRefused(int size) throws Exception {
    ByteStream stream = bench.reading(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.asPublisher(size))
        .withMessage("the buffer size is not positive: " + size);
  }
}
