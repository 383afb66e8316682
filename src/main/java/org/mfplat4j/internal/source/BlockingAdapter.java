package org.mfplat4j.internal.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;

/** Makes a source of one that blocks, by letting an executor's threads block. */
public final class BlockingAdapter implements ByteStreamSource {
  private final Blocking source;
  private final Executor executor;

  private BlockingAdapter(Blocking source, Executor executor) {
    this.source = source;
    this.executor = executor;
  }

  /** On threads of the user's. */
  public static ByteStreamSource on(Blocking source, Executor executor) {
    return new BlockingAdapter(
        Objects.requireNonNull(source, "source"), Objects.requireNonNull(executor, "executor"));
  }

  /** On threads of our own, one at a time for each source. */
  public static ByteStreamSource oneAtATime(Blocking source) {
    return new BlockingAdapter(source, new SerialExecutor(SourceThreads.shared()));
  }

  /** For threads that wait anyway. */
  Blocking blocking() {
    return source;
  }

  @Override
  public Set<Capability> capabilities() {
    return source.capabilities();
  }

  @Override
  public long length() throws IOException {
    return source.length();
  }

  @Override
  public CompletionStage<Integer> read(ByteBuffer destination, long position) {
    return later(() -> source.read(destination, position));
  }

  @Override
  public CompletionStage<Integer> write(ByteBuffer bytes, long position) {
    return later(() -> source.write(bytes, position));
  }

  @Override
  public void setLength(long length) throws IOException {
    source.setLength(length);
  }

  @Override
  public void flush() throws IOException {
    source.flush();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private CompletionStage<Integer> later(Callable<Integer> transfer) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            answer.complete(transfer.call());
          } catch (Throwable thrown) {
            answer.completeExceptionally(thrown);
          }
        });
    return answer;
  }
}
