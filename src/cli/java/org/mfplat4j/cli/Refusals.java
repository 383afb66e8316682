package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;

/** Finds out what this platform refuses, by trying it on a temporary file and on private queues. */
final class Refusals {
  private static final int LIMIT_SECONDS = 10;

  private final List<String> refused = new ArrayList<>();

  private Refusals() {}

  @FunctionalInterface
  private interface Attempt {
    void make() throws IOException, InterruptedException;
  }

  /** The names of what is refused, or "nothing". */
  static String ask() throws InterruptedException {
    Refusals refusals = new Refusals();
    try (MediaFoundation platform = MediaFoundation.startup()) {
      refusals.askFile(platform);
      refusals.askQueues();
    } catch (IOException e) {
      return "not known: " + Errors.describe(e);
    }
    return refusals.refused.isEmpty() ? "nothing" : String.join(", ", refusals.refused);
  }

  private void askFile(MediaFoundation platform) throws IOException, InterruptedException {
    try (ByteStream file = platform.openTempFile(FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST)) {
      attempt("beginWrite", () -> write(file));
      attempt("setting the length", () -> file.length(1));
      attempt("flush", file::flush);
    }
  }

  private void askQueues() throws IOException, InterruptedException {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        WorkQueue serial = WorkQueue.allocateSerial(queue)) {
      attempt("callbacks in reply mode", () -> new QueueProbe(serial).waitsForReplies());
      attempt("MMCSS", () -> queue.mmcss().taskId());
    }
  }

  private static void write(ByteStream file) throws IOException, InterruptedException {
    try {
      file.writeAsync(ByteBuffer.allocateDirect(1)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Failed.rethrow(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("a write did not end within " + LIMIT_SECONDS + " s", e);
    }
  }

  private void attempt(String name, Attempt attempt) throws InterruptedException {
    try {
      attempt.make();
    } catch (UnsupportedOperationException e) {
      refused.add(name);
    } catch (IOException e) {
      refused.add(name + " (" + Errors.describe(e) + ")");
    }
  }
}
