package org.mfplat4j;

/**
 * A file that is being opened by {@link MediaFoundation#beginOpenFile}, and the way to stop that:
 * what Media Foundation calls a cancel cookie. It needs no closing, and may be forgotten.
 *
 * <p><b>Threading.</b> Any thread may call any method.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcancelcreatefile">Microsoft:
 *     MFCancelCreateFile</a>
 */
public interface OpenOperation {
  /**
   * Stops the opening if that is possible, {@code MFCancelCreateFile}, and tells the truth about
   * it. Does not block. Either way the callback is invoked exactly once.
   *
   * <p>On the portable engine what has not begun can be stopped, and with {@link
   * OpenMode#FAIL_IF_NOT_EXIST} also an open that hangs, such as that of a file on a network that
   * is gone; a thread stays with it then. Windows need not be able to. On Wine 8 it is not even
   * tried: there an open goes its way although MFCancelCreateFile may say that it does not.
   *
   * @return true if the opening was stopped: it has left no trace, and ending it throws a {@link
   *     java.util.concurrent.CancellationException} with {@code MF_E_OPERATION_CANCELLED}. False if
   *     it goes its way or has gone it: {@code MF_E_UNEXPECTED}
   */
  boolean cancel();
}
