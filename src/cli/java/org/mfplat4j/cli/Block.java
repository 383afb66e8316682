package org.mfplat4j.cli;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.WorkQueue;

/**
 * A buffer and the callback of the reads into it; used for one read after the other, so that
 * reading on and on makes no garbage.
 *
 * <p><b>Threading.</b> Belongs to one party at a time: to the reader while idle, to the platform
 * while a read is pending, to the consumer until it gives the block back. The reader's lock is
 * between them.
 */
final class Block implements AsyncCallback {
  /**
   * Reads need not complete one after the other: their order is known from how they began. So the
   * queue is one that does not serialise, and a consumer that is slow to be woken holds up no other
   * read.
   */
  private static final CallbackParameters PARAMETERS =
      CallbackParameters.on(WorkQueue.MULTITHREADED);

  private final PipelinedReader reader;
  private final ByteBuffer buffer;
  private long sequence;
  private int count;
  private @Nullable Throwable failure;

  Block(PipelinedReader reader, int size) {
    this.reader = reader;
    this.buffer = MediaFoundation.allocateBuffer(size);
  }

  /** Makes ready for the read with this number. */
  ByteBuffer prepare(long sequence) {
    this.sequence = sequence;
    count = 0;
    failure = null;
    return buffer.clear();
  }

  @Override
  public CallbackParameters parameters() {
    return PARAMETERS;
  }

  /** On a queue thread: ends the read and lets the reader go on. */
  @Override
  public void invoke(AsyncResult result) {
    try {
      count = reader.stream().endRead(result);
    } catch (Throwable e) {
      // Whatever it is, the consumer must hear of it, or would wait for ever.
      failure = e;
    }
    reader.completed(this);
  }

  /** Which of the reads, counted from 0 as they began. */
  long sequence() {
    return sequence;
  }

  /** How many bytes were read; 0 at the end of the file. */
  int count() {
    return count;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** The consumer is done with what was read. */
  void giveBack() {
    reader.giveBack(this);
  }

  /** What was read. */
  ByteBuffer bytes() {
    return buffer.flip();
  }
}
