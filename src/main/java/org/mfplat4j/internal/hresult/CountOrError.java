package org.mfplat4j.internal.hresult;

/** What a native transfer answers in one long: an HRESULT above, the count of bytes below. */
public final class CountOrError {
  private CountOrError() {}

  /** A failure. */
  public static long ofError(int hresult) {
    return (long) hresult << Integer.SIZE;
  }

  public static int hresult(long packed) {
    return (int) (packed >> Integer.SIZE);
  }

  /** The count; 0 when the HRESULT is a failure. */
  public static int count(long packed) {
    return (int) packed;
  }
}
