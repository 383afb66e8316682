package org.mfplat4j.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.HResult;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.SeekFlag;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.com.ByteStreamPointer;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.platform.Quirks;
import org.mfplat4j.internal.stream.NativeByteStream;
import org.mfplat4j.testing.ChildJvm;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/**
 * The ways to transfer at a position, each over real files: the platform's own, and those that the
 * other platforms have, which must give the right bytes here, too.
 */
class PositionalTransfersTest {
  @RegisterExtension final Workbench bench = new Workbench();

  // The factories have no state.
  @SuppressWarnings("ImmutableEnumChecker")
  enum Way {
    THE_PLATFORMS_OWN(PositionalTransfers::of),
    // Right where positions are taken when a read begins; Wine has the next one only.
    BORROWED_CURSOR(
        stream ->
            Quirks.get().takesPositionLate()
                ? new CursorInTurn(stream)
                : new BorrowedCursor(stream)),
    CURSOR_IN_TURN(CursorInTurn::new);

    private final LongFunction<PositionalTransfers> make;

    Way(LongFunction<PositionalTransfers> make) {
      this.make = make;
    }

    StreamTransfers on(ByteStream stream, FileAccess access) {
      return new StreamTransfers(
          NativeByteStream.of(stream).handle(),
          "by " + this,
          access,
          make.apply(NativeByteStream.of(stream).handle().value()));
    }
  }

  /** Reads ten bytes that are not looked at. */
  private static CompletableFuture<Integer> read(StreamTransfers transfers, long position) {
    return read(transfers, position, ByteBuffer.allocateDirect(10));
  }

  private static CompletableFuture<Integer> read(
      StreamTransfers transfers, long position, ByteBuffer buffer) {
    return transfers.begin(TransferKind.READ, position, buffer, FutureOptions.DEFAULT);
  }

