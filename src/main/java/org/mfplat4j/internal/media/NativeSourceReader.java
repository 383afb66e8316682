package org.mfplat4j.internal.media;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ByteStream;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.internal.stream.NativeByteStream;
import org.mfplat4j.media.MediaType;
import org.mfplat4j.media.ReadResult;
import org.mfplat4j.media.SourceReader;
import org.mfplat4j.media.SourceReaderCallback;

/** A source reader before its {@link ReaderOperations}, which do not refer to it. */
public final class NativeSourceReader implements SourceReader {
  static final String OPEN = "MFCreateSourceReaderFromByteStream";

  private static final int MF_E_NO_MORE_TYPES = 0xC00D36B9;

  // More than any file has.
  private static final int MOST_STREAMS = 1000;
  private static final int MOST_TYPES = 1000;

  private final OpenReader open;
  private final ReaderOperations operations;
  private final Cleaner.Cleanable cleanable;

  private NativeSourceReader(OpenReader open, ReaderOperations operations) {
    this.open = open;
    this.operations = operations;
    this.cleanable =
        LeakNet.watch(this, new Unclosed(operations, LeakNet.creation(operations::subject)));
  }

  /** As {@link SourceReader#open}. */
  public static SourceReader open(ByteStream stream) throws IOException {
    PlatformState.requireAvailable();
    NativeHandle bytes = NativeByteStream.of(stream).handle();
    String subject = "the source reader of " + stream;
    if (!bytes.acquire()) {
      throw Failures.closed(OPEN, subject);
    }
    try {
      OpenReader open = OpenReader.begin(subject, bytes.value());
      ReaderOperations operations = null;
      try {
        operations = create(open, bytes.value(), subject);
      } finally {
        if (operations == null) {
          open.ended();
        }
      }
      try {
        open.opened(operations);
        return new NativeSourceReader(open, operations);
      } catch (Throwable e) {
        operations.close();
        throw e;
      }
    } finally {
      bytes.release();
    }
  }

  private static ReaderOperations create(OpenReader open, long stream, String subject)
      throws IOException {
    long callback = JavaObjects.all().expose(open, Natives::createReaderCallback);
    long[] reader = new long[1];
    try {
      int hr = Natives.createSourceReader(stream, callback, reader);
      if (hr == HResultTable.MF_E_UNEXPECTED) {
        // Wine 10's word for what is no media: no mistake of the caller's.
        throw new MediaFoundationException(new HResult(hr), OPEN, subject);
      }
      Failures.check(hr, OPEN, subject);
    } finally {
      Natives.release(callback);
    }
    try {
      return new ReaderOperations(
          new NativeHandle(reader[0], open::release), subject, countStreams(reader[0]));
    } catch (Throwable e) {
      Natives.release(reader[0]);
      throw e;
    }
  }

  private static int countStreams(long reader) {
    int[] selected = new int[1];
    int count = 0;
    while (count < MOST_STREAMS && Natives.streamSelection(reader, count, selected) >= 0) {
      count++;
    }
    return count;
  }

