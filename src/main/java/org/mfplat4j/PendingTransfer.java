package org.mfplat4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.CountOrError;
import org.mfplat4j.internal.DirectBufferPool;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.LeakNet;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.ResultHandle;

/**
 * One {@code BeginRead} or {@code BeginWrite}: pins the buffer, the callback and the state while
 * native code transfers, and holds a lease on the stream until the transfer has ended.
 */
final class PendingTransfer extends Completion {
  /** Which of the two it is, with Microsoft's names and the native functions. */
  // References to static methods have no state.
  @SuppressWarnings("ImmutableEnumChecker")
  enum Kind {
    READ(AccessMode.READ, "BeginRead", Natives::beginRead, "EndRead", Natives::endRead),
    WRITE(AccessMode.WRITE, "BeginWrite", Natives::beginWrite, "EndWrite", Natives::endWrite);

    private final AccessMode needs;
    private final String begin;
    private final NativeBegin nativeBegin;
    private final String end;
    private final NativeEnd nativeEnd;

    Kind(AccessMode needs, String begin, NativeBegin nativeBegin, String end, NativeEnd nativeEnd) {
      this.needs = needs;
      this.begin = begin;
      this.nativeBegin = nativeBegin;
      this.end = end;
      this.nativeEnd = nativeEnd;
    }

    /**
     * Begins it; an HRESULT. Exactly when it is a success, the callback with this id is invoked.
     */
    int nativeBegin(long stream, long buffer, int size, long id, int flags, int queue) {
      return nativeBegin.begin(stream, buffer, size, id, flags, queue);
    }

    /** How the stream must have been opened for it. */
    AccessMode needs() {
      return needs;
    }

    /** Microsoft's name of the method that begins it. */
    String begin() {
      return begin;
    }

    /** Microsoft's name of the method that ends it. */
    String end() {
      return end;
    }
  }

  @FunctionalInterface
  private interface NativeBegin {
    int begin(long stream, long buffer, int size, long id, int flags, int queue);
  }

  /** Ends a transfer and releases its result; a {@link CountOrError}. */
  @FunctionalInterface
  private interface NativeEnd {
    long end(long stream, long result);
  }

  private final Kind kind;
  private final ByteStream stream;
  private final TransferBuffer buffer;

  PendingTransfer(
      Kind kind,
      ByteStream stream,
      TransferBuffer buffer,
      AsyncCallback callback,
      @Nullable Object state,
      @Nullable WorkQueue queue) {
    super(callback, state, queue);
    this.kind = kind;
    this.stream = stream;
    this.buffer = buffer;
  }

  /** Whether this is what the stream's End method for this kind may end. */
  boolean is(Kind kind, ByteStream stream) {
    return this.kind == kind && this.stream == stream;
  }

  /**
   * Ends the transfer and moves the buffer's position by the count.
   *
   * @throws IllegalStateException if it was ended or its result closed before
   */
  int end() throws IOException {
    long address = handle().claim();
    if (address == 0) {
      throw Failures.illegalState(
          kind.end(),
          stream.subject(),
          "this operation has been ended or its result closed before");
    }
    long packed;
    try {
      packed = kind.nativeEnd.end(stream.handle().value(), address);
    } finally {
      stream.handle().release();
    }
    try {
      int count = stream.outcome(packed, kind.end(), kind, buffer);
      Throwable thrown = cause();
      if (thrown != null) {
        throw Failures.thrownByCallback(thrown, kind.end(), stream.subject());
      }
      return count;
    } catch (IOException | RuntimeException e) {
      Failures.blame(e, cause());
      throw e;
    }
  }

  @Override
  void returned() {
    // The rare road: a result that is kept to be ended later, or forgotten.
    if (handle().isPresent()) {
      LeakNet.watch(
          result(), new Unended(kind, handle(), stream.handle(), buffer.pooled(), describe()));
    }
  }

  @Override
  void discard() {
    if (end(kind, handle(), stream.handle())) {
      buffer.giveBack();
    }
  }

  @Override
  public void handOver() {
    long address = handle().claim();
    if (address != 0) {
      Natives.release(address);
      // Nothing is known of native code's use of the buffer: a pooled one does not go back.
      stream.handle().release();
    }
  }

  @Override
  protected void abandoned() {
    releaseQueue();
    // Nothing is known of the platform's use of the buffer: a pooled one does not go back.
    stream.handle().release();
    LeakNet.report("The platform dropped " + describe() + " without invoking its callback", null);
  }

  @Override
  public String describe() {
    return kind.begin() + " on \"" + stream.subject() + "\"";
  }

  /** On Wine it is the End method that frees the stream, not the release of the result. */
  private static boolean end(Kind kind, ResultHandle result, NativeHandle stream) {
    long address = result.claim();
    if (address == 0) {
      return false;
    }
    kind.nativeEnd.end(stream.value(), address);
    stream.release();
    return true;
  }

  /** Ends a transfer whose result was forgotten. Must not refer to the result. */
  private record Unended(
      Kind kind,
      ResultHandle result,
      NativeHandle stream,
      @Nullable ByteBuffer pooled,
      String description)
      implements Runnable {
    @Override
    public void run() {
      if (end(kind, result, stream)) {
        if (pooled != null) {
          DirectBufferPool.shared().give(pooled);
        }
        LeakNet.report(description + " was never ended", null);
      }
    }
  }
}
