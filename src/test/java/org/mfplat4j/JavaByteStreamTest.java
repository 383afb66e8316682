package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.com.ByteStreamPointer;
import org.mfplat4j.internal.source.AttachedSource;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.ManualSource;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** A stream written in Java, and what it makes of sources that behave badly. */
class JavaByteStreamTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private final ManualSource source = new ManualSource();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @AfterEach
  void everySourceIsLetGo() {
    Limits.eventually(() -> assertThat(AttachedSource.count()).isZero());
  }

  private JavaByteStream create() throws IOException {
    return JavaByteStream.create(
        source, JavaByteStream.Options.DEFAULT.name("manual").onFailure(failures::add));
  }

  /** The stream for Java alone: closing it closes the source. */
  private ByteStream open() throws IOException {
    try (JavaByteStream stream = create()) {
      return stream.stream();
    }
  }

  // --- lifetime

  @Test
  void theSourceIsClosedOnceWithTheLastReference() throws Exception {
    JavaByteStream stream = create();
    ByteStream first = stream.stream();
    stream.close();
    stream.close();
    assertThat(source.closed()).isZero();
    first.close();
    assertThat(source.closed()).isEqualTo(1);
    first.close();
    assertThat(source.closed()).isEqualTo(1);
  }

  @Test
  void closingAStreamOfItClosesTheSourceForEverybody() throws Exception {
    try (JavaByteStream stream = create();
        ByteStream other = stream.stream()) {
      stream.stream().close();
      assertThat(source.closed()).isEqualTo(1);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(other::length)
          .withMessageContaining("MF_E_INVALIDREQUEST");
    }
    assertThat(source.closed()).isEqualTo(1);
  }

  @Test
  void aStreamThatNobodyOpenedClosesItsSource() throws Exception {
    create().close();
    assertThat(source.closed()).isEqualTo(1);
  }

  @Test
  void nativeCodeOutlivesTheJavaObject() throws Exception {
    long address;
    try (JavaByteStream stream =
        JavaByteStream.create(ByteStreamSource.of(ByteBuffer.wrap(Pattern.bytes(1000))))) {
      address = ByteStreamPointer.address(stream);
      NativeConsumer.addReference(address);
    }
    assertThat(NativeConsumer.readToEnd(address, 100)).isEqualTo(1000);
    assertThat(AttachedSource.count()).isEqualTo(1);
    assertThat(NativeConsumer.release(address)).isZero();
    assertThat(AttachedSource.count()).isZero();
  }

  @Test
  void aClosedObjectGivesNothing() throws Exception {
    JavaByteStream stream = create();
    stream.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> ByteStreamPointer.address(stream))
        .withMessageContaining("manual");
    assertThatIllegalStateException().isThrownBy(stream::stream).withMessageContaining("manual");
    assertThat(stream).hasToString("JavaByteStream[manual, READ_WRITE, closed]");
  }

  @Test
  void whatCannotBeMadeLeavesTheSourceOpen() throws Exception {
    assertThatNullPointerException().isThrownBy(() -> JavaByteStream.create(null));
    IOException failure = new IOException("no length");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> JavaByteStream.create(new Lengthless(failure)))
        .isSameAs(failure);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JavaByteStream.create(new Lengthless(null)))
        .withMessageContaining("-7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteStreamSource.ofRanges(-2, (position, length) -> null))
        .withMessageContaining("-2");
    assertThat(AttachedSource.count()).isZero();
  }

  @Test
  void aForgottenStreamIsFoundAndReleased() throws Exception {
    create();
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(source.closed()).isEqualTo(1);
        });
  }

  @Test
  void attributesAreWhatOthersLookAt() throws Exception {
    try (JavaByteStream stream =
        JavaByteStream.create(
            source,
            JavaByteStream.Options.DEFAULT.contentType("audio/wav").originName("härter.wav"))) {
      assertThat(NativeConsumer.contentType(ByteStreamPointer.address(stream)))
          .isEqualTo("audio/wav");
      assertThat(NativeConsumer.originName(ByteStreamPointer.address(stream)))
          .isEqualTo("härter.wav");
    }
    try (JavaByteStream stream = JavaByteStream.create(new ManualSource())) {
      assertThat(NativeConsumer.contentType(ByteStreamPointer.address(stream))).isNull();
    }
  }

  // --- answers

  @Test
  void readsAnsweredInAnyOrderFromAnyThread() throws Exception {
    try (ByteStream stream = open()) {
      ByteBuffer first = ByteBuffer.allocateDirect(100);
      ByteBuffer second = ByteBuffer.allocate(100);
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(first, callback, null);
      stream.beginRead(second, callback, null);
      ManualSource.Asked one = source.next();
      ManualSource.Asked two = source.next();
      assertThat(two.position()).isEqualTo(100);
      callback.assertNoMoreThan(0);
      Thread thread = new Thread(two::read);
      thread.start();
      thread.join();
      callback.awaitOnly();
      one.read();
      callback.await(2);
      Pattern.assertHolds(first, 0, 100, 0);
      Pattern.assertHolds(second, 0, 100, 100);
    }
  }

  @Test
  void fewerBytesThanAskedForAreAskedForAgain() throws Exception {
    try (ByteStream stream = open()) {
      ByteBuffer buffer = ByteBuffer.allocate(10);
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(buffer, callback, null);
      ManualSource.Asked first = source.next();
      assertThat(first.buffer().isDirect()).isTrue();
      assertThat(first.buffer().remaining()).isEqualTo(10);
      first.buffer().put(0, Pattern.at(0));
      first.answer().complete(1);
      ManualSource.Asked rest = source.next();
      assertThat(rest.position()).isEqualTo(1);
      assertThat(rest.buffer().remaining()).isEqualTo(9);
      rest.read();
      assertThat(callback.awaitOnly().count()).isEqualTo(10);
      Pattern.assertHolds(buffer, 0, 10, 0);
    }
  }

  @Test
  void anExceptionThatThrowsItselfEndsTheReadAllTheSame() throws Exception {
    CompletionException perverse =
        new CompletionException("perverse", null) {
          @Override
          public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause is given");
          }
        };
    source.failing(
        () -> {
          throw perverse;
        });
    AtomicReference<HResult> status = new AtomicReference<>();
    CountDownLatch invoked = new CountDownLatch(1);
    try (ByteStream stream = open()) {
      stream.beginRead(
          ByteBuffer.allocate(10),
          result -> {
            try (result) {
              status.set(result.status());
            }
            invoked.countDown();
          },
          null);
      Limits.eventually(invoked);
    }
    assertThat(status).hasValue(HResult.E_FAIL);
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0) == perverse).isTrue();
  }

  @Test
  void theEndInTheMiddleEndsTheRead() throws Exception {
    try (ByteStream stream = open()) {
      for (int end : new int[] {-1, 0}) {
        stream.position(0);
        RecordingCallback callback = RecordingCallback.ending(stream);
        stream.beginRead(ByteBuffer.allocate(10), callback, null);
        source.next().answer().complete(4);
        source.next().answer().complete(end);
        assertThat(callback.awaitOnly().count()).isEqualTo(4);
      }
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void whatASourceMustNotAnswerFailsTheOperation() throws Exception {
    try (ByteStream stream = open()) {
      for (Integer count : new Integer[] {11, Integer.MAX_VALUE, -2, Integer.MIN_VALUE, null}) {
        RecordingCallback callback = RecordingCallback.ending(stream);
        stream.beginRead(ByteBuffer.allocate(10), callback, null);
        source.next().answer().complete(count);
        assertThat(callback.awaitOnly().status()).isEqualTo(HResult.E_FAIL);
      }
      assertThat(failures).hasSize(5).hasOnlyElementsOfType(IllegalStateException.class);
      assertThat(failures.get(0)).hasMessageContaining("answered 11 to a read at 0 of 10 bytes");

      RecordingCallback write = RecordingCallback.keeping();
      stream.beginWrite(ByteBuffer.allocate(10), write, null);
      source.next().answer().complete(-1);
      assertThat(write.awaitOnly().status()).isEqualTo(HResult.E_FAIL);
      write.awaitOnly().result().close();
    }
  }

  @Test
  void aWriteThatTakesNothingMeansThatThereIsNoRoom() throws Exception {
    try (ByteStream stream = open()) {
      RecordingCallback write = RecordingCallback.keeping();
      stream.beginWrite(ByteBuffer.allocate(10), write, null);
      source.next().answer().complete(0);
      assertThat(write.awaitOnly().status()).isEqualTo(HResult.ofWin32(112));
      write.awaitOnly().result().close();
    }
  }

  @Test
  void whatASourceThrowsBecomesTheStatusAndIsKept() throws Exception {
    FileNotFoundException failure = new FileNotFoundException("gone");
    List<ManualSource.Failing> ways =
        List.of(
            () -> {
              throw failure;
            },
            () -> CompletableFuture.failedFuture(failure),
            () -> CompletableFuture.supplyAsync(() -> 1).thenCompose(n -> failed(failure)));
    try (JavaByteStream java = create();
        ByteStream stream = java.stream()) {
      assertThat(java.lastFailure()).isEmpty();
      for (ManualSource.Failing way : ways) {
        failures.clear();
        source.failing(way);
        RecordingCallback callback = RecordingCallback.ending(stream);
        stream.beginRead(ByteBuffer.allocate(10), callback, null);
        assertThat(callback.awaitOnly().failure()).isInstanceOf(NoSuchFileException.class);
        Limits.eventually(() -> assertThat(failures).containsExactly(failure));
        assertThat(java.lastFailure()).containsSame(failure);
        assertThatExceptionOfType(NoSuchFileException.class)
            .isThrownBy(() -> stream.read(ByteBuffer.allocate(10)));
      }
    }
  }

  private static CompletionStage<Integer> failed(Throwable failure) {
    return CompletableFuture.failedFuture(failure);
  }

  @Test
  void errorsAndNullsAreFailuresToo() throws Exception {
    try (ByteStream stream = open()) {
      source.failing(
          () -> {
            throw new StackOverflowError();
          });
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> stream.read(ByteBuffer.allocate(10)));
      source.failing(() -> null);
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> stream.read(ByteBuffer.allocate(10)));
      source.failing(
          () -> {
            throw new UnsupportedOperationException();
          });
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> stream.read(ByteBuffer.allocate(10)));
      source.failing(
          () -> {
            throw new MediaFoundationException(HResult.MF_E_SHUTDOWN, "Read", "x");
          });
      assertThatIllegalStateException()
          .isThrownBy(() -> stream.read(ByteBuffer.allocate(10)))
          .withMessageContaining("MF_E_SHUTDOWN");
    }
    assertThat(failures).hasSize(4);
  }

  @Test
  void aFailureHandlerThatThrowsIsSurvived() throws Exception {
    try (JavaByteStream java =
            JavaByteStream.create(
                source,
                JavaByteStream.Options.DEFAULT.onFailure(
                    failure -> {
                      throw new IllegalStateException("from the handler");
                    }));
        ByteStream stream = java.stream()) {
      source.failing(() -> null);
      assertThatExceptionOfType(MediaFoundationException.class)
          .isThrownBy(() -> stream.read(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void aStageThatAnswersTwiceIsHeardOnce() throws Exception {
    AtomicReference<BiConsumer<? super Integer, ? super Throwable>> listener =
        new AtomicReference<>();
    source.failing(
        () ->
            new CompletableFuture<>() {
              @Override
              public CompletableFuture<Integer> whenComplete(
                  BiConsumer<? super Integer, ? super Throwable> action) {
                listener.set(action);
                return this;
              }
            });
    try (ByteStream stream = open()) {
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(ByteBuffer.allocate(10), callback, null);
      listener.get().accept(10, null);
      listener.get().accept(10, null);
      listener.get().accept(null, new IOException("late"));
      assertThat(callback.awaitOnly().count()).isEqualTo(10);
      callback.assertNoMoreThan(1);
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void aSourceThatAnswersAByteAtATimeDoesNotGrowTheStack() throws Exception {
    source.failing(() -> CompletableFuture.completedFuture(1));
    try (ByteStream stream = open()) {
      for (int i = 0; i < 100; i++) {
        stream.position(0);
        assertThat(stream.read(ByteBuffer.allocate(1000))).isEqualTo(1000);
      }
    }
  }

  // --- closing

  @Test
  void closeCompletesWhatTheSourceNeverAnswers() throws Exception {
    ByteStream stream = open();
    RecordingCallback callback = RecordingCallback.ending(stream);
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    stream.beginRead(buffer, callback, null);
    ManualSource.Asked asked = source.next();
    stream.close();
    assertThat(callback.awaitOnly().status()).isEqualTo(HResult.OPERATION_ABORTED);
    assertThat(callback.awaitOnly().failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(source.closed()).isEqualTo(1);
    // Late, and twice: no transfer waits, and the bytes go nowhere.
    asked.read();
    asked.answer().obtrudeValue(100);
    for (int i = 0; i < 100; i++) {
      assertThat(buffer.get(i)).isZero();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void closeWakesASynchronousRead() throws Exception {
    ByteStream stream = open();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(1);
    Thread reader =
        new Thread(
            () -> {
              try {
                stream.read(ByteBuffer.allocate(10));
              } catch (Throwable e) {
                failure.set(e);
              }
              ended.countDown();
            });
    reader.start();
    source.next();
    stream.close();
    Limits.eventually(ended);
    assertThat(failure.get()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void aSeekCanCancelWhatIsPending() throws Exception {
    try (ByteStream stream = open()) {
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(ByteBuffer.allocate(100), callback, null);
      ManualSource.Asked cancelled = source.next();
      stream.seek(SeekOrigin.BEGIN, 500, SeekFlag.CANCEL_PENDING_IO);
      assertThat(callback.awaitOnly().status()).isEqualTo(HResult.OPERATION_ABORTED);
      ByteBuffer buffer = ByteBuffer.allocate(100);
      stream.beginRead(buffer, callback, null);
      cancelled.read();
      source.next().read();
      assertThat(callback.await(2).get(1).count()).isEqualTo(100);
      Pattern.assertHolds(buffer, 0, 100, 500);
    }
  }

  @Test
  void readsAtPositionsOfTheirOwnLeaveThePosition() throws Exception {
    try (ByteStream stream = open()) {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      CompletableFuture<Integer> read = stream.readAsync(buffer, 300);
      ManualSource.Asked asked = source.next();
      assertThat(asked.position()).isEqualTo(300);
      assertThat(stream.position()).isZero();
      asked.read();
      assertThat(read.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(100);
      Pattern.assertHolds(buffer, 0, 100, 300);
    }
  }

  @Test
  void aFutureIsCancelledWhateverTheSourceDoes() throws Exception {
    try (ByteStream stream = open()) {
      CompletableFuture<Integer> read = stream.readAsync(ByteBuffer.allocate(100));
      ManualSource.Asked asked = source.next();
      assertThat(Limits.cancelled(read)).isTrue();
      assertThat(read).isCancelled();
      asked.read();
    }
  }

  @Test
  void aSourceThatFailsToCloseIsClosedAllTheSame() throws Exception {
    IOException failure = new IOException("stuck");
    source.failingToClose(failure);
    ByteStream stream = open();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(stream::close)
        .withMessageContaining("E_FAIL");
    stream.close();
    assertThat(source.closed()).isEqualTo(1);
    assertThat(failures).containsExactly(failure);
  }

  @Test
  void aSourceMayCloseItsOwnStream() throws Exception {
    AtomicReference<ByteStream> own = new AtomicReference<>();
    source.failing(
        () -> {
          own.get().close();
          return CompletableFuture.completedFuture(5);
        });
    ByteStream stream = open();
    own.set(stream);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(ByteBuffer.allocate(10), callback, null);
    assertThat(callback.awaitOnly().status()).isEqualTo(HResult.OPERATION_ABORTED);
    assertThat(source.closed()).isEqualTo(1);
  }

  private record Lengthless(IOException failure) implements ByteStreamSource {
    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.READABLE);
    }

    @Override
    public long length() throws IOException {
      if (failure != null) {
        throw failure;
      }
      return -7;
    }

    @Override
    public CompletionStage<Integer> read(ByteBuffer destination, long position) {
      throw new AssertionError("not reached");
    }

    @Override
    public void close() {
      throw new AssertionError("the source is still its owner's");
    }
  }
}
