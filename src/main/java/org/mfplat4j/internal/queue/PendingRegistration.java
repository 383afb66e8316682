package org.mfplat4j.internal.queue;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Completion;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.ResultHandle;

/** A queue's registration with MMCSS, or the end of one. */
final class PendingRegistration extends Completion {
  /** Which of the two it is, with Microsoft's names. */
  enum Kind {
    REGISTER("MFBeginRegisterWorkQueueWithMMCSSEx", "MFEndRegisterWorkQueueWithMMCSS"),
    UNREGISTER("MFBeginUnregisterWorkQueueWithMMCSS", "MFEndUnregisterWorkQueueWithMMCSS");

    private final String begin;
    private final String end;

    Kind(String begin, String end) {
      this.begin = begin;
      this.end = end;
    }

    String begin() {
      return begin;
    }

    String end() {
      return end;
    }
  }

  /** Ends it and releases the result; an HRESULT. */
  @FunctionalInterface
  interface NativeEnd {
    int end(long result);
  }

  private final Kind kind;
  private final NativeWorkQueue registered;

  PendingRegistration(
      Kind kind, NativeWorkQueue registered, Delivery delivery, @Nullable Object state) {
    super(delivery, state);
    this.kind = kind;
    this.registered = registered;
  }

  boolean is(Kind itsKind, NativeWorkQueue queue) {
    return kind == itsKind && registered.equals(queue);
  }

  void end(NativeEnd end) throws IOException {
    long address = handle().claim();
    if (address == 0) {
      throw Failures.illegalState(
          kind.end, registered.toString(), "it has been ended or its result closed before");
    }
    check(end.end(address), kind.end, registered.toString());
  }

  @Override
  protected void returned() {
    if (handle().isPresent()) {
      handle().keep(describe());
      LeakNet.watch(result(), new Unended(handle(), describe()));
    }
  }

  @Override
  protected void discard() {
    release(handle());
  }

  @Override
  protected void abandoned() {
    drop();
  }

  @Override
  public String describe() {
    return kind.begin + " on \"" + registered + "\"";
  }

  private static boolean release(ResultHandle result) {
    long address = result.claim();
    if (address != 0) {
      Natives.release(address);
    }
    return address != 0;
  }

  /** Releases a result that was forgotten. Must not refer to it. */
  private record Unended(ResultHandle result, String description) implements Runnable {
    @Override
    public void run() {
      if (release(result)) {
        LeakNet.report(description + " was never ended", null);
      }
    }
  }
}
