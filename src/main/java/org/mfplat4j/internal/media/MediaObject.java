package org.mfplat4j.internal.media;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.NativeHandle;

/**
 * One reference to a COM object, until it is closed; what was forgotten is released and reported.
 * Any thread.
 */
abstract class MediaObject implements AutoCloseable {
  private final NativeHandle handle;
  private final String subject;
  private final Cleaner.Cleanable cleanable;

  /** What is to be done with the address, during which it is not given back. */
  @FunctionalInterface
  interface Action<T> {
    T on(long address) throws IOException;
  }

  /**
   * Takes the handle over.
   *
   * @param subject what messages call this: "the sample"
   */
  MediaObject(NativeHandle handle, String subject) {
    this.handle = handle;
    this.subject = subject;
    this.cleanable =
        LeakNet.watch(this, new Unclosed(handle, subject, LeakNet.creation(() -> subject)));
  }

  final <T> T with(String operation, Action<T> action) throws IOException {
    if (!handle.acquire()) {
      throw new IllegalStateException(operation + " failed: " + subject + " is closed");
    }
    try {
      return action.on(handle.value());
    } finally {
      handle.release();
    }
  }

  /** For methods that answer an HRESULT. */
  final void call(String operation, LongToIntFunction method) throws IOException {
    with(
        operation,
        address -> {
          Failures.check(method.applyAsInt(address), operation, subject);
          return true;
        });
  }

  final String subject() {
    return subject;
  }

  final NativeHandle handle() {
    return handle;
  }

  @Override
  public void close() {
    if (handle.close()) {
      handle.release();
      cleanable.clean();
    }
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + subject + (handle.isClosed() ? ", closed]" : "]");
  }

  /** Releases what was forgotten. Must not refer to the object. */
  private record Unclosed(NativeHandle handle, String subject, @Nullable Throwable creation)
      implements Runnable {
    @Override
    public void run() {
      if (handle.close()) {
        handle.release();
        LeakNet.report(
            Character.toUpperCase(subject.charAt(0)) + subject.substring(1) + " was never closed",
            creation);
      }
    }
  }
}
