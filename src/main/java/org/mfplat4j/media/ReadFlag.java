package org.mfplat4j.media;

/**
 * What a {@link ReadResult} says beside its sample, {@code MF_SOURCE_READER_FLAG}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfreadwrite/ne-mfreadwrite-mf_source_reader_flag">Microsoft:
 *     MF_SOURCE_READER_FLAG</a>
 */
public enum ReadFlag {
  /** {@code MF_SOURCE_READERF_ERROR}. An error; no further reads succeed. */
  ERROR(0x1),
  /** {@code MF_SOURCE_READERF_ENDOFSTREAM}. The stream has ended. */
  END_OF_STREAM(0x2),
  /** {@code MF_SOURCE_READERF_NEWSTREAM}. There are new streams. */
  NEW_STREAM(0x4),
  /** {@code MF_SOURCE_READERF_NATIVEMEDIATYPECHANGED}. The stream's own type has changed. */
  NATIVE_MEDIA_TYPE_CHANGED(0x10),
  /** {@code MF_SOURCE_READERF_CURRENTMEDIATYPECHANGED}. The type of the samples has changed. */
  CURRENT_MEDIA_TYPE_CHANGED(0x20),
  /** {@code MF_SOURCE_READERF_STREAMTICK}. There is a gap in the stream, and no sample. */
  STREAM_TICK(0x100),
  /** {@code MF_SOURCE_READERF_ALLEFFECTSREMOVED}. All effects were removed. */
  ALL_EFFECTS_REMOVED(0x200);

  private final int value;

  ReadFlag(int value) {
    this.value = value;
  }

  /**
   * Microsoft's value.
   *
   * @return one bit
   */
  public int value() {
    return value;
  }
}
