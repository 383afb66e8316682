package org.mfplat4j.stress;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.ScheduledItem;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperations;

/**
 * The main class of the child JVM of {@link ExhaustionTest} that begins operations at every depth
 * at which the stack is nearly used up. Its arguments are a file and the number of rounds.
 */
public final class FullStackScenario {
  private static final int DEPTHS = 100;
  private static final long STACK_BYTES = 256 << 10;

  @FunctionalInterface
  private interface Begin {
    void begin() throws Exception;
  }

  private static long overflows;

  private FullStackScenario() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    MediaFoundation.isAvailable();
    long before = Natives.liveObjects();
    try (MediaFoundation platform = MediaFoundation.startup();
        NativeEvent event = NativeEvent.create()) {
      ByteStream stream = platform.openFile(file);
      WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
      MediaEventQueue events = MediaEventQueue.create();
      AsyncCallback endsRead = stream::endRead;
      ByteBuffer bytes = ByteBuffer.allocateDirect(100);
      Begin[] begins = {
        () -> stream.beginRead(bytes.duplicate(), 0, endsRead, null),
        () -> stream.readAsync(bytes.duplicate(), 0),
        () -> queue.put(result -> {}, null),
        () -> queue.execute(() -> {}),
        () -> cancelled(queue.schedule(result -> {}, null, Duration.ofSeconds(50))),
        () -> queue.putWaiting(event, result -> {}, null, 0),
        () -> stream.read(bytes.duplicate(), 0),
      };
      // Once with a stack, so that every class is there.
      for (Begin begin : begins) {
        begin.begin();
      }
      for (int round = 0; round < rounds; round++) {
        Begin begin = begins[round % begins.length];
        Thread diver = new Thread(null, () -> dive(begin), "diver", STACK_BYTES + round % 61 * 64L);
        // What overflows once more on the way up ends the thread.
        diver.setUncaughtExceptionHandler((thread, e) -> overflows++);
        diver.start();
        diver.join();
      }
      System.out.println("overflows: " + (overflows > rounds));
      events.close();
      queue.close();
      stream.close();
    }
    System.out.println("pending: " + PendingOperations.all().describe());
    System.out.println("live objects: " + (Natives.liveObjects() - before));
  }

  @SuppressWarnings("InfiniteRecursion") // Its end is the overflow.
  private static int dive(Begin begin) {
    int above;
    try {
      above = dive(begin) + 1;
    } catch (StackOverflowError e) {
      above = 0;
    }
    if (above < DEPTHS) {
      try {
        begin.begin();
      } catch (StackOverflowError e) {
        overflows++;
      } catch (Exception e) {
        System.out.println("unexpected: " + e);
      }
    }
    return above;
  }

  private static void cancelled(ScheduledItem item) {
    item.cancel();
  }
}
