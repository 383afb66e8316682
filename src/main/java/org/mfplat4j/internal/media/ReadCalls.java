package org.mfplat4j.internal.media;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.mfplat4j.HResult;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.media.ReadFlag;
import org.mfplat4j.media.ReadResult;
import org.mfplat4j.media.SourceReaderCallback;

/** The operations of a source reader, by how their user hears of the end. */
final class ReadCalls {
  private static final String READ = "ReadSample";

  private ReadCalls() {}

  /** A read with a callback, whose sample is borrowed. */
  record WithCallback(int stream, SourceReaderCallback callback) implements ReaderOperation.Read {
    @Override
    public String name() {
      return READ;
    }

    @Override
    public boolean isGone() {
      return false;
    }

    @Override
    public void ended(ReadResult result) {
      try (result) {
        callback.onReadSample(result);
      } catch (Throwable thrown) {
        Upcall.report(thrown);
      }
    }

    @Override
    public void dropped(Drop reason) {
      if (reason != Drop.FLUSH) {
        ended(withoutSample(HResultTable.ERROR_OPERATION_ABORTED, Set.of()));
        return;
      }
      try {
        callback.onFlush(stream);
      } catch (Throwable thrown) {
        Upcall.report(thrown);
      }
    }

    @Override
    public void failed(int hr) {
      ended(withoutSample(hr, Set.of(ReadFlag.ERROR)));
    }

    private ReadResult withoutSample(int hr, Set<ReadFlag> flags) {
      return new ReadResult(stream, new HResult(hr), flags, Duration.ZERO, Optional.empty());
    }
  }

  /** A read with a future, whose sample is its taker's. */
  record WithFuture(int stream, ReaderOperations reader, CompletableFuture<ReadResult> future)
      implements ReaderOperation.Read {
    @Override
    public String name() {
      return READ;
    }

    @Override
    public boolean isGone() {
      return future.isDone();
    }

    @Override
    public void ended(ReadResult result) {
      if (result.status().code() < 0) {
        result.close();
        failed(result.status().code());
      } else if (!future.complete(result)) {
        result.close();
      }
    }

    @Override
    public void dropped(Drop reason) {
      fail(future, () -> droppedFailure(reader, reason, READ));
    }

    @Override
    public void failed(int hr) {
      fail(future, () -> reader.failure(hr, READ));
    }
  }

  /** A seek. */
  record SeekTo(long position, ReaderOperations reader, CompletableFuture<Void> future)
      implements ReaderOperation.Seek {
    @Override
    public String name() {
      return "SetCurrentPosition";
    }

    @Override
    public void done() {
      future.complete(null);
    }

    @Override
    public void dropped(Drop reason) {
      fail(future, () -> droppedFailure(reader, reason, name()));
    }

    @Override
    public void failed(int hr) {
      fail(future, () -> reader.failure(hr, name()));
    }
  }

  /** A flush. */
  record FlushAll(ReaderOperations reader, CompletableFuture<Void> future)
      implements ReaderOperation.Change {
    @Override
    public String name() {
      return "Flush";
    }

    @Override
    public void done() {
      future.complete(null);
    }

    @Override
    public void dropped(Drop reason) {
      fail(future, () -> droppedFailure(reader, reason, name()));
    }

    @Override
    public void failed(int hr) {
      fail(future, () -> reader.failure(hr, name()));
    }
  }

  private static Exception droppedFailure(
      ReaderOperations reader, ReaderOperation.Drop reason, String operation) {
    int aborted = HResultTable.ERROR_OPERATION_ABORTED;
    return reason == ReaderOperation.Drop.CLOSE
        ? Failures.closedMeanwhile(aborted, operation, reader.subject())
        : Failures.failure(aborted, operation, reader.subject());
  }

  /** Fails a future with what the supplier gives or throws. */
  static void fail(CompletableFuture<?> future, Supplier<Exception> failure) {
    Throwable cause;
    try {
      cause = failure.get();
    } catch (Throwable thrown) {
      cause = thrown;
    }
    future.completeExceptionally(cause);
  }
}