  @ParameterizedTest
  @EnumSource
  void theCursorStaysWhereItWas(Way way) throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(7);
    StreamTransfers transfers = way.on(stream, FileAccess.READ);
    for (long position : new long[] {0, 500, 950, 1000, 4000}) {
      int expected = (int) Math.max(0, Math.min(100, 1000 - position));
      ByteBuffer buffer = ByteBuffer.allocateDirect(100);
      assertThat(read(transfers, position, buffer).get()).isEqualTo(expected);
      assertThat(buffer.position()).isEqualTo(expected);
      Pattern.assertHolds(buffer, 0, expected, position);
      assertThat(stream.position()).isEqualTo(7);
      ByteBuffer synchronous = ByteBuffer.allocate(100);
      assertThat(transfers.transfer(TransferKind.READ, position, synchronous)).isEqualTo(expected);
      Pattern.assertHolds(synchronous, 0, expected, position);
      assertThat(stream.position()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void synchronousWritesLandAtTheirPositions(Way way) throws Exception {
    Path path = bench.missing("written");
    try (ByteStream stream = bench.open(path, FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST)) {
      StreamTransfers transfers = way.on(stream, FileAccess.READ_WRITE);
      for (int block : new int[] {3, 0, 2, 1}) {
        ByteBuffer source = ByteBuffer.allocateDirect(100);
        for (int i = 0; i < 100; i++) {
          source.put(i, Pattern.at(100L * block + i));
        }
        assertThat(transfers.transfer(TransferKind.WRITE, 100L * block, source)).isEqualTo(100);
        assertThat(stream.position()).isZero();
      }
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(Pattern.bytes(400));
  }

  @ParameterizedTest
  @EnumSource
  void manyThreadsReadOneStreamAtRandomPositions(Way way) throws Exception {
    int length = 300_000;
    int rounds = 60 * Limits.STRESS;
    ByteStream stream = bench.reading(length);
    StreamTransfers transfers = way.on(stream, FileAccess.READ);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      Random random = new Random(thread);
      threads.add(
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < rounds; i++) {
                    readSome(transfers, random, length);
                  }
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(stream.position()).isZero();
  }

  /** A few asynchronous reads in flight together, and a synchronous one among them. */
  private static void readSome(StreamTransfers transfers, Random random, int length)
      throws Exception {
    int size = 1 + random.nextInt(5000);
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    List<ByteBuffer> buffers = new ArrayList<>();
    long[] positions = random.longs(4, 0, length).toArray();
    for (int i = 0; i < 3; i++) {
      ByteBuffer buffer =
          random.nextBoolean() ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
      buffers.add(buffer);
      futures.add(read(transfers, positions[i], buffer));
    }
    ByteBuffer synchronous = ByteBuffer.allocate(size);
    int count = transfers.transfer(TransferKind.READ, positions[3], synchronous);
    Pattern.assertHolds(synchronous, 0, count, positions[3]);
    assertThat(count).isEqualTo((int) Math.min(size, length - positions[3]));
    for (int i = 0; i < 3; i++) {
      int got = futures.get(i).get();
      assertThat(got).isEqualTo((int) Math.min(size, length - positions[i]));
      Pattern.assertHolds(buffers.get(i), 0, got, positions[i]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void synchronousReadsAtTheCursorGoBetween(Way way) throws Exception {
    int length = 200_000;
    ByteStream stream = bench.reading(length);
    StreamTransfers transfers = way.on(stream, FileAccess.READ);
    CountDownLatch stop = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread positional =
        new Thread(
            () -> {
              Random random = new Random(5);
              try {
                while (stop.getCount() > 0) {
                  long position = random.nextInt(length);
                  ByteBuffer buffer = ByteBuffer.allocate(100);
                  int count = transfers.transfer(TransferKind.READ, position, buffer);
                  Pattern.assertHolds(buffer, 0, count, position);
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    positional.start();
    long at = 0;
    while (at < length) {
      ByteBuffer buffer = ByteBuffer.allocate(1000);
      int count = transfers.transfer(TransferKind.READ, PositionalTransfers.AT_CURSOR, buffer);
      Pattern.assertHolds(buffer, 0, count, at);
      at += count;
    }
    stop.countDown();
    positional.join();
    assertThat(failure.get()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void closeLeavesEachOfThemItsOneCompletion(Way way) throws Exception {
    for (int round = 0; round < 10; round++) {
      ByteStream stream = bench.reading(100_000);
      StreamTransfers transfers = way.on(stream, FileAccess.READ);
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      List<ByteBuffer> buffers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        buffers.add(ByteBuffer.allocateDirect(1000));
        futures.add(read(transfers, 1000L * i, buffers.get(i)));
      }
      stream.close();
      transfers.positions().close();
      for (int i = 0; i < 50; i++) {
        try {
          assertThat(futures.get(i).get()).isEqualTo(1000);
          Pattern.assertHolds(buffers.get(i), 0, 1000, 1000L * i);
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(AsynchronousCloseException.class);
          assertThat(buffers.get(i).position()).isZero();
        }
      }
    }
  }

  // --- turns: what Wine needs, seen by scripted completions
  // -----------------------------------------

  private static StreamTransfers inTurn(ByteStream stream) {
    return Way.CURSOR_IN_TURN.on(stream, FileAccess.READ);
  }

  @Test
  void oneAtATimeIsNativeAndTheOthersWait() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      StreamTransfers transfers = inTurn(stream);
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        futures.add(read(transfers, 100L * i + 100));
      }
      for (int i = 0; i < 3; i++) {
        assertThat(script.pending()).isEqualTo(1);
        assertThat(script.cursor()).isEqualTo(100L * i + 100);
        script.complete(HResultTable.S_OK, 10);
        assertThat(futures.get(i).get()).isEqualTo(10);
      }
      assertThat(script.pending()).isZero();
      assertThat(script.cursor()).as("given back").isZero();
    }
  }

  @Test
  void whatWaitsForItsTurnIsStopped() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      StreamTransfers transfers = inTurn(stream);
      CompletableFuture<Integer> first = read(transfers, 0);
      CompletableFuture<Integer> second = read(transfers, 10);
      CompletableFuture<Integer> third = read(transfers, 20);
      assertThat(first.cancel(true)).as("begun natively").isFalse();
      assertThat(Limits.cancelled(second)).as("waiting").isTrue();
      assertThat(second).isCancelled();
      script.complete(HResultTable.S_OK, 10);
      assertThat(first.get()).isEqualTo(10);
      assertThat(script.cursor()).isEqualTo(20);
      script.complete(HResultTable.S_OK, 10);
      assertThat(third.get()).isEqualTo(10);
    }
  }

  @Test
  void whatWaitsIsAbortedWhenTheStreamIsClosedOrSeeksThatCancel() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      StreamTransfers transfers = inTurn(stream);
      CompletableFuture<Integer> first = read(transfers, 0);
      CompletableFuture<Integer> second = read(transfers, 10);
      cancelPending(transfers);
      Limits.eventually(
          () ->
              assertThatExceptionOfType(CancellationException.class)
                  .isThrownBy(() -> second.getNow(-1)));
      CompletableFuture<Integer> third = read(transfers, 20);
      transfers.positions().close();
      assertThatExceptionOfType(CancellationException.class).isThrownBy(third::get);
      CompletableFuture<Integer> fourth = read(transfers, 20);
      assertThat(fourth).isCompletedExceptionally();
      script.complete(HResultTable.S_OK, 10);
      assertThat(first.get()).isEqualTo(10);
      assertThat(script.pending()).isZero();
    }
  }

  @Test
  void whoseTurnComesWhenTheStreamIsClosedWasAbortedByThat() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      ByteStream stream = script.open(FileAccess.READ);
      StreamTransfers transfers = inTurn(stream);
      CompletableFuture<Integer> first = read(transfers, 100);
      CompletableFuture<Integer> second = read(transfers, 200);
      stream.close();
      // As closed streams do.
      script.answer(HResultTable.MF_E_INVALIDREQUEST);
      script.complete(HResultTable.S_OK, 10);
      assertThat(first.get()).isEqualTo(10);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(second::get)
          .withCauseInstanceOf(AsynchronousCloseException.class);
    }
  }

  @Test
  void whatIsDroppedInItsTurnLetsTheNextOneIn() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      StreamTransfers transfers = inTurn(stream);
      CompletableFuture<Integer> first = read(transfers, 100);
      CompletableFuture<Integer> second = read(transfers, 200);
      script.drop();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(first::get)
          .withMessageContaining("dropped");
      assertThat(script.pending()).isEqualTo(1);
      assertThat(script.cursor()).isEqualTo(200);
      script.complete(HResultTable.S_OK, 10);
      assertThat(second.get()).isEqualTo(10);
      assertThat(script.cursor()).as("given back").isZero();
    }
  }

