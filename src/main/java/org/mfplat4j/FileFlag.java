package org.mfplat4j;

/**
 * Wishes for opening a file, {@code MF_FILE_FLAGS}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/ne-mfobjects-mf_file_flags">Microsoft:
 *     MF_FILE_FLAGS</a>
 */
public enum FileFlag {
  /**
   * Do not cache the file. A hint: the portable engine and Wine ignore it. Windows then requires
   * buffers, positions and sizes that are multiples of the sector size.
   */
  NO_BUFFERING(1),
  /**
   * Let others write the file meanwhile. Windows refuses the second writer all the same, whatever
   * its documentation says, and so does the portable engine.
   */
  ALLOW_WRITE_SHARING(2);

  private final int value;

  FileFlag(int value) {
    this.value = value;
  }

  /**
   * The value in Media Foundation's enumeration.
   *
   * @return one bit
   */
  public int value() {
    return value;
  }
}
