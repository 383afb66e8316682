package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.WorkQueue;

/**
 * Writes the blocks of a {@link PipelinedReader} to a stream, several writes in flight. Each write
 * takes the range behind the one before when it begins, so blocks that come in the order of the
 * file are written in it, in whatever order the writes complete.
 *
 * <p>Blocks of zeros are not written: they become holes in the file.
 *
 * <p>Where asynchronous writes are refused, as on Wine 8, writes synchronously, one after the
 * other.
 *
 * <p><b>Threading.</b> One thread hands over blocks and calls {@link #finish}; callbacks come on
 * any.
 */
final class PipelinedWriter implements BlockSink, AsyncCallback {
  private static final CallbackParameters PARAMETERS =
      CallbackParameters.on(WorkQueue.MULTITHREADED);

  private final ByteStream stream;
  private final int depth;
  private final LongConsumer progress;
  // Why writes are synchronous; null while they are not. The thread's that hands over blocks.
  private @Nullable String refusal;
  // Where the next block goes, and where the last byte that was written ends; that thread's, too.
  // Negative before the first block.
  private long position = -1;
  private long written = -1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  // Guarded by lock.
  private int pending;
  private @Nullable Throwable failure;

  /**
   * A writer.
   *
   * @param depth how many writes to keep in flight
   * @param progress is told the length of each block written, on any thread but one at a time
   */
  PipelinedWriter(ByteStream stream, int depth, LongConsumer progress) {
    this.stream = stream;
    this.depth = depth;
    this.progress = progress;
  }

  @Override
  public int blocks() {
    return depth;
  }

  @Override
  public void accept(Block block) throws IOException {
    ByteBuffer bytes = block.bytes();
    boolean begun = false;
    try {
      throwFailure();
      findPosition();
      boolean whole = Zeros.nextRun(bytes, position) == bytes.remaining();
      begun = whole && refusal == null && begin(bytes, block);
      if (!begun) {
        accept(bytes);
      }
    } finally {
      // Begun, it is the callback that gives it back, and may have done so.
      if (!begun) {
        block.giveBack();
      }
    }
  }

  /** Synchronously. */
  @Override
  public void accept(ByteBuffer bytes) throws IOException {
    findPosition();
    int end = bytes.limit();
    while (bytes.hasRemaining()) {
      int run = Zeros.nextRun(bytes, position);
      int size = Math.abs(run);
      if (run < 0) {
        stream.seek(SeekOrigin.CURRENT, size);
        bytes.position(bytes.position() + size);
        written(size, size);
      } else {
        written(stream.write(bytes.limit(bytes.position() + size)), size);
        written = position + size;
        bytes.limit(end);
      }
      position += size;
    }
  }

  private void findPosition() throws IOException {
    if (position < 0) {
      position = stream.position();
      written = position;
    }
  }

  /** Why asynchronous writes were refused, which then were synchronous; null if they were not. */
  @Nullable String refusal() {
    return refusal;
  }

  /**
   * Waits until all writes have completed.
   *
   * @throws IOException what the first failed write threw
   */
  void finish() throws IOException {
    awaitPending();
    throwFailure();
    if (position > written) {
      // It ends with a hole, and has its length by its last byte.
      stream.position(position - 1);
      written(stream.write(ByteBuffer.allocate(1)), 1, 0);
    }
  }

  /** Buffers must not be let go while the platform reads them. */
  void awaitPending() {
    lock.lock();
    try {
      while (pending > 0) {
        idle.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** False when asynchronous writes are refused. */
  private boolean begin(ByteBuffer bytes, Block block) throws IOException {
    int size = bytes.remaining();
    count(1);
    boolean begun = false;
    try {
      stream.beginWrite(bytes, this, block);
      begun = true;
      position += size;
      written = position;
    } catch (UnsupportedOperationException e) {
      refusal = e.getMessage();
    } finally {
      if (!begun) {
        count(-1);
      }
    }
    return begun;
  }

  @Override
  public CallbackParameters parameters() {
    return PARAMETERS;
  }

  /** On a queue thread, several at a time. */
  @Override
  public void invoke(AsyncResult result) {
    try {
      Block block = (Block) Objects.requireNonNull(result.state());
      int size = block.count();
      try {
        written(stream.endWrite(result), size);
      } finally {
        block.giveBack();
      }
    } catch (Throwable e) {
      // Whatever it is, the thread that waits must hear of it.
      fail(e);
    } finally {
      count(-1);
    }
  }

  private void written(int count, int size) throws IOException {
    written(count, size, size);
  }

  private void written(int count, int size, int advance) throws IOException {
    if (count != size) {
      throw new IOException(stream + " took only " + count + " of " + size + " bytes");
    }
    lock.lock();
    try {
      progress.accept(advance);
    } finally {
      lock.unlock();
    }
  }

  private void count(int change) {
    lock.lock();
    try {
      pending += change;
      if (pending == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void fail(Throwable e) {
    lock.lock();
    try {
      if (failure == null) {
        failure = e;
      }
    } finally {
      lock.unlock();
    }
  }

  private void throwFailure() throws IOException {
    lock.lock();
    try {
      Failed.rethrow(failure);
    } finally {
      lock.unlock();
    }
  }
}
