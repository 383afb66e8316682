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
  BLOCKING(0x4);

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
