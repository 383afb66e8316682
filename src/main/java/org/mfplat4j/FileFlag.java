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
   * Go past the system's cache. A hint: a transfer gives the same bytes, and fails for the same
   * reasons, with it and without.
   *
   * <p><b>Linux.</b> A transfer of the portable engine goes from the disk to the buffer or back
   * ({@code O_DIRECT}) when the buffer's address, the position in the file and the number of bytes
   * are multiples of what the file system asks for: 4096 always suits, 512 mostly does. {@link
   * MediaFoundation#allocateBuffer} and {@link BufferPool} give buffers that begin at such an
   * address; heap buffers are copied through memory that need not. Every other transfer goes
   * through the cache, as do the read that meets the end of the file, if that is not aligned
   * itself, and everything on a file system that has no {@code O_DIRECT} or no disk. That is no
   * error: users need not know the alignment to get the right bytes, only to get them fast. The two
   * ways see one another's writes. Data written this way is on its way to the disk when the write
   * ends, but only {@link ByteStream#flush} says that it has arrived.
   *
   * <p><b>Windows</b> opens the file with {@code FILE_FLAG_NO_BUFFERING}, which wants multiples of
   * the sector size and may refuse others with {@code E_INVALIDARG} or {@link HResult#ofWin32(int)
   * ERROR_INVALID_PARAMETER}; so programs for both align. Wine ignores the flag.
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
