package org.mfplat4j;

/**
 * A work item that was scheduled, by its {@code MFWORKITEM_KEY}. Need not be kept by code that does
 * not want to cancel it.
 *
 * <p>Safe for use by any thread.
 *
 * @see WorkQueue#schedule
 */
public interface ScheduledItem {
  /**
   * Cancels the item, {@code MFCancelWorkItem}. The answer is the truth, also when the item becomes
   * due at this moment: after true its callback is never invoked, and the library has let go of
   * callback and state.
   *
   * @return true if the callback will not be invoked; false if it has been invoked, is being
   *     invoked, or the item was cancelled before ({@code MF_E_NOT_FOUND})
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcancelworkitem">Microsoft:
   *     MFCancelWorkItem</a>
   */
  boolean cancel();
}
