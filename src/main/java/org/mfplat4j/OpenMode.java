package org.mfplat4j;

/**
 * What to do when a file exists, and when it does not, {@code MF_FILE_OPENMODE}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/ne-mfobjects-mf_file_openmode">Microsoft:
 *     MF_FILE_OPENMODE</a>
 */
public enum OpenMode {
  /** Open the file; fail if it does not exist. */
  FAIL_IF_NOT_EXIST(0),
  /** Create the file; fail if it exists. */
  FAIL_IF_EXIST(1),
  /** Empty the file; fail if it does not exist. Needs an access mode that writes. */
  RESET_IF_EXIST(2),
  /**
   * Open the file with its content, or create it. The position is 0 nevertheless: the first write
   * goes to the beginning unless the caller seeks to the end.
   */
  APPEND_IF_EXIST(3),
  /** Replace the file by an empty one, or create it. Needs an access mode that writes. */
  DELETE_IF_EXIST(4);

  private final int value;

  OpenMode(int value) {
    this.value = value;
  }

  /**
   * The value in Media Foundation's enumeration.
   *
   * @return 0 to 4
   */
  public int value() {
    return value;
  }

  /**
   * Whether a file that exists loses its content.
   *
   * @return whether opening empties the file or replaces it
   */
  public boolean empties() {
    return this == RESET_IF_EXIST || this == DELETE_IF_EXIST;
  }
}
