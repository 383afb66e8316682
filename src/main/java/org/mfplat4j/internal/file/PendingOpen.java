package org.mfplat4j.internal.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.ByteStream;
import org.mfplat4j.OpenOperation;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Completion;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.ResultHandle;
import org.mfplat4j.internal.stream.NativeByteStream;

/**
 * One {@code MFBeginCreateFile}: pins the callback and the state while native code opens the file.
 * Behind its result there is the stream, until somebody ends it.
 */
final class PendingOpen extends Completion {
  static final String BEGIN = "MFBeginCreateFile";
  static final String END = "MFEndCreateFile";

  private final FileToOpen file;
  private final CancelCookie operation;

  private PendingOpen(FileToOpen file, Delivery delivery, @Nullable Object state) {
    super(delivery, state);
    this.file = file;
    this.operation = new CancelCookie(file.name());
  }

  /** Begins to open a file; what this throws has not begun. */
  static PendingOpen begin(FileToOpen file, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    char[] path = file.nativePath(BEGIN);
    long[] cookie = new long[1];
    try (Delivery delivery = Delivery.of(callback, BEGIN)) {
      PendingOpen open = new PendingOpen(file, delivery, state);
      int hr =
          open.begin(
              id ->
                  Natives.beginCreateFile(
                      file.access().value(),
                      file.mode().value(),
                      file.flags(),
                      path,
                      id,
                      delivery.flagBits(),
                      delivery.queueId(),
                      cookie));
      file.check(hr, BEGIN);
      open.operation.begun(cookie[0]);
      return open;
    }
  }

  /** The user's way to cancel it. */
  OpenOperation operation() {
    return operation;
  }

  /**
   * Ends the opening: its stream, or what it failed with.
   *
   * @throws IllegalStateException if it was ended or its result closed before
   */
  ByteStream end() throws IOException {
    long result = handle().claim();
    if (result == 0) {
      throw Failures.illegalState(
          END, file.name(), "this operation has been ended or its result closed before");
    }
    long[] stream = new long[1];
    int hr = Natives.endCreateFile(result, stream);
    if (hr == HResultTable.MF_E_UNEXPECTED && status() < 0) {
      // Wine's End forgets why it failed; the result's status has it.
      hr = status();
    }
    try {
      if (hr < 0 && cause() == null) {
        file.check(hr, END);
      }
      check(hr, END, file.name());
    } catch (Throwable e) {
      // There is one when it is the callback that failed.
      if (hr >= 0) {
        Natives.release(stream[0]);
      }
      throw e;
    }
    return NativeByteStream.owning(stream[0], file.name(), file.access(), file.path());
  }

  @Override
  protected boolean stop() {
    return operation.cancel();
  }

  @Override
  protected void completed() {
    operation.completed();
  }

  @Override
  protected void returned() {
    // The rare road: a result that is kept to be ended later, or forgotten.
    if (handle().isPresent()) {
      handle().keep(describe());
      LeakNet.watch(result(), new Unended(handle(), describe()));
    }
  }

  @Override
  protected void discard() {
    discard(handle());
  }

  @Override
  protected void abandoned() {
    operation.completed();
    drop();
  }

  @Override
  public String describe() {
    return BEGIN + " on \"" + file.name() + "\"";
  }

  /** On Wine it is the End method that gives up the stream, not the release of the result. */
  private static boolean discard(ResultHandle handle) {
    long result = handle.claim();
    if (result == 0) {
      return false;
    }
    long[] stream = new long[1];
    if (Natives.endCreateFile(result, stream) >= 0) {
      Natives.release(stream[0]);
    }
    return true;
  }

  /** Lets go of a stream whose result was forgotten. Must not refer to the result. */
  private record Unended(ResultHandle handle, String description) implements Runnable {
    @Override
    public void run() {
      if (discard(handle)) {
        LeakNet.report(description + " was never ended", null);
      }
    }
  }
}
