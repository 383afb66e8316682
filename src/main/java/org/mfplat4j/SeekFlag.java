package org.mfplat4j;

/**
 * What a seek does beside moving the position, {@code MFBYTESTREAM_SEEK_FLAG}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-seek">Microsoft:
 *     IMFByteStream::Seek</a>
 */
public enum SeekFlag {
  /**
   * Stop the transfers that are pending, where that is possible. Each still invokes its callback
   * exactly once, with its data if it was done, else with {@link HResult#OPERATION_ABORTED}. Wine 8
   * ignores this.
   */
  CANCEL_PENDING_IO(0x1);

  private final int value;

  SeekFlag(int value) {
    this.value = value;
  }

  /**
   * The value in Media Foundation's flags.
   *
   * @return one bit
   */
  public int value() {
    return value;
  }
}
