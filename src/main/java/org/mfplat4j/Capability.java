package org.mfplat4j;

/**
 * What a byte stream can do or is, the flags of {@code IMFByteStream::GetCapabilities}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfbytestream-getcapabilities">Microsoft:
 *     IMFByteStream::GetCapabilities</a>
 */
public enum Capability {
  /** The stream can be read. */
  READABLE(0x1),
  /** The stream can be written. */
  WRITABLE(0x2),
  /** The position can be moved. */
  SEEKABLE(0x4),
  /** The data comes from another machine. */
  REMOTE(0x8),
  /** The stream stands for a directory. */
  DIRECTORY(0x80),
  /** Moving the position is slow, as over a network. */
  HAS_SLOW_SEEK(0x100),
  /** The data is being downloaded into a local cache. */
  PARTIALLY_DOWNLOADED(0x200),
  /** Somebody else may write the data meanwhile. */
  SHARE_WRITE(0x400),
  /** The data does not come over a network. */
  DOES_NOT_USE_NETWORK(0x800);

  private final int value;

  Capability(int value) {
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
