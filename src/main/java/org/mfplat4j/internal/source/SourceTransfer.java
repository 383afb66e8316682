package org.mfplat4j.internal.source;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.internal.buffer.DirectBufferPool;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;

/**
 * One read or write that native code waits for, done in pieces until all bytes are there or the
 * source has no more. The source gets buffers of our own, which are copied from and to the memory
 * of native code; that may be given back at any moment, and the id of the transfer finds nothing
 * then.
 *
 * <p>Runs on the thread that began the transfer, and goes on wherever the source completes.
 */
final class SourceTransfer {
  // The largest buffer that is pooled.
  private static final int MAX_PIECE = 4 << 20;
  private static final HResult DISK_FULL = HResult.ofWin32(112);

  private final AttachedSource attached;
  private final long id;
  private final boolean writes;
  private final long position;
  private final long size;
  // One piece is under way at a time, and hands this on to the next.
  private long done;

  SourceTransfer(AttachedSource attached, long id, boolean writes, long position, long size) {
    this.attached = attached;
    this.id = id;
    this.writes = writes;
    this.position = position;
    this.size = size;
  }

  /**
   * Goes on with the next piece, and with further ones as long as the source answers at once.
   *
   * @param mayBlock the calling thread waits for this transfer: a source that blocks does it here
   */
  void run(boolean mayBlock) {
    boolean more = true;
    while (more) {
      Piece piece;
      try {
        piece = new Piece((int) Math.min(size - done, MAX_PIECE));
      } catch (Throwable thrown) {
        fail(thrown);
        return;
      }
      piece.start(mayBlock);
      more = piece.leave();
    }
  }

  private String operation() {
    return (writes ? "write" : "read") + " at " + (position + done);
  }

  private void fail(Throwable thrown) {
    // Kept first: a thread that sees the failed operation may ask for it.
    int hr = attached.keep(thrown);
    if (Natives.transferred(id, hr, 0)) {
      attached.report(operation(), thrown);
    } else {
      attached.failedLate(operation(), thrown);
    }
  }

  private void succeed() {
    Natives.transferred(id, HResultTable.S_OK, done);
  }

  private enum Progress {
    STARTING,
    /** Answered while the thread that started it was still there, which goes on. */
    ANSWERED,
    /** The thread that started it has left; the one that answers goes on. */
    LEFT
  }

  /** One call of the source. */
  private final class Piece implements BiConsumer<@Nullable Integer, @Nullable Throwable> {
    private final int length;
    private final ByteBuffer buffer;
    // A stage of the user's making might answer twice; the buffer is somebody else's by then.
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.STARTING);
    // Written before progress says ANSWERED.
    private boolean more;

    Piece(int length) {
      this.length = length;
      this.buffer = DirectBufferPool.shared().take(length);
    }

    void start(boolean mayBlock) {
      try {
        if (writes && !Natives.transferOut(id, done, Natives.addressOf(buffer), length)) {
          // Settled meanwhile. The buffer has not been given to anybody.
          answered.set(true);
          progress.set(Progress.ANSWERED);
          DirectBufferPool.shared().give(buffer);
          return;
        }
        // A view: whatever the source does with position, limit and order is its own affair.
        ByteBuffer bytes = buffer.slice(0, length);
        ByteStreamSource source = attached.source();
        if (mayBlock && source instanceof BlockingAdapter adapter) {
          accept(
              writes
                  ? adapter.blocking().write(bytes.asReadOnlyBuffer(), position + done)
                  : adapter.blocking().read(bytes, position + done),
              null);
          return;
        }
        CompletionStage<Integer> stage =
            writes
                ? source.write(bytes.asReadOnlyBuffer(), position + done)
                : source.read(bytes, position + done);
        if (stage == null) {
          throw new IllegalStateException("the source gave null in place of a stage");
        }
        stage.whenComplete(this);
      } catch (Throwable thrown) {
        accept(null, thrown);
      }
    }

    /** Whether the calling thread, which started this piece, goes on with the next. */
    boolean leave() {
      return !progress.compareAndSet(Progress.STARTING, Progress.LEFT) && more;
    }

    @Override
    public void accept(@Nullable Integer count, @Nullable Throwable thrown) {
      if (!answered.compareAndSet(false, true)) {
        return;
      }
      boolean goOn = false;
      try {
        goOn = take(count, thrown);
      } catch (Throwable failure) {
        fail(failure);
      } finally {
        DirectBufferPool.shared().give(buffer);
      }
      more = goOn;
      if (!progress.compareAndSet(Progress.STARTING, Progress.ANSWERED) && goOn) {
        run(false);
      }
    }

    /** Accounts for the answer; whether there is more to do. */
    private boolean take(@Nullable Integer count, @Nullable Throwable thrown)
        throws MediaFoundationException {
      if (thrown != null) {
        fail(thrown);
        return false;
      }
      if (count == null || count > length || count < (writes ? 0 : -1)) {
        throw new IllegalStateException(
            "the source answered " + count + " to a " + operation() + " of " + length + " bytes");
      }
      if (count > 0) {
        if (!writes && !Natives.transferIn(id, done, Natives.addressOf(buffer), count)) {
          return false;
        }
        done += count;
      } else if (writes) {
        throw new MediaFoundationException(DISK_FULL, "Write", attached.name());
      }
      if (count > 0 && done < size) {
        return true;
      }
      succeed();
      return false;
    }
  }
}
