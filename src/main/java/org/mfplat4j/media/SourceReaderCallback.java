package org.mfplat4j.media;

/**
 * Hears what became of a read, {@code IMFSourceReaderCallback}.
 *
 * <p><b>Threading.</b> All callbacks of one reader come one after the other, on threads of {@link
 * org.mfplat4j.WorkQueue#MULTITHREADED}. They may call any method of the reader. What they throw
 * reaches the thread's uncaught exception handler.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfreadwrite/nn-mfreadwrite-imfsourcereadercallback">Microsoft:
 *     IMFSourceReaderCallback</a>
 */
@FunctionalInterface
public interface SourceReaderCallback {
  /**
   * The read has ended, {@code OnReadSample}. Called once for each {@link SourceReader#readSample},
   * unless {@link #onFlush} is.
   *
   * @param result what it has brought. Its sample is closed when this returns; {@link
   *     Sample#retain} keeps it. Its status is {@link org.mfplat4j.HResult#OPERATION_ABORTED} where
   *     the read waited, and the reader was closed or sought meanwhile.
   * @throws Exception what the uncaught exception handler shall hear of
   */
  void onReadSample(ReadResult result) throws Exception;

  /**
   * The read was dropped by {@link SourceReader#flush}, {@code OnFlush}: there will be no {@link
   * #onReadSample} for it.
   *
   * @param stream the stream that was to be read
   * @throws Exception what the uncaught exception handler shall hear of
   */
  default void onFlush(int stream) throws Exception {}
}