  @Test
  void whatCannotBeginInItsTurnFailsAndLetsTheNextOneIn() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      StreamTransfers transfers = inTurn(stream);
      CompletableFuture<Integer> first = read(transfers, 0);
      CompletableFuture<Integer> second = read(transfers, 10);
      CompletableFuture<Integer> third = read(transfers, 20);
      script.answer(HResultTable.fromWin32(5));
      script.complete(HResultTable.S_OK, 10);
      assertThat(first.get()).isEqualTo(10);
      for (CompletableFuture<Integer> failed : List.of(second, third)) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(failed::get)
            .withMessageContaining("E_ACCESSDENIED");
      }
      script.answer(HResultTable.S_OK);
    }
  }

  @Test
  void aSynchronousReadWaitsForItsTurnButNotOnAQueueThread() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      StreamTransfers transfers = inTurn(stream);
      CompletableFuture<Integer> first = read(transfers, 0);
      CompletableFuture<Integer> refused = new CompletableFuture<>();
      WorkQueue.MULTITHREADED.execute(
          () -> {
            try {
              refused.complete(synchronous(transfers));
            } catch (Throwable e) {
              refused.completeExceptionally(e);
            }
          });
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(refused::get)
          .withCauseInstanceOf(IllegalStateException.class)
          .withMessageContaining("one at a time");

      CompletableFuture<Integer> waiting = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  waiting.complete(synchronous(transfers));
                } catch (Throwable e) {
                  waiting.completeExceptionally(e);
                }
              });
      reader.start();
      Limits.eventually(() -> assertThat(reader.getState()).isEqualTo(Thread.State.WAITING));
      CompletableFuture<Integer> behind = read(transfers, 10);
      script.complete(HResultTable.S_OK, 10);
      assertThat(first.get()).isEqualTo(10);
      assertThat(waiting.get()).isZero();
      Limits.eventually(() -> assertThat(script.pending()).isEqualTo(1));
      script.complete(HResultTable.S_OK, 10);
      assertThat(behind.get()).isEqualTo(10);
      reader.join();
    }
  }

  private static void cancelPending(StreamTransfers transfers) {
    int hr =
        transfers
            .positions()
            .seek(SeekOrigin.CURRENT, 0, SeekFlag.CANCEL_PENDING_IO.value(), new long[1]);
    assertThat(hr).isEqualTo(HResultTable.S_OK);
  }

  private static int synchronous(StreamTransfers transfers) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(10);
    return transfers.transfer(TransferKind.READ, 50, buffer);
  }

  @Test
  void aResultThatWaitedInVainCanBeKeptClosedOrEndedOnce() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      StreamTransfers transfers = inTurn(stream);
      CompletableFuture<Integer> first = read(transfers, 0);
      List<AsyncResult> kept = new ArrayList<>();
      CountDownLatch both = new CountDownLatch(2);
      AsyncCallback keeping =
          result -> {
            synchronized (kept) {
              kept.add(result);
            }
            both.countDown();
          };
      for (int i = 0; i < 2; i++) {
        transfers.begin(TransferKind.READ, 10, ByteBuffer.allocate(10), keeping, "state");
      }
      cancelPending(transfers);
      Limits.eventually(both);
      AsyncResult ended = kept.get(0);
      assertThat(ended.status()).isEqualTo(HResult.OPERATION_ABORTED);
      assertThat(ended.state()).isEqualTo("state");
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> transfers.end(TransferKind.READ, ended));
      assertThatIllegalStateException().isThrownBy(() -> transfers.end(TransferKind.READ, ended));
      kept.get(1).close();
      script.complete(HResultTable.S_OK, 10);
      assertThat(first.get()).isEqualTo(10);
      assertThat(script.ended()).as("the stream never heard of the others").isEqualTo(1);
    }
  }

  // --- both kinds mixed, and what comes between
  // -------------------------------------------

  private record Expected(CompletableFuture<Integer> future, ByteBuffer buffer, long from) {
    void check(int count) throws Exception {
      assertThat(future.get()).isEqualTo(count);
      Pattern.assertHolds(buffer, 0, count, from);
    }
  }

  private static Expected begin(StreamTransfers transfers, long position, long from, int size) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    return new Expected(read(transfers, position, buffer), buffer, from);
  }

  private static long positionOf(StreamTransfers transfers) {
    long[] position = new long[1];
    assertThat(transfers.positions().getPosition(position)).isEqualTo(HResultTable.S_OK);
    return position[0];
  }

  @ParameterizedTest
  @EnumSource
  void seeksAndReadsOfBothKindsGoInTheOrderInWhichTheyCame(Way way) throws Exception {
    int length = 200_000;
    ByteStream stream = bench.reading(length);
    StreamTransfers transfers = way.on(stream, FileAccess.READ);
    Random random = new Random(11);
    for (int round = 0; round < 20; round++) {
      List<Expected> expected = new ArrayList<>();
      List<Integer> counts = new ArrayList<>();
      long at = positionOf(transfers);
      for (int i = 0; i < 40; i++) {
        int size = random.nextInt(2000);
        if (random.nextInt(4) == 0) {
          at = random.nextInt(length + 1000);
          assertThat(transfers.positions().setPosition(at)).isEqualTo(HResultTable.S_OK);
        }
        boolean own = random.nextBoolean();
        long from = own ? random.nextInt(length) : at;
        int count = (int) Math.max(0, Math.min(size, length - from));
        expected.add(begin(transfers, own ? from : PositionalTransfers.AT_CURSOR, from, size));
        counts.add(count);
        at += own ? 0 : count;
        assertThat(positionOf(transfers)).isEqualTo(at);
      }
      for (int i = 0; i < expected.size(); i++) {
        expected.get(i).check(counts.get(i));
      }
      assertThat(positionOf(transfers)).isEqualTo(at);
    }
  }

  @ParameterizedTest
  @EnumSource
  void threadsShareTheCursorsRangesOutAmongThem(Way way) throws Exception {
    int threads = 4;
    int each = 100;
    int size = 500;
    ByteStream stream = bench.reading(threads * each * size);
    StreamTransfers transfers = way.on(stream, FileAccess.READ);
    boolean[] seen = new boolean[threads * each];
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      readers.add(
          new Thread(
              () -> {
                try {
                  List<Expected> begun = new ArrayList<>();
                  for (int j = 0; j < each; j++) {
                    begun.add(begin(transfers, PositionalTransfers.AT_CURSOR, 0, size));
                  }
                  for (Expected read : begun) {
                    assertThat(read.future.get()).isEqualTo(size);
                    mark(seen, read.buffer, size);
                  }
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                }
              }));
    }
    readers.forEach(Thread::start);
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(seen).as("every block once").doesNotContain(false);
    assertThat(positionOf(transfers)).isEqualTo(threads * each * size);
  }

  /** Finds out which block of the file a buffer holds. */
  private static void mark(boolean[] seen, ByteBuffer buffer, int size) {
    for (int block = 0; block < seen.length; block++) {
      boolean holds = true;
      for (int i = 0; i < size && holds; i++) {
        holds = buffer.get(i) == Pattern.at((long) block * size + i);
      }
      if (holds) {
        synchronized (seen) {
          assertThat(seen[block]).as("block %s twice", block).isFalse();
          seen[block] = true;
        }
        return;
      }
    }
    throw new AssertionError("no block of the file");
  }

  @Test
  void whatIsStoppedWhileItWaitsLeavesTheOthersTheirRanges() throws Exception {
    ByteStream stream = bench.reading(1000);
    StreamTransfers transfers = inTurn(stream);
    RecordingCallback first = RecordingCallback.keeping();
    List<Expected> behind = new ArrayList<>();
    try (QueueBlocker blocker = QueueBlocker.on(WorkQueue.STANDARD)) {
      // Its callback, and with it the end of its turn, comes on STANDARD.
      ByteBuffer buffer = ByteBuffer.allocateDirect(100);
      transfers.begin(TransferKind.READ, PositionalTransfers.AT_CURSOR, buffer, first, null);
      for (int i = 1; i <= 3; i++) {
        behind.add(begin(transfers, PositionalTransfers.AT_CURSOR, 100L * i, 100));
      }
      assertThat(positionOf(transfers)).isEqualTo(400);
      assertThat(Limits.cancelled(behind.get(1).future)).isTrue();
      assertThat(positionOf(transfers)).isEqualTo(400);
      blocker.close();
    }
    behind.get(0).check(100);
    behind.get(2).check(100);
    assertThat(behind.get(1).future).isCancelled();
    assertThat(positionOf(transfers)).isEqualTo(400);
    first.awaitOnly().result().close();
  }

  @Test
  void whatWaitsWhenThePlatformClosesIsWaitedFor() throws Exception {
    ByteStream stream = bench.reading(50_000);
    StreamTransfers transfers = inTurn(stream);
    List<Expected> reads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      reads.add(begin(transfers, PositionalTransfers.AT_CURSOR, 1000L * i, 1000));
    }
    bench.platform().close();
    for (Expected read : reads) {
      read.check(1000);
    }
  }

  @Test
  void streamsOverOneNativeStreamTakeTurnsTogether() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ);
        ByteStream borrowed = ByteStreamPointer.borrow(ByteStreamPointer.address(stream));
        ByteStream wrapper = stream.wrapper()) {
      List<CompletableFuture<Integer>> reads = new ArrayList<>();
      for (ByteStream each : List.of(stream, borrowed, wrapper)) {
        reads.add(each.readAsync(ByteBuffer.allocateDirect(10)));
      }
      for (CompletableFuture<Integer> read : reads) {
        assertThat(script.pending()).isEqualTo(1);
        script.complete(HResultTable.S_OK, 10);
        assertThat(read.get()).isEqualTo(10);
      }
    }
  }

  @Test
  void whatBeganOnABorrowedStreamGoesOnWhenThatIsClosed() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      ByteStream borrowed = ByteStreamPointer.borrow(ByteStreamPointer.address(stream));
      CompletableFuture<Integer> first = borrowed.readAsync(ByteBuffer.allocateDirect(10));
      CompletableFuture<Integer> second = borrowed.readAsync(ByteBuffer.allocateDirect(10));
      borrowed.close();
      script.complete(HResultTable.S_OK, 10);
      assertThat(first.get()).isEqualTo(10);
      assertThat(script.pending()).isEqualTo(1);
      script.complete(HResultTable.S_OK, 10);
      assertThat(second.get()).isEqualTo(10);
    }
  }

  @Test
  void aSeekThatFailsBehindTransfersFailsWhatIsAtTheCursor() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      CompletableFuture<Integer> first = stream.readAsync(ByteBuffer.allocateDirect(10));
      stream.position(100);
      CompletableFuture<Integer> second = stream.readAsync(ByteBuffer.allocateDirect(10));
      script.answer(HResultTable.fromWin32(5));
      script.complete(HResultTable.S_OK, 10);
      assertThat(first.get()).isEqualTo(10);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(second::get)
          .withMessageContaining("E_ACCESSDENIED");
      script.answer(HResultTable.S_OK);
      assertThat(stream.readAsync(ByteBuffer.allocateDirect(10)))
          .as("not at a cursor that is not where it was said to be")
          .isCompletedExceptionally();
      stream.position(100);
      CompletableFuture<Integer> third = stream.readAsync(ByteBuffer.allocateDirect(10));
      assertThat(script.cursor()).isEqualTo(100);
      script.complete(HResultTable.S_OK, 10);
      assertThat(third.get()).isEqualTo(10);
    }
  }

  /** A thread whose stack is used up takes neither the cursor nor a turn that it cannot end. */
  @Test
  void aStackThatIsUsedUpStopsNoOther() throws Exception {
    Path folder = bench.missing("child");
    Files.createDirectory(folder);
    Path file = Files.write(folder.resolve("file.bin"), Pattern.bytes(1000));
    // An overflow costs Wine far more: 60 take it more than a minute on a busy machine.
    int rounds = TestPlatform.isWindowsLike() ? 8 : 60;
    ChildJvm.Ended ended =
        new ChildJvm(folder)
            .run(FullStackTransfers.class, file.toString(), Integer.toString(rounds));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    for (Way way : Way.values()) {
      assertThat(ended.output()).contains(way + ": 10 bytes later");
    }
  }

  // --- which way a stream goes
  // ----------------------------------------------------------------------

  @Test
  void aStreamThatTakesPositionsHasTransfersThatOverlap() throws Exception {
    try (ScriptedStream script = ScriptedStream.positional();
        ByteStream stream = script.open(FileAccess.READ)) {
      CompletableFuture<Integer> first = stream.readAsync(ByteBuffer.allocateDirect(10));
      CompletableFuture<Integer> second = stream.readAsync(ByteBuffer.allocateDirect(10), 500);
      assertThat(script.pending()).isEqualTo(2);
      script.complete(HResultTable.S_OK, 10);
      assertThat(first.get()).isEqualTo(10);
      assertThat(second.get()).isEqualTo(10);
    }
  }

  @Test
  void aForeignStreamLendsItsCursor() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        ByteStream stream = script.open(FileAccess.READ)) {
      stream.position(77);
      CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocateDirect(10), 500);
      assertThat(script.pending()).isEqualTo(1);
      assertThat(script.cursor()).as("not given back before it has executed").isEqualTo(500);
      script.complete(HResultTable.S_OK, 10);
      assertThat(read.get()).isEqualTo(10);
      assertThat(stream.position()).isEqualTo(77);
    }
  }

  /** Where positions are taken late, which both Wines do, as far as is known. */
  @Test
  @Tag("windows-only")
  void transfersWithPositionsGoOneAtATimeWherePositionsAreLate() throws Exception {
    ByteStream stream = bench.reading(1000);
    boolean late = Quirks.get().takesPositionLate();
    if (TestPlatform.isWine(8, 10)) {
      assertThat(late).isTrue();
    }
    try (QueueBlocker blocker = QueueBlocker.on(WorkQueue.STANDARD)) {
      ByteBuffer first = ByteBuffer.allocateDirect(10);
      ByteBuffer last = ByteBuffer.allocateDirect(10);
      // Wine executes reads on STANDARD.
      CompletableFuture<Integer> running = stream.readAsync(first, 100);
      CompletableFuture<Integer> stopped = stream.readAsync(ByteBuffer.allocateDirect(10), 200);
      CompletableFuture<Integer> waiting = stream.readAsync(last, 300);
      if (late) {
        assertThat(Limits.cancelled(stopped)).isTrue();
        assertThat(running.cancel(false)).isFalse();
      }
      blocker.close();
      assertThat(running.get()).isEqualTo(10);
      assertThat(waiting.get()).isEqualTo(10);
      Pattern.assertHolds(first, 0, 10, 100);
      Pattern.assertHolds(last, 0, 10, 300);
    }
  }
}
