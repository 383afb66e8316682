package org.mfplat4j.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.mfplat4j.testing.Limits;

/** What a channel's source does with a file that is made longer while it is written. */
class AsynchronousFileSourceTest {
  private final SlowChannel channel = new SlowChannel();
  private final AsynchronousFileSource source = AsynchronousFileSource.over(channel);

  @Test
  void aFileIsMadeLongerOnlyWhenNoWriteIsPending() throws Exception {
    var written = source.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0).toCompletableFuture();
    Thread extending = new Thread(this::setLengthToThree);
    extending.start();
    Limits.eventually(() -> assertThat(extending.getState()).isEqualTo(Thread.State.WAITING));

    channel.perform.countDown();
    extending.join(Limits.EVENTUALLY.toMillis());

    assertThat(extending.isAlive()).isFalse();
    assertThat(written).succeedsWithin(Limits.EVENTUALLY).isEqualTo(3);
    assertThat(channel.bytes.array()).startsWith(1, 2, 3, 0);
  }

  @Test
  void whoeverHearsOfAWriteMayMakeTheFileLonger() throws Exception {
    var extended =
        source
            .write(ByteBuffer.wrap(new byte[] {1}), 0)
            .thenRun(this::setLengthToThree)
            .toCompletableFuture();
    channel.perform.countDown();

    assertThat(extended).succeedsWithin(Limits.EVENTUALLY);
    assertThat(channel.size()).isEqualTo(3);
  }

  private void setLengthToThree() {
    try {
      source.setLength(3);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file of ten bytes at most, whose writes wait until they may be performed. */
  private static final class SlowChannel extends AsynchronousFileChannel {
    private final CountDownLatch perform = new CountDownLatch(1);
    // Guarded by this; the limit is the length.
    private final ByteBuffer bytes = ByteBuffer.allocate(10).limit(0);

    @Override
    public synchronized long size() {
      return bytes.limit();
    }

    @Override
    public <A> void write(
        ByteBuffer source,
        long position,
        A attachment,
        CompletionHandler<Integer, ? super A> handler) {
      int count = source.remaining();
      if (count == 0) {
        return;
      }
      new Thread(
              () -> {
                try {
                  perform.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                put((int) position, source);
                handler.completed(count, attachment);
              })
          .start();
    }

    private synchronized void put(int position, ByteBuffer source) {
      int end = position + source.remaining();
      bytes.limit(Math.max(bytes.limit(), end));
      bytes.put(position, source, source.position(), source.remaining());
    }

    @Override
    public <A> void read(
        ByteBuffer destination,
        long position,
        A attachment,
        CompletionHandler<Integer, ? super A> handler) {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}

    @Override
    public void force(boolean metadata) {}

    @Override
    public AsynchronousFileChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <A> void lock(
        long position,
        long size,
        boolean shared,
        A attachment,
        CompletionHandler<FileLock, ? super A> handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<FileLock> lock(long position, long size, boolean shared) {
      return new CompletableFuture<>();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Integer> read(ByteBuffer destination, long position) {
      return new CompletableFuture<>();
    }

    @Override
    public Future<Integer> write(ByteBuffer source, long position) {
      return new CompletableFuture<>();
    }
  }
}
