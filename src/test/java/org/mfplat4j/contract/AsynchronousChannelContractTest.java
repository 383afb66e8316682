package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.ManualSource;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What a stream as an AsynchronousByteChannel promises. */
class AsynchronousChannelContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  /** How a caller hears of the outcome. */
  enum Form {
    HANDLER {
      @Override
      Future<Integer> read(AsynchronousByteChannel channel, ByteBuffer buffer) {
        Recorder recorder = new Recorder();
        channel.read(buffer, "attachment", recorder);
        return recorder.outcome;
      }

      @Override
      Future<Integer> write(AsynchronousByteChannel channel, ByteBuffer buffer) {
        Recorder recorder = new Recorder();
        channel.write(buffer, "attachment", recorder);
        return recorder.outcome;
      }
    },
    FUTURE {
      @Override
      Future<Integer> read(AsynchronousByteChannel channel, ByteBuffer buffer) {
        return channel.read(buffer);
      }

      @Override
      Future<Integer> write(AsynchronousByteChannel channel, ByteBuffer buffer) {
        return channel.write(buffer);
      }
    };

    abstract Future<Integer> read(AsynchronousByteChannel channel, ByteBuffer buffer);

    abstract Future<Integer> write(AsynchronousByteChannel channel, ByteBuffer buffer);
  }

  /** Hears of one outcome. */
  private static final class Recorder implements CompletionHandler<Integer, String> {
    final CompletableFuture<Integer> outcome = new CompletableFuture<>();

    @Override
    public void completed(Integer count, String attachment) {
      assertThat(attachment).isEqualTo("attachment");
      outcome.complete(count);
    }

    @Override
    public void failed(Throwable failure, String attachment) {
      assertThat(attachment).isEqualTo("attachment");
      outcome.completeExceptionally(failure);
    }
  }

  private static int get(Future<Integer> future) throws Exception {
    return future.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Throwable failure(Future<Integer> future) {
    return catchThrowableOfType(ExecutionException.class, () -> get(future)).getCause();
  }

  @ParameterizedTest
  @EnumSource
  void readsFillTheBufferUntilTheEnd(Form form) throws Exception {
    AsynchronousByteChannel channel = bench.reading(150).asAsynchronousChannel();
    ByteBuffer buffer = ByteBuffer.allocate(120);
    buffer.position(10).limit(110);
    assertThat(get(form.read(channel, buffer))).isEqualTo(100);
    assertThat(buffer.position()).isEqualTo(110);
    Pattern.assertHolds(buffer.clear(), 10, 100, 0);
    ByteBuffer direct = ByteBuffer.allocateDirect(100);
    assertThat(get(form.read(channel, direct))).isEqualTo(50);
    Pattern.assertHolds(direct, 0, 50, 100);
    assertThat(get(form.read(channel, direct))).isEqualTo(-1);
    assertThat(direct.position()).isEqualTo(50);
  }

  @ParameterizedTest
  @EnumSource
  void aBufferWithoutRoomCompletesWithZeroAtTheEndToo(Form form) throws Exception {
    ByteStream stream = bench.reading(10);
    AsynchronousByteChannel channel = stream.asAsynchronousChannel();
    assertThat(get(form.read(channel, ByteBuffer.allocate(0)))).isZero();
    stream.position(10);
    assertThat(get(form.read(channel, ByteBuffer.allocateDirect(0)))).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void writesTakeTheWholeBufferOnWineToo(Form form) throws Exception {
    Path file = bench.missing("written");
    byte[] bytes = Pattern.bytes(3_000_000);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_EXIST);
    AsynchronousByteChannel channel = stream.asAsynchronousChannel();
    ByteBuffer direct = ByteBuffer.allocateDirect(1000).put(bytes, 0, 1000).flip();
    assertThat(get(form.write(channel, direct))).isEqualTo(1000);
    assertThat(direct.hasRemaining()).isFalse();
    ByteBuffer heap = ByteBuffer.wrap(bytes).position(1000).asReadOnlyBuffer();
    assertThat(get(form.write(channel, heap))).isEqualTo(bytes.length - 1000);
    assertThat(get(form.write(channel, ByteBuffer.allocate(0)))).isZero();
    channel.close();
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void handlersRunOnAQueueThreadAndMayBeginTheNextOperation() throws Exception {
    int length = 1000;
    AsynchronousByteChannel channel = bench.reading(length).asAsynchronousChannel();
    CompletableFuture<Integer> all = new CompletableFuture<>();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1);
    channel.read(
        buffer,
        0,
        new CompletionHandler<Integer, Integer>() {
          @Override
          public void completed(Integer count, Integer sum) {
            if (!Thread.currentThread().getName().startsWith("mfplat4j-queue")) {
              all.completeExceptionally(new AssertionError(Thread.currentThread().toString()));
            } else if (count < 0) {
              all.complete(sum);
            } else {
              // A read that is still "pending" would be refused.
              channel.read(buffer.clear(), sum + count, this);
            }
          }

          @Override
          public void failed(Throwable failure, Integer sum) {
            all.completeExceptionally(failure);
          }
        });
    assertThat(get(all)).isEqualTo(length);
  }

  @ParameterizedTest
  @EnumSource
  void aSecondReadIsRefusedWhileOneIsPending(Form form) throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        AsynchronousByteChannel channel = script.open(FileAccess.READ).asAsynchronousChannel()) {
      Future<Integer> first = form.read(channel, ByteBuffer.allocateDirect(10));
      assertThatExceptionOfType(ReadPendingException.class)
          .isThrownBy(() -> form.read(channel, ByteBuffer.allocate(10)));
      assertThat(script.pending()).isEqualTo(1);
      script.complete(0, 10);
      assertThat(get(first)).isEqualTo(10);
      Future<Integer> next = form.read(channel, ByteBuffer.allocate(5));
      script.complete(0, 5);
      assertThat(get(next)).isEqualTo(5);
    }
  }

  @Test
  void aSecondWriteIsRefusedWhileOneIsPending() throws Exception {
    ManualSource source = new ManualSource();
    try (JavaByteStream java = JavaByteStream.create(source);
        ByteStream stream = java.stream()) {
      AsynchronousByteChannel channel = stream.asAsynchronousChannel();
      Future<Integer> pending = channel.write(ByteBuffer.allocate(3));
      assertThatExceptionOfType(WritePendingException.class)
          .isThrownBy(() -> channel.write(ByteBuffer.allocate(1)));
      source.next().answer().complete(3);
      assertThat(get(pending)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPendingWhenItClosesEndsWithAsynchronousCloseException(Form form) throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      AsynchronousByteChannel channel = script.open(FileAccess.READ).asAsynchronousChannel();
      Future<Integer> pending = form.read(channel, ByteBuffer.allocate(10));
      channel.close();
      assertThat(channel.isOpen()).isFalse();
      script.complete(HResult.OPERATION_ABORTED.code(), 0);
      assertThat(failure(pending)).isInstanceOf(AsynchronousCloseException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedChannelTellsSoWhereTheOutcomeWouldBe(Form form) throws Exception {
    AsynchronousByteChannel channel = bench.reading(10).asAsynchronousChannel();
    assertThat(channel.isOpen()).isTrue();
    channel.close();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThat(failure(form.read(channel, ByteBuffer.allocate(1))))
        .isInstanceOf(ClosedChannelException.class)
        .isNotInstanceOf(AsynchronousCloseException.class);
    assertThat(failure(form.write(channel, ByteBuffer.allocate(1))))
        .isInstanceOf(ClosedChannelException.class)
        .isNotInstanceOf(AsynchronousCloseException.class);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheStreamWasNotOpenedForFails(Form form) throws Exception {
    AsynchronousByteChannel reading = bench.reading(10).asAsynchronousChannel();
    assertThat(failure(form.write(reading, ByteBuffer.allocate(1))))
        .isInstanceOf(NonWritableChannelException.class);
    AsynchronousByteChannel writing =
        bench
            .open(bench.file(10), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST)
            .asAsynchronousChannel();
    assertThat(failure(form.read(writing, ByteBuffer.allocate(1))))
        .isInstanceOf(NonReadableChannelException.class);
    assertThat(get(form.write(writing, ByteBuffer.allocate(1)))).as("it goes on").isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aReadThatCannotBeginOrFailsIsTold(Form form) throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        AsynchronousByteChannel channel = script.open(FileAccess.READ).asAsynchronousChannel()) {
      script.answer(HResult.E_FAIL.code());
      assertThat(failure(form.read(channel, ByteBuffer.allocate(1))))
          .isInstanceOf(MediaFoundationException.class)
          .hasMessageContaining("BeginRead");
      script.answer(0);
      Future<Integer> read = form.read(channel, ByteBuffer.allocate(1));
      script.complete(HResult.E_FAIL.code(), 0);
      assertThat(failure(read)).hasMessageContaining("EndRead").hasMessageContaining("E_FAIL");
    }
  }

  @ParameterizedTest
  @EnumSource
  void mistakesAreThrownAndLeaveTheChannelUsable(Form form) throws Exception {
    ByteStream stream = bench.reading(10);
    AsynchronousByteChannel channel = stream.asAsynchronousChannel();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> form.read(channel, ByteBuffer.allocate(1).asReadOnlyBuffer()));
    assertThatNullPointerException().isThrownBy(() -> form.read(channel, null));
    assertThatNullPointerException().isThrownBy(() -> form.write(channel, null));
    assertThatNullPointerException()
        .isThrownBy(() -> channel.read(ByteBuffer.allocate(1), null, null));
    assertThatNullPointerException()
        .isThrownBy(() -> channel.write(ByteBuffer.allocate(1), null, null));
    assertThat(get(form.read(channel, ByteBuffer.allocate(10)))).isEqualTo(10);
  }

  @Test
  void aFutureCannotBeCancelled() throws Exception {
    try (ScriptedStream script = new ScriptedStream();
        AsynchronousByteChannel channel = script.open(FileAccess.READ).asAsynchronousChannel()) {
      ByteBuffer buffer = ByteBuffer.allocate(10);
      Future<Integer> pending = channel.read(buffer);
      assertThat(pending.cancel(true)).isFalse();
      assertThat(pending.cancel(false)).isFalse();
      assertThat(pending.isDone()).isFalse();
      assertThat(pending.isCancelled()).isFalse();
      script.complete(0, 10);
      assertThat(get(pending)).isEqualTo(10);
      assertThat(buffer.hasRemaining()).isFalse();
    }
  }

  @Test
  void whatAHandlerThrowsReachesTheUncaughtExceptionHandler() throws Exception {
    AsynchronousByteChannel channel = bench.reading(10).asAsynchronousChannel();
    IllegalStateException thrown = new IllegalStateException("the handler's own");
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      channel.read(
          ByteBuffer.allocate(1),
          null,
          new CompletionHandler<Integer, Object>() {
            @Override
            public void completed(Integer count, Object attachment) {
              throw thrown;
            }

            @Override
            public void failed(Throwable failure, Object attachment) {}
          });
      assertThat(uncaught.await(1)).containsExactly(thrown);
    }
    assertThat(get(channel.read(ByteBuffer.allocate(9)))).isEqualTo(9);
  }
}
