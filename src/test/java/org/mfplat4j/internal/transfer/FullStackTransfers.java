package org.mfplat4j.internal.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;

/**
 * The main class of a child JVM of {@link PositionalTransfersTest}: reads at every depth at which
 * the stack is nearly used up, in each way; then once more, which must not have to wait. In a JVM
 * of its own, since a class that is first used without a stack stays unusable. Its arguments are a
 * file, and how often.
 */
public final class FullStackTransfers {
  private static final int DEPTHS = 100;
  private static final long STACK_BYTES = 256 << 10;
  private static final int LIMIT_SECONDS = 10;

  private FullStackTransfers() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[1]);
    try (MediaFoundation platform = MediaFoundation.startup();
        ByteStream stream = platform.openFile(Path.of(arguments[0]))) {
      for (PositionalTransfersTest.Way way : PositionalTransfersTest.Way.values()) {
        StreamTransfers transfers = way.on(stream, FileAccess.READ);
        for (int round = 0; round < rounds; round++) {
          diveTo(transfers, round);
        }
        int count =
            CompletableFuture.supplyAsync(() -> read(transfers, 500))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        System.out.println(way + ": " + count + " bytes later");
      }
    }
  }

  private static void diveTo(StreamTransfers transfers, int round) throws InterruptedException {
    long position = round % 2 == 0 ? PositionalTransfers.AT_CURSOR : 0;
    // Once with a stack, so that every class is there.
    read(transfers, position);
    Thread diver =
        new Thread(null, () -> dive(transfers, position), "diver", STACK_BYTES + round * 64L);
    // What overflows once more on the way up ends the thread.
    diver.setUncaughtExceptionHandler((thread, e) -> {});
    diver.setDaemon(true);
    diver.start();
    diver.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    if (diver.isAlive()) {
      throw new IllegalStateException("waits for what nothing gives back");
    }
  }

  @SuppressWarnings("InfiniteRecursion") // Its end is the overflow.
  private static int dive(StreamTransfers transfers, long position) {
    int above;
    try {
      above = dive(transfers, position) + 1;
    } catch (StackOverflowError e) {
      above = 0;
    }
    if (above < DEPTHS) {
      try {
        read(transfers, position);
      } catch (StackOverflowError e) {
        // Higher up there is more room.
      }
    }
    return above;
  }

  private static int read(StreamTransfers transfers, long position) {
    try {
      return transfers.transfer(TransferKind.READ, position, ByteBuffer.allocateDirect(10));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
