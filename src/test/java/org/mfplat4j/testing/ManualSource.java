package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;

/**
 * A source of 1000 bytes that answers when the test says so, as badly as the test wants. Safe for
 * use by any thread.
 */
public final class ManualSource implements ByteStreamSource {
  /** A transfer that the source was asked for, for the test to complete. */
  public record Asked(ByteBuffer buffer, long position, CompletableFuture<Integer> answer) {
    /** Gives the bytes of the pattern. */
    public void read() {
      int start = buffer.position();
      int count = buffer.remaining();
      for (int i = 0; i < count; i++) {
        buffer.put(start + i, Pattern.at(position + i));
      }
      answer.complete(count);
    }
  }

  /** What a source may throw. */
  @FunctionalInterface
  public interface Failing {
    CompletionStage<Integer> run() throws IOException;
  }

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final AtomicInteger closed = new AtomicInteger();
  private volatile Failing failing;
  private volatile IOException closeFailure;

  /** Makes each read and write do this from now on. */
  public ManualSource failing(Failing failure) {
    failing = failure;
    return this;
  }

  public ManualSource failingToClose(IOException failure) {
    closeFailure = failure;
    return this;
  }

  /** Waits for the next transfer that the source is asked for. */
  public Asked next() throws InterruptedException {
    Asked next = asked.poll(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(next).as("a transfer within " + Limits.EVENTUALLY).isNotNull();
    return next;
  }

  /** How often it was closed. */
  public int closed() {
    return closed.get();
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.READABLE, Capability.WRITABLE, Capability.SEEKABLE);
  }

  @Override
  public long length() {
    return 1000;
  }

  @Override
  public CompletionStage<Integer> read(ByteBuffer destination, long position) throws IOException {
    return ask(destination, position);
  }

  @Override
  public CompletionStage<Integer> write(ByteBuffer source, long position) throws IOException {
    return ask(source, position);
  }

  @Override
  public void close() throws IOException {
    closed.incrementAndGet();
    if (closeFailure != null) {
      throw closeFailure;
    }
  }

  private CompletionStage<Integer> ask(ByteBuffer buffer, long position) throws IOException {
    if (failing != null) {
      return failing.run();
    }
    Asked next = new Asked(buffer, position, new CompletableFuture<>());
    asked.add(next);
    return next.answer();
  }
}
