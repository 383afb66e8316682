package org.mfplat4j.internal.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;

/** A file channel that is asynchronous itself. */
public final class AsynchronousFileSource implements ByteStreamSource {
  private final AsynchronousFileChannel channel;
  private final Set<Capability> capabilities;

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
  public CompletionStage<Integer> read(long position, ByteBuffer destination) {
    Answer answer = new Answer();
    channel.read(destination, position, null, answer);
    return answer;
  }

  @Override
  public CompletionStage<Integer> write(long position, ByteBuffer source) {
    Answer answer = new Answer();
    channel.write(source, position, null, answer);
    return answer;
  }

  @Override
  public void setLength(long length) throws IOException {
    if (length > channel.size()) {
      // Channels cannot be extended but by writing; a byte is written at once or not at all.
      Answer extended = new Answer();
      channel.write(ByteBuffer.allocate(1), length - 1, null, extended);
      extended.await();
    } else {
      channel.truncate(length);
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

  private static final class Answer extends CompletableFuture<Integer>
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
