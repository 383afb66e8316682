package org.mfplat4j.internal.file;

import org.mfplat4j.OpenOperation;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.platform.Quirks;
import org.mfplat4j.internal.reference.ResultHandle;

/** The cookie by which the opening of a file is cancelled. */
final class CancelCookie implements OpenOperation {
  private final String name;

  // One reference to the native cookie, from when the operation has begun until it has completed.
  private final ResultHandle cookie = new ResultHandle();

  private volatile boolean completed;

  CancelCookie(String name) {
    this.name = name;
  }

  @Override
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
