package org.mfplat4j.stress;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;

/**
 * The main class of the child JVMs of {@link ExhaustionTest} that first use the library while the
 * heap is full. Its arguments are a file, and how many bytes of the heap are left free.
 */
public final class FullHeapScenario {
  private static final int ATTEMPTS = 20;

  private static final class Filler {
    private final Filler next;
    private final byte[] bytes;

    Filler(Filler next, byte[] bytes) {
      this.next = next;
      this.bytes = bytes;
    }
  }

  private static Filler filler;
  private static byte[] spare;

  private FullHeapScenario() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    spare = new byte[Integer.parseInt(arguments[1])];
    Throwable[] failures = new Throwable[ATTEMPTS];
    int failed = useWithFullHeap(failures);
    filler = null;
    System.out.println("failed with a full heap: " + failed);
    for (Throwable failure : failures) {
      if (failure != null && !(failure instanceof OutOfMemoryError)) {
        System.out.println("unexpected: " + failure);
      }
    }
    try (MediaFoundation platform = MediaFoundation.startup();
        ByteStream stream = platform.openFile(file)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(100);
      System.out.println("read: " + stream.readAsync(buffer, 0).get(20, TimeUnit.SECONDS));
    }
  }

  private static int useWithFullHeap(Throwable[] failures) {
    int size = 1 << 20;
    while (size >= 16) {
      try {
        filler = new Filler(filler, new byte[size]);
      } catch (OutOfMemoryError e) {
        size /= 2;
      }
    }
    spare = null;
    int failed = 0;
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        MediaFoundation.startup().close();
      } catch (Throwable e) {
        failures[i] = e;
        failed++;
      }
    }
    return failed;
  }
}
