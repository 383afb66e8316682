package org.mfplat4j.internal.operation;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.internal.reference.ResultHandle;

/** What is behind an {@link AsyncResult}: a native result, and what Java knows of its operation. */
public interface ResultSource {
  /** The one reference to the native result. */
  ResultHandle handle();

  /** The HRESULT of the operation; when the reference is gone, as it was last known. */
  int status();

  /**
   * Changes the status; false when the reference is gone.
   *
   * @param cause the exception behind the status; null if there is none
   */
  boolean setStatus(int status, @Nullable Throwable cause);

  /** The exception behind the status, or what the callback threw; null if there is neither. */
  @Nullable Throwable cause();

  /** Gives the reply that a serial queue waits for; false where none does. */
  default boolean reply() {
    return false;
  }

  @Nullable Object state();

  @Nullable Object object();

  /** Gives the reference back; nothing if it is gone. */
  void close();

  /**
   * Gives the reference back as {@link #close} does, but leaves the operation to native code, which
   * ends it, or has done so.
   */
  void handOver();

  /** The operation, for messages: {@code BeginRead on "a.mp4"}. */
  String describe();
}
