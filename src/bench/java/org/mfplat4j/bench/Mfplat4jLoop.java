package org.mfplat4j.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FileFlag;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ReadCallback;
import org.mfplat4j.ReusableCallback;
import org.mfplat4j.WorkQueue;

/**
 * This library: positional reads whose callbacks name MULTITHREADED, since the default queue is
 * serial by contract. A callback is made once for each slot, and its results are used again.
 */
final class Mfplat4jLoop extends ReadLoop {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final MediaFoundation platform;
  private final ByteStream[] streams;
  private final SlotCallback[] callbacks;

  Mfplat4jLoop(Path file, Workload workload) throws Exception {
    this(file, workload, true);
  }

  /** The same with results of which each is made anew; where that shows. */
  static ReadLoop withPlainCallbacks(Path file, Workload workload) throws Exception {
    if (workload.uncached()
        || workload.block() > 4096
        || workload.mode() == Workload.Mode.EXTERNAL) {
      throw new UnsupportedOperationException("it would make no difference");
    }
    return new Mfplat4jLoop(file, workload, false);
  }

  private Mfplat4jLoop(Path file, Workload workload, boolean reusable) throws Exception {
    super(workload, Files.size(file));
    platform = MediaFoundation.startup();
    FileFlag[] flags =
        workload.uncached() ? new FileFlag[] {FileFlag.NO_BUFFERING} : new FileFlag[0];
    streams = new ByteStream[workload.streams()];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = platform.openFile(file, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, flags);
    }
    callbacks = new SlotCallback[workload.depth()];
    for (int i = 0; i < callbacks.length; i++) {
      callbacks[i] = reusable ? new ReusableSlotCallback(i) : new SlotCallback(i);
    }
  }

  private final class ReusableSlotCallback extends SlotCallback implements ReusableCallback {
    ReusableSlotCallback(int slot) {
      super(slot);
    }
  }

  private class SlotCallback implements AsyncCallback {
    private static final CallbackParameters PARAMETERS =
        CallbackParameters.on(WorkQueue.MULTITHREADED);
    private final int slot;
    private int next;
    private ByteStream stream;

    SlotCallback(int slot) {
      this.slot = slot;
      next = slot;
    }

    /** The streams take turns; a slot has one read in flight. */
    void begin(long position) throws Exception {
      stream = streams[next++ % streams.length];
      stream.beginRead(buffer(slot), position, this);
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
    callbacks[slot].begin(position);
  }

  @Override
  int readAndWait(long position) throws Exception {
    ReadCallback callback = new ReadCallback(streams[0]);
    streams[0].beginRead(buffer(0), position, callback);
    callback.waitForCompletion(LIMIT);
    return callback.bytesRead();
  }

  @Override
  public void close() throws Exception {
    for (ByteStream stream : streams) {
      stream.close();
    }
    platform.close();
  }
}
