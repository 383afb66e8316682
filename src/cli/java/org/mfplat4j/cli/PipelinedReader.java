package org.mfplat4j.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ByteStream;

/**
 * Reads a stream from its position to its end with several reads in flight, and hands the blocks to
 * a sink in the order of the file. Each completion begins the next read, on the queue's thread, as
 * long as there is an idle buffer; the sink runs on the thread that called {@link #readAll}.
 *
 * <p><b>Order.</b> A stream has one position, and each read takes the range that follows the one
 * before, in the order in which they began. So all reads begin under one lock and are numbered
 * there: read n brings block n, on whatever queue and in whatever order they complete. A short
 * block in the middle, of a file that grows, changes nothing: the next range begins where it ended.
 *
 * <p><b>End.</b> The first read, in this order, that brings no bytes. The length given is but a
 * hint.
 *
 * <p><b>Threading.</b> One thread calls {@link #readAll}, once; callbacks come on any.
 */
final class PipelinedReader {
  /** Smaller buffers are not worth having, should a small file grow meanwhile. */
  private static final int SMALLEST_BUFFER = 64 * 1024;

  private final ByteStream stream;
  private final int depth;
  private final @Nullable BlockSink sink;
  private final LongConsumer progress;

  private final ReentrantLock lock = new ReentrantLock();
  // Signalled when the consumer has something to do.
  private final Condition changed = lock.newCondition();

  // All guarded by lock.
  private final Deque<Block> idle = new ArrayDeque<>();
  // Read but not taken. At most as many as there are blocks, so that the numbers modulo this are
  // unique.
  private final @Nullable Block[] arrived;
  private long begun;
  private long taken;
  private int pending;
  private boolean ended;
  private @Nullable Throwable failure;
  // Bytes read, where no sink counts them.
  private long unwanted;

  /**
   * A reader with its buffers.
   *
   * @param stream is closed by the reader only if reading fails
   * @param length how long the stream seems to be, so that there are no more buffers than blocks
   * @param blockSize how much to ask for in one read
   * @param depth how many reads to keep in flight
   * @param sink gets the blocks; null if the bytes are not wanted
   * @param progress is told the length of each block read, on any thread but one at a time
   * @throws IOException if there is no memory for the buffers
   */
  PipelinedReader(
      ByteStream stream,
      long length,
      int blockSize,
      int depth,
      @Nullable BlockSink sink,
      LongConsumer progress)
      throws IOException {
    this.stream = stream;
    this.sink = sink;
    this.progress = progress;
    int size = (int) Math.min(blockSize, Math.max(length, SMALLEST_BUFFER));
    // The blocks of the file, and the read that finds its end.
    this.depth = (int) Math.min(depth, (length + size - 1) / size + 1);
    // Some more for the consumer to work on, so that it doesn't cost a read in flight.
    int buffers = sink == null ? this.depth : this.depth + Math.min(this.depth, sink.blocks());
    this.arrived = new @Nullable Block[buffers];
    try {
      for (int i = 0; i < buffers; i++) {
        idle.add(new Block(this, size));
      }
    } catch (OutOfMemoryError e) {
      throw new IOException(
          String.format(
              "no memory for %d buffers of %d bytes: lower --block-size or --depth, or raise java"
                  + " -XX:MaxDirectMemorySize",
              buffers, size),
          e);
    }
  }

  /**
   * Reads to the end. When it returns or throws, no read is pending.
   *
   * @return how many bytes were read
   * @throws IOException what the first failed read or the sink threw; the stream is closed then
   */
  long readAll() throws IOException, InterruptedException {
    try {
      beginFirst();
      return sink == null ? awaitEnd() : consume(sink);
    } catch (Throwable e) {
      closeAfter(e);
      throw e;
    } finally {
      awaitPending();
    }
  }

  ByteStream stream() {
    return stream;
  }

  /** A read has ended: on a queue thread, several at a time. */
  void completed(Block block) {
    lock.lock();
    try {
      pending--;
      account(block);
      beginReads();
    } catch (Throwable e) {
      // Not into the platform: the consumer waits for it.
      fail(e);
    } finally {
      if (block.sequence() == taken || pending == 0) {
        changed.signal();
      }
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void account(Block block) {
    if (block.failure() != null) {
      fail(block.failure());
    } else if (block.count() == 0) {
      ended = true;
    } else {
      progress.accept(block.count());
    }
    if (sink == null) {
      // The bytes are not wanted: the buffer goes straight into its next read.
      unwanted += block.count();
      idle.add(block);
    } else {
      arrived[slot(block.sequence())] = block;
    }
  }

  private void beginFirst() {
    lock.lock();
    try {
      beginReads();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Under the lock, which makes the order of the Begins. A callback may come before beginRead
   * returns, and waits.
   */
  private void beginReads() {
    while (!ended && pending < depth) {
      Block block = idle.poll();
      if (block == null) {
        return;
      }
      try {
        stream.beginRead(block.prepare(begun), block, null);
      } catch (Throwable e) {
        fail(e);
        return;
      }
      begun++;
      pending++;
    }
  }

  private long consume(BlockSink sink) throws IOException, InterruptedException {
    long bytes = 0;
    Block block = take();
    while (block.count() > 0) {
      bytes += block.count();
      sink.accept(block);
      block = take();
    }
    return bytes;
  }

  /** The next block of the file; the last one is empty. */
  private Block take() throws IOException, InterruptedException {
    // Notices an interruption also where there is nothing to wait for.
    lock.lockInterruptibly();
    try {
      Block block = arrived[slot(taken)];
      while (block == null && failure == null) {
        changed.await();
        block = arrived[slot(taken)];
      }
      throwFailure();
      arrived[slot(taken)] = null;
      taken++;
      return block;
    } finally {
      lock.unlock();
    }
  }

  /** A consumer is done with a block: on its own thread. */
  void giveBack(Block block) {
    lock.lock();
    try {
      idle.add(block);
      beginReads();
    } finally {
      lock.unlock();
    }
  }

  private long awaitEnd() throws IOException, InterruptedException {
    lock.lock();
    try {
      while (failure == null && !(ended && pending == 0)) {
        changed.await();
      }
      throwFailure();
      return unwanted;
    } finally {
      lock.unlock();
    }
  }

  /** Buffers must not be let go while the platform writes into them. */
  private void awaitPending() {
    lock.lock();
    try {
      ended = true;
      while (pending > 0) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** So that reads that are pending end soon. */
  private void closeAfter(Throwable e) {
    try {
      stream.close();
    } catch (IOException | RuntimeException suppressed) {
      e.addSuppressed(suppressed);
    }
  }

  /**
   * Under the lock. The first failure is the one to report; those that follow are often its
   * consequences. The consumer may be waiting on another thread.
   */
  private void fail(Throwable e) {
    ended = true;
    if (failure == null) {
      failure = e;
    }
    changed.signal();
  }

  /** Under the lock. */
  private void throwFailure() throws IOException {
    Failed.rethrow(failure);
  }

  private int slot(long sequence) {
    return (int) (sequence % arrived.length);
  }
}
