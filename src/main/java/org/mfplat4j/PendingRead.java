package org.mfplat4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.ComHandle;
import org.mfplat4j.internal.CountOrError;
import org.mfplat4j.internal.DirectBufferPool;
import org.mfplat4j.internal.LeakNet;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.ResultHandle;

/**
 * One {@code BeginRead}: pins the buffer, the callback and the state while native code reads, and
 * holds a lease on the stream until the read has ended.
 */
final class PendingRead extends Completion {
  private final ByteStream stream;
  private final ReadTarget target;

  PendingRead(
      ByteStream stream, ReadTarget target, AsyncCallback callback, @Nullable Object state) {
    super(callback, state);
    this.stream = stream;
    this.target = target;
  }

  ByteStream stream() {
    return stream;
  }

  /**
   * Ends the read and moves the buffer's position by the count.
   *
   * @throws IllegalStateException if the read was ended or its result closed before
   */
  int end() throws IOException {
    long address = handle().claim();
    if (address == 0) {
      throw new IllegalStateException(
          "EndRead on \""
              + stream.subject()
              + "\" failed: "
              + HResult.E_INVALIDARG
              + ": this read has been ended or its result closed before");
    }
    long packed;
    try {
      packed = Natives.endRead(stream.handle().address(), address);
    } finally {
      stream.handle().release();
    }
    int hr = CountOrError.hresult(packed);
    if (hr < 0) {
      target.giveBack();
      throw stream.readFailure(hr, "EndRead");
    }
    int count = CountOrError.count(packed);
    target.received(count);
    return count;
  }

  @Override
  void returned() {
    // The rare road: a result that is kept to be ended later, or forgotten.
    if (handle().isPresent()) {
      LeakNet.watch(result(), new Unended(handle(), stream.handle(), target.pooled(), describe()));
    }
  }

  @Override
  void discard() {
    if (end(handle(), stream.handle())) {
      target.giveBack();
    }
  }

  @Override
  protected void abandoned() {
    // Nothing is known of the platform's use of the buffer: a pooled one does not go back.
    stream.handle().release();
    LeakNet.report("The platform dropped " + describe() + " without invoking its callback", null);
  }

  @Override
  public String describe() {
    return "BeginRead on \"" + stream.subject() + "\"";
  }

  /** On Wine it is EndRead that frees the stream, not the release of the result. */
  private static boolean end(ResultHandle result, ComHandle stream) {
    long address = result.claim();
    if (address == 0) {
      return false;
    }
    Natives.endRead(stream.address(), address);
    stream.release();
    return true;
  }

  /** Ends a read whose result was forgotten. Must not refer to the result. */
  private record Unended(
      ResultHandle result, ComHandle stream, @Nullable ByteBuffer pooled, String description)
      implements Runnable {
    @Override
    public void run() {
      if (end(result, stream)) {
        if (pooled != null) {
          DirectBufferPool.shared().give(pooled);
        }
        LeakNet.report(description + " was never ended", null);
      }
    }
  }
}
