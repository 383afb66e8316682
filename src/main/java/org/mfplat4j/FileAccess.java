package org.mfplat4j;

/**
 * How a file is to be used, {@code MF_FILE_ACCESSMODE}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/ne-mfobjects-mf_file_accessmode">Microsoft:
 *     MF_FILE_ACCESSMODE</a>
 */
public enum FileAccess {
  /** Reading only. Any number of streams may read a file, while none writes it. */
  READ(1),
  /** Writing only. The stream excludes every other on the same file. */
  WRITE(2),
  /** Reading and writing. The stream excludes every other on the same file. */
  READ_WRITE(3);

  private final int value;

  FileAccess(int value) {
    this.value = value;
  }

  /**
   * The value in Media Foundation's enumeration.
   *
   * @return 1 to 3
   */
  public int value() {
    return value;
  }
}