  /** As {@link SourceReader#openAsync}. */
  public static CompletableFuture<SourceReader> openAsync(ByteStream stream) {
    Objects.requireNonNull(stream, "stream");
    CompletableFuture<SourceReader> future = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                SourceReader reader = open(stream);
                if (!future.complete(reader)) {
                  reader.close();
                }
              } catch (Throwable e) {
                future.completeExceptionally(e);
              }
            },
            "mfplat4j-reader-open");
    thread.setDaemon(true);
    thread.start();
    return future;
  }

  /** What is to be asked of the reader, which is not given back meanwhile. */
  @FunctionalInterface
  private interface Question<T> {
    T of(long reader) throws IOException;
  }

  private <T> T ask(String operation, Question<T> question) throws IOException {
    NativeHandle handle = operations.handle();
    if (!handle.acquire()) {
      throw Failures.closed(operation, operations.subject());
    }
    try {
      return question.of(handle.value());
    } finally {
      handle.release();
    }
  }

  @Override
  public int streamCount() {
    return operations.streams();
  }

  @Override
  public boolean isSelected(int stream) throws IOException {
    String operation = "GetStreamSelection";
    return ask(
        operation,
        reader -> {
          int[] selected = new int[1];
          operations.check(Natives.streamSelection(reader, stream, selected), operation);
          return selected[0] != 0;
        });
  }

  @Override
  public void select(int stream, boolean selected) throws IOException {
    operations.alone(
        "SetStreamSelection", reader -> Natives.selectStream(reader, stream, selected));
  }

  @Override
  public List<MediaType> nativeMediaTypes(int stream) throws IOException {
    String operation = "GetNativeMediaType";
    return ask(
        operation,
        reader -> {
          List<MediaType> types = new ArrayList<>();
          while (types.size() < MOST_TYPES) {
            long[] type = new long[1];
            int hr = Natives.nativeMediaType(reader, stream, types.size(), type);
            if (hr == MF_E_NO_MORE_TYPES) {
              break;
            }
            operations.check(hr, operation);
            types.add(NativeMediaType.take(type[0]));
          }
          return List.copyOf(types);
        });
  }

  @Override
  public MediaType currentMediaType(int stream) throws IOException {
    String operation = "GetCurrentMediaType";
    return ask(
        operation,
        reader -> {
          long[] type = new long[1];
          operations.check(Natives.currentMediaType(reader, stream, type), operation);
          return NativeMediaType.take(type[0]);
        });
  }

  @Override
  public void setCurrentMediaType(int stream, MediaType type) throws IOException {
    long made = NativeMediaType.create(type);
    try {
      operations.alone(
          "SetCurrentMediaType", reader -> Natives.setCurrentMediaType(reader, stream, made));
    } finally {
      Natives.release(made);
    }
  }

  @Override
  public Optional<Duration> duration() throws IOException {
    String operation = "GetPresentationAttribute";
    return ask(
        operation,
        reader -> {
          long[] units = new long[1];
          int hr = Natives.readerDuration(reader, units);
          operations.check(hr, operation);
          return hr == HResultTable.S_OK
              ? Optional.of(Units.toDuration(units[0]))
              : Optional.empty();
        });
  }

  @Override
  public void readSample(int stream, SourceReaderCallback callback) throws IOException {
    Objects.requireNonNull(callback, "callback");
    requireSelected(stream);
    operations.submit(new ReadCalls.WithCallback(stream, callback));
  }

  private void requireSelected(int stream) throws IOException {
    String operation = "ReadSample";
    ask(
        operation,
        reader -> {
          operations.check(operations.selected(stream), operation);
          return true;
        });
  }

  @Override
  public CompletableFuture<ReadResult> readSampleAsync(int stream) {
    CompletableFuture<ReadResult> future = new CompletableFuture<>();
    try {
      requireSelected(stream);
      operations.submit(new ReadCalls.WithFuture(stream, operations, future));
    } catch (IOException | RuntimeException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  @Override
  public Flow.Publisher<ReadResult> asPublisher(int stream) {
    return subscriber ->
        new ReadPublication(operations, stream, Objects.requireNonNull(subscriber, "subscriber"))
            .start();
  }

  @Override
  public CompletableFuture<Void> seek(Duration position) {
    if (position.isNegative()) {
      throw new IllegalArgumentException("the position is negative: " + position);
    }
    CompletableFuture<Void> future = new CompletableFuture<>();
    return submitted(
        new ReadCalls.SeekTo(Units.of(position), operations, future),
        ReaderOperation.Drop.SEEK,
        future);
  }

  @Override
  public CompletableFuture<Void> flush() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    return submitted(
        new ReadCalls.FlushAll(operations, future), ReaderOperation.Drop.FLUSH, future);
  }

  private CompletableFuture<Void> submitted(
      ReaderOperation.Change change, ReaderOperation.Drop reason, CompletableFuture<Void> future) {
    try {
      operations.submit(change, reason);
    } catch (IOException | RuntimeException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  @Override
  public void close() {
    operations.close();
    cleanable.clean();
    // Never where the read that is with the platform may need this very thread.
    if (!Upcall.onQueueThread()) {
      open.awaitReleased();
    }
  }

  @Override
  public String toString() {
    return "SourceReader[" + operations.describe() + "]";
  }

  /** Closes what was forgotten. Must not refer to the reader. */
  private record Unclosed(ReaderOperations operations, @Nullable Throwable creation)
      implements Runnable {
    @Override
    public void run() {
      if (!operations.handle().isClosed()) {
        operations.close();
        LeakNet.report("A source reader was never closed: " + operations.subject(), creation);
      }
    }
  }
}
