package org.mfplat4j;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.LeakNet;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.ResultHandle;
import org.mfplat4j.internal.WideString;

/**
 * One {@code MFBeginCreateFile}: pins the callback and the state while native code opens the file.
 * Behind its result there is the stream, until somebody ends it.
 */
final class PendingOpen extends Completion {
  static final String BEGIN = "MFBeginCreateFile";
  static final String END = "MFEndCreateFile";

  private final String name;
  private final AccessMode access;
  private final OpenOperation operation;

  private PendingOpen(String name, AccessMode access, Delivery delivery, @Nullable Object state) {
    super(delivery, state);
    this.name = name;
    this.access = access;
    this.operation = new OpenOperation(name);
  }

  /** Begins to open a file; what this throws has not begun. */
  static PendingOpen begin(
      String name,
      AccessMode access,
      OpenMode mode,
      int flags,
      AsyncCallback callback,
      @Nullable Object state)
      throws IOException {
    char[] path = WideString.of(name);
    long[] cookie = new long[1];
    try (Delivery delivery = Delivery.of(callback, BEGIN)) {
      PendingOpen open = new PendingOpen(name, access, delivery, state);
      int hr =
          open.begin(
              id ->
                  Natives.beginCreateFile(
                      access.value(),
                      mode.value(),
                      flags,
                      path,
                      id,
                      delivery.flagBits(),
                      delivery.queueId(),
                      cookie));
      Failures.check(hr, BEGIN, name);
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
          END, name, "this operation has been ended or its result closed before");
    }
    long[] stream = new long[1];
    int hr = Natives.endCreateFile(result, stream);
    if (hr == HResultTable.MF_E_UNEXPECTED && status() < 0) {
      // Wine's End forgets why it failed; the result's status has it.
      hr = status();
    }
    try {
      check(hr, END, name);
    } catch (Throwable e) {
      // There is one when it is the callback that failed.
      if (hr >= 0) {
        Natives.release(stream[0]);
      }
      throw e;
    }
    return ByteStream.owning(stream[0], name, access);
  }

  @Override
  boolean stop() {
    return operation.cancel();
  }

  @Override
  void completed() {
    operation.completed();
  }

  @Override
  void returned() {
    // The rare road: a result that is kept to be ended later, or forgotten.
    if (handle().isPresent()) {
      LeakNet.watch(result(), new Unended(handle(), describe()));
    }
  }

  @Override
  void discard() {
    discard(handle());
  }

  @Override
  protected void abandoned() {
    operation.completed();
    drop();
  }

  @Override
  public String describe() {
    return BEGIN + " on \"" + name + "\"";
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
