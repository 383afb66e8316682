package org.mfplat4j.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.mfplat4j.AccessMode;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileFlag;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ReadCallback;
import org.mfplat4j.WorkQueue;

/**
 * This library: positional reads whose callbacks name MULTITHREADED, since the default queue is
 * serial by contract. A callback is made once for each slot.
 */
final class Mfplat4jLoop extends ReadLoop {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final MediaFoundation platform;
  private final ByteStream stream;
  private final AsyncCallback[] callbacks;

  Mfplat4jLoop(Path file, Workload workload) throws Exception {
    super(workload, Files.size(file));
    platform = MediaFoundation.startup();
    FileFlag[] flags =
        workload.uncached() ? new FileFlag[] {FileFlag.NO_BUFFERING} : new FileFlag[0];
    stream = platform.openFile(file, AccessMode.READ, OpenMode.FAIL_IF_NOT_EXIST, flags);
    callbacks = new AsyncCallback[workload.depth()];
    for (int i = 0; i < callbacks.length; i++) {
      callbacks[i] = new SlotCallback(i);
    }
  }

  private final class SlotCallback implements AsyncCallback {
    private static final CallbackParameters PARAMETERS =
        CallbackParameters.on(WorkQueue.MULTITHREADED);
    private final int slot;

    SlotCallback(int slot) {
      this.slot = slot;
    }

    @Override
    public CallbackParameters parameters() {
      return PARAMETERS;
    }

    @Override
    public void invoke(AsyncResult result) {
      int bytes;
      try {
        bytes = stream.endRead(result);
      } catch (Exception e) {
        failed(slot, e);
        return;
      }
      completed(slot, bytes);
    }
  }

  @Override
  void begin(int slot, long position) throws Exception {
    synchronized (stream) {
      stream.position(position);
      stream.beginRead(buffer(slot), callbacks[slot], null);
    }
  }

  @Override
  int readAndWait(long position) throws Exception {
    ReadCallback callback = new ReadCallback(stream);
    stream.position(position);
    stream.beginRead(buffer(0), callback, null);
    callback.waitForCompletion(LIMIT);
    return callback.bytesRead();
  }

  @Override
  public void close() throws Exception {
    stream.close();
    platform.close();
  }
}
