package org.mfplat4j;

/**
 * Where a seek counts from, {@code MFBYTESTREAM_SEEK_ORIGIN}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/ne-mfobjects-mfbytestream_seek_origin">Microsoft:
 *     MFBYTESTREAM_SEEK_ORIGIN</a>
 */
public enum SeekOrigin {
  /** From the beginning of the stream, {@code msoBegin}. */
  BEGIN(0),
  /** From the current position, {@code msoCurrent}. */
  CURRENT(1);

  private final int value;

  SeekOrigin(int value) {
    this.value = value;
  }

  /**
   * The value in Media Foundation's enumeration.
   *
   * @return 0 or 1
   */
  public int value() {
    return value;
  }
}
