package org.mfplat4j.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;

/** Microsoft's page "Calling Asynchronous Methods": Begin, the callback, End, and waiting. */
public final class CallingAsynchronousMethods {
  /** Ends each read inside the callback; the state says which read it is. */
  static int endInTheCallback(ByteStream stream, ByteBuffer... parts) throws Exception {
    AtomicInteger bytes = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(parts.length);
    for (int i = 0; i < parts.length; i++) {
      stream.beginRead(
          parts[i],
          result -> {
            try {
              int count = stream.endRead(result);
              bytes.addAndGet(count);
              System.out.println("part " + result.state() + ": " + count + " bytes");
            } finally {
              left.countDown();
            }
          },
          i);
    }
    left.await();
    return bytes.get();
  }

  /** Lets the callback hand over the result, and ends the read on the thread that waits for it. */
  static int endElsewhere(ByteStream stream, ByteBuffer buffer)
      throws IOException, InterruptedException {
    BlockingQueue<AsyncResult> completed = new LinkedBlockingQueue<>();
    stream.beginRead(buffer, completed::add, null);
    // … other work, while the file is being read …
    return stream.endRead(completed.take());
  }

  public static void main(String[] arguments) throws Exception {
    try (MediaFoundation mf = MediaFoundation.startup();
        ByteStream stream = mf.openFile(Path.of(arguments[0]))) {
      ByteBuffer first = ByteBuffer.allocateDirect(100);
      ByteBuffer second = ByteBuffer.allocateDirect(100);
      System.out.println(endInTheCallback(stream, first, second) + " bytes, ended in the callback");
      System.out.println(endElsewhere(stream, first.clear()) + " bytes, ended elsewhere");
    }
  }
}
