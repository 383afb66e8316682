package org.mfplat4j;

/**
 * What a callback promises about itself, the flags of {@code IMFAsyncCallback::GetParameters}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nf-mfobjects-imfasynccallback-getparameters">Microsoft:
 *     IMFAsyncCallback::GetParameters</a>
 */
public enum CallbackFlag {
  /**
   * The callback takes less than a millisecond. Only on the queues {@code IO} and {@code TIMER}.
   */
  FAST_IO_PROCESSING(0x1),
  /**
   * The callback takes less than 50 microseconds and does little more than signal. Only on the
   * queues {@code IO} and {@code TIMER}.
   */
  SIGNAL(0x2),
  /** The callback may block. */
  BLOCKING(0x4),
  /**
   * Reply mode: after the callback has returned, the serial queue that it was put on starts no
   * other item until the callback's result is passed on to {@link AsyncResult#invokeCallback}, from
   * the callback or later, from any thread. Closing the result replies, too, as does a callback
   * that throws; for a result that is forgotten the garbage collector does, and reports it.
   *
   * <p>Only for work items of {@link WorkQueue}, and only on a queue that {@link
   * WorkQueue#allocateSerial} made, which the callback must name. On Wine, which stops such a queue
   * for ever, an {@link UnsupportedOperationException}.
   */
  REPLY(0x8);

  private final int value;

  CallbackFlag(int value) {
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
