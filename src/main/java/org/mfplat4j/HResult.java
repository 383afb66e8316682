package org.mfplat4j;

import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * An HRESULT: the only currency of errors in Media Foundation. Negative codes are failures, all
 * others, {@code S_FALSE} among them, are successes.
 *
 * <p>Immutable and safe for use by any thread.
 *
 * @param code the 32 bits of the HRESULT
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/media-foundation-error-codes">Microsoft:
 *     Media Foundation error codes</a>
 */
public record HResult(int code) {
  /** Success. */
  public static final HResult S_OK = new HResult(0);

  /** Success, with nothing to do. */
  public static final HResult S_FALSE = new HResult(1);

  /** The operation has not completed. */
  public static final HResult E_PENDING = new HResult(0x8000000A);

  /** Not implemented. */
  public static final HResult E_NOTIMPL = new HResult(0x80004001);

  /** Unspecified failure. */
  public static final HResult E_FAIL = new HResult(0x80004005);

  /** The operation was aborted. */
  public static final HResult E_ABORT = new HResult(0x80004004);

  /** Access is denied. */
  public static final HResult E_ACCESSDENIED = new HResult(0x80070005);

  /** An argument is invalid. */
  public static final HResult E_INVALIDARG = new HResult(0x80070057);

  /** The operation was cancelled, {@code HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)}. */
  public static final HResult OPERATION_ABORTED = new HResult(0x800703E3);

  /** There is no such work queue. */
  public static final HResult MF_E_INVALID_WORKQUEUE = new HResult(0xC00D36FF);

  /** The platform or the object is shut down. */
  public static final HResult MF_E_SHUTDOWN = new HResult(0xC00D3E85);

  /**
   * The code that an exception of this library stands for: that of the {@link
   * MediaFoundationException} which it is or has as a cause; {@link #E_FAIL} for exceptions that
   * carry none.
   *
   * @param thrown what an operation threw
   * @return its code, always a failure
   */
  public static HResult of(Throwable thrown) {
    // Bounded, since a chain of causes may be a ring.
    Throwable link = thrown;
    for (int depth = 0; link != null && depth < 16; depth++) {
      if (link instanceof MediaFoundationException exception) {
        return exception.hresult();
      }
      link = link.getCause();
    }
    return E_FAIL;
  }

  /**
   * {@code HRESULT_FROM_WIN32}: the code that stands for a Win32 error.
   *
   * @param error a Win32 error, 0 to 65535; 0 is {@link #S_OK}
   * @return the code
   */
  public static HResult ofWin32(int error) {
    if (error < 0 || error > 0xFFFF) {
      throw new IllegalArgumentException("not a Win32 error: " + error);
    }
    return new HResult(error == 0 ? 0 : 0x80070000 | error);
  }

  /**
   * Whether this is a success, as {@code SUCCEEDED} says.
   *
   * @return true for codes of 0 and above
   */
  public boolean isSuccess() {
    return code >= 0;
  }

  /**
   * Whether this is a failure, as {@code FAILED} says.
   *
   * @return true for codes below 0
   */
  public boolean isFailure() {
    return code < 0;
  }

  /**
   * Microsoft's name of the code, such as {@code MF_E_SHUTDOWN} or {@code
   * HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)}.
   *
   * @return the name; for codes that this library has no name for, the value as in {@code
   *     0x80001234}
   */
  public String name() {
    return MediaFoundationProvider.get().hresultName(code);
  }

  /**
   * What the code means, in a few words.
   *
   * @return the meaning, or "" for codes that this library does not know
   */
  public String text() {
    return MediaFoundationProvider.get().hresultText(code);
  }

  /** The name with the value, as in {@code MF_E_SHUTDOWN (0xC00D3E85)}. */
  @Override
  public String toString() {
    return MediaFoundationProvider.get().describeHResult(code);
  }
}
