package org.mfplat4j.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;

/** This library with futures: a new one for each read. */
final class FutureLoop extends ReadLoop {
  private final MediaFoundation platform;
  private final ByteStream stream;

  FutureLoop(Path file, Workload workload) throws Exception {
    super(workload, Files.size(file));
    if (workload.uncached()) {
      throw new UnsupportedOperationException("what a future costs is nothing beside the disk");
    }
    platform = MediaFoundation.startup();
    stream = platform.openFile(file, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @Override
  void begin(int slot, long position) {
    stream
        .readAsync(buffer(slot), position)
        .whenComplete((bytes, thrown) -> ended(slot, bytes, thrown));
  }

  @Override
  int readAndWait(long position) throws Exception {
    return stream.readAsync(buffer(0), position).get();
  }

  @Override
  public void close() throws Exception {
    stream.close();
    platform.close();
  }
}
