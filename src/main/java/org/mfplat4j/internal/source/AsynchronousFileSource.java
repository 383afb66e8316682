package org.mfplat4j.internal.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;

/** A file channel that is asynchronous itself. */
public final class AsynchronousFileSource implements ByteStreamSource {
  private final AsynchronousFileChannel channel;
  private final Set<Capability> capabilities;
  // A write has one permit while it is pending; the thread that makes the file longer has all of
  // them.
  // Fair, so that writes which come one after the other do not keep the latter waiting for ever.
  private final Semaphore writes = new Semaphore(Integer.MAX_VALUE, true);

  private AsynchronousFileSource(AsynchronousFileChannel channel, Set<Capability> capabilities) {
    this.channel = channel;
    this.capabilities = capabilities;
  }

  /** Over this channel, with the capabilities that it shows. */
  public static AsynchronousFileSource over(AsynchronousFileChannel channel) {
    Objects.requireNonNull(channel, "channel");
    return new AsynchronousFileSource(
        channel,
        ChannelProbe.capabilities(
            nothing -> channel.read(nothing, 0, null, new Answer()),
            nothing -> channel.write(nothing, 0, null, new Answer()),
            true));
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public long length() throws IOException {
    return channel.size();
  }

  @Override
  public CompletionStage<Integer> read(ByteBuffer destination, long position) {
    Answer answer = new Answer();
    channel.read(destination, position, null, answer);
    return answer;
  }

  @Override
  public CompletionStage<Integer> write(ByteBuffer source, long position) {
    WriteAnswer answer = new WriteAnswer();
    writes.acquireUninterruptibly();
    try {
      channel.write(source, position, null, answer);
    } catch (Throwable thrown) {
      answer.failed(thrown, null);
    }
    return answer;
  }

  @Override
  public void setLength(long length) throws IOException {
    if (length > channel.size()) {
      extend(length);
    } else {
      channel.truncate(length);
    }
  }

  /** Waits for the writes that are pending: one may be about the byte that is written here. */
  private void extend(long length) throws IOException {
    writes.acquireUninterruptibly(Integer.MAX_VALUE);
    try {
      if (length > channel.size()) {
        // Channels cannot be extended but by writing; a byte is written at once or not at all.
        Answer extended = new Answer();
        channel.write(ByteBuffer.allocate(1), length - 1, null, extended);
        extended.await();
      }
    } finally {
      writes.release(Integer.MAX_VALUE);
    }
  }

  @Override
  public void flush() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Gives its permit back first: what waits for the answer may make the file longer. */
  private final class WriteAnswer extends Answer {
    @Override
    public void completed(Integer count, @Nullable Void nothing) {
      writes.release();
      super.completed(count, null);
    }

    @Override
    public void failed(Throwable thrown, @Nullable Void nothing) {
      writes.release();
      super.failed(thrown, null);
    }
  }

  private static class Answer extends CompletableFuture<Integer>
      implements CompletionHandler<Integer, @Nullable Void> {
    @Override
    public void completed(Integer count, @Nullable Void nothing) {
      complete(count);
    }

    @Override
    public void failed(Throwable thrown, @Nullable Void nothing) {
      completeExceptionally(thrown);
    }

    void await() {
      join();
    }
  }
}
