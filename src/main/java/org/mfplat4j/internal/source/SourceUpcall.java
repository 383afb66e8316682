package org.mfplat4j.internal.source;

import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Upcall;

/**
 * The door from native code to the sources of byte streams written in Java; the sibling of {@link
 * Upcall}. Its methods run on whatever thread uses the stream, several at a time, and must not
 * throw: what a source throws becomes a code.
 */
final class SourceUpcall {
  private SourceUpcall() {}

  /** The length, −1 if it is not known; what is below that is an HRESULT. */
  @SuppressWarnings("unused") // Called by native/bridge/source/jvm_sources.cpp, as all of these.
  private static long length(long id) {
    AttachedSource attached = AttachedSource.find(id);
    if (attached == null) {
      return HResultTable.MF_E_SHUTDOWN;
    }
    boolean entered = false;
    try {
      entered = Upcall.enter();
      long length = attached.source().length();
      if (length < -1) {
        throw new IllegalStateException("the length is " + length);
      }
      return length;
    } catch (Throwable thrown) {
      return attached.failed("length", thrown);
    } finally {
      Upcall.leave(entered);
    }
  }

  @SuppressWarnings("unused")
  private static int setLength(long id, long length) {
    return run(id, "setLength", attached -> attached.source().setLength(length));
  }

  @SuppressWarnings("unused")
  private static int flush(long id) {
    return run(id, "flush", attached -> attached.source().flush());
  }

  @SuppressWarnings("unused")
  private static int close(long id) {
    return run(id, "close", AttachedSource::close);
  }

  /** On S_OK the transfer is settled later, or is settled already; on failure never. */
  @SuppressWarnings("unused")
  private static int transfer(
      long id, long transfer, int kind, long position, long size, boolean mayBlock) {
    return run(
        id,
        "transfer",
        attached ->
            new SourceTransfer(attached, transfer, kind != 0, position, size).run(mayBlock));
  }

  @SuppressWarnings("unused")
  private static void released(long id) {
    run(id, "close", AttachedSource::close);
    AttachedSource.detach(id);
  }

  @FunctionalInterface
  private interface Action {
    void run(AttachedSource attached) throws Exception;
  }

  private static int run(long id, String operation, Action action) {
    AttachedSource attached = AttachedSource.find(id);
    if (attached == null) {
      return HResultTable.MF_E_SHUTDOWN;
    }
    boolean entered = false;
    try {
      entered = Upcall.enter();
      action.run(attached);
      return HResultTable.S_OK;
    } catch (Throwable thrown) {
      return attached.failed(operation, thrown);
    } finally {
      Upcall.leave(entered);
    }
  }
}
