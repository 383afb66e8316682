package org.mfplat4j.internal.media;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.Upcall;

/**
 * The door from native code to source readers; the sibling of {@link Upcall}. Its methods run on
 * threads of the platform and must not throw.
 */
final class SourceReaderUpcall {
  private SourceReaderUpcall() {}

  /** S_OK when the sample's reference was taken over, if there is a sample; else it was not. */
  @SuppressWarnings("unused") // Called by native/bridge/reader/jvm_readers.cpp, as all of these.
  private static int readSample(
      long id, int status, int stream, int flags, long timestamp, long sample) {
    boolean entered = false;
    try {
      entered = Upcall.enter();
      ReaderOperations operations = find(id);
      return operations != null && operations.sampleRead(status, stream, flags, timestamp, sample)
          ? HResultTable.S_OK
          : HResultTable.E_UNEXPECTED;
    } catch (Throwable thrown) {
      Upcall.report(thrown);
      return HResultTable.S_OK;
    } finally {
      Upcall.leave(entered);
    }
  }

  @SuppressWarnings("unused")
  private static void flushed(long id, int stream) {
    boolean entered = false;
    try {
      entered = Upcall.enter();
      ReaderOperations operations = find(id);
      if (operations != null) {
        operations.flushed();
      }
    } catch (Throwable thrown) {
      Upcall.report(thrown);
    } finally {
      Upcall.leave(entered);
    }
  }

  private static @Nullable ReaderOperations find(long id) {
    return JavaObjects.all().get(id) instanceof OpenReader reader ? reader.operations() : null;
  }
}
