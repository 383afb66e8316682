package org.mfplat4j;

/**
 * A work item that waits for an event, by its {@code MFWORKITEM_KEY}. Need not be kept by code that
 * does not want to cancel it.
 *
 * <p>Safe for use by any thread.
 *
 * @see WorkQueue#putWaiting
 */
public interface WaitingItem {
  /**
   * Ends the wait, {@code MFCancelWorkItem}. The callback is invoked all the same, once, and its
   * result has the status {@code MF_E_OPERATION_CANCELLED}.
   *
   * @return true if the wait was ended; false if the event had been signalled, or the item was
   *     cancelled before ({@code MF_E_NOT_FOUND})
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcancelworkitem">Microsoft:
   *     MFCancelWorkItem</a>
   */
  boolean cancel();
}
