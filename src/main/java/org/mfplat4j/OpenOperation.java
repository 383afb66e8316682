package org.mfplat4j;

import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.Quirks;
import org.mfplat4j.internal.ResultHandle;

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
public final class OpenOperation {
  private final String name;
  // One reference to the native cookie, from when the operation has begun until it has completed.
  private final ResultHandle cookie = new ResultHandle();
  private volatile boolean completed;

  OpenOperation(String name) {
    this.name = name;
  }

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
  public boolean cancel() {
    if (Quirks.get().cancelsOpensUntruly()) {
      return false;
    }
    int[] hr = {HResultTable.MF_E_UNEXPECTED};
    boolean pending = cookie.use(address -> hr[0] = Natives.cancelCreateFile(address));
    return pending && hr[0] >= 0;
  }

  @Override
  public String toString() {
    return "OpenOperation[" + name + (completed ? ", completed]" : "]");
  }

  /** Takes over the reference to the cookie; the operation may have completed meanwhile. */
  void begun(long address) {
    cookie.set(address);
    if (completed) {
      release();
    }
  }

  void completed() {
    completed = true;
    release();
  }

  private void release() {
    long address = cookie.claim();
    if (address != 0) {
      Natives.release(address);
    }
  }
}
