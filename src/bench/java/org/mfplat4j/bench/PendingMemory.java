package org.mfplat4j.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;

/**
 * How much memory a pending read takes, above and below the JNI line: {@code PendingMemory FILE
 * READS}, in a JVM whose heap is committed from the beginning. The reads are done, but their
 * callbacks wait for a serial queue that stands still. Buffer and callback are one for all.
 */
final class PendingMemory {
  private static final int BLOCK = 512;

  private PendingMemory() {}

  /** What a JVM needs for {@link #main}. */
  static List<String> jvmArguments() {
    return List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
  }

  public static void main(String[] arguments) throws Exception {
    int reads = Integer.parseInt(arguments[1]);
    try (MediaFoundation platform = MediaFoundation.startup();
        ByteStream stream =
            platform.openFile(Path.of(arguments[0]), FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST)) {
      // First for what is made once, and kept.
      measure(stream, reads / 20);
      long[] bytes = measure(stream, reads);
      System.out.printf("pending %d %d%n", bytes[0] / reads, bytes[1] / reads);
    }
    System.exit(0);
  }

  /** Bytes below and above the line. */
  private static long[] measure(ByteStream stream, int reads) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(reads);
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      queue.execute(
          () -> {
            try {
              go.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      AsyncCallback callback = new Ending(stream, queue, ended);
      ByteBuffer buffer = MediaFoundation.allocateBuffer(BLOCK);
      long heapBefore = heap();
      long nativeBefore = residentKilobytes();
      for (int i = 0; i < reads; i++) {
        stream.beginRead(buffer, 0, callback);
      }
      long heap = heap() - heapBefore;
      long below = (residentKilobytes() - nativeBefore) * 1024;
      go.countDown();
      ended.await();
      return new long[] {below, heap};
    }
  }

  private record Ending(ByteStream stream, WorkQueue queue, CountDownLatch ended)
      implements AsyncCallback {
    @Override
    public CallbackParameters parameters() {
      return CallbackParameters.on(queue);
    }

    @Override
    public void invoke(AsyncResult result) throws Exception {
      stream.endRead(result);
      ended.countDown();
    }
  }

  /** What is used when collecting brings no more: some is garbage only after a collection. */
  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int sinceLess = 0; sinceLess < 3; sinceLess++) {
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      if (used < least) {
        least = used;
        sinceLess = 0;
      }
    }
    return least;
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
