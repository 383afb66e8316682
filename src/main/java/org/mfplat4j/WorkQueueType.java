package org.mfplat4j;

/**
 * How a private work queue runs its items, {@code MFASYNC_WORKQUEUE_TYPE}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfapi/ne-mfapi-mfasync_workqueue_type">Microsoft:
 *     MFASYNC_WORKQUEUE_TYPE</a>
 */
public enum WorkQueueType {
  /** One after the other. */
  STANDARD(0),
  /**
   * One after the other, on a thread that has a message loop as well. The portable engine and Wine
   * have no messages: there it is as {@link #STANDARD}.
   */
  WINDOW(1),
  /** Several at a time. */
  MULTITHREADED(2);

  private final int value;

  WorkQueueType(int value) {
    this.value = value;
  }

  /**
   * The value in Media Foundation's enumeration.
   *
   * @return 0 to 2
   */
  public int value() {
    return value;
  }
}
