package org.mfplat4j.examples;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundation;

/** Microsoft's page "Implementing the Asynchronous Callback": reads the beginning of a file. */
public final class ImplementingTheAsynchronousCallback {
  // tag::readme, to the end of the class
  static class MyCallback implements AsyncCallback {
    private final ByteStream stream;
    private final CountDownLatch event = new CountDownLatch(1);
    private volatile HResult status = HResult.E_PENDING;
    private volatile int bytesRead;

    MyCallback(ByteStream stream) {
      this.stream = stream;
    }

    @Override
    public void invoke(AsyncResult result) {
      try {
        bytesRead = stream.endRead(result);
        status = HResult.S_OK;
      } catch (Exception e) {
        status = HResult.of(e);
      } finally {
        event.countDown();
      }
    }

    HResult waitForCompletion(Duration timeout) throws InterruptedException {
      return event.await(timeout.toMillis(), TimeUnit.MILLISECONDS) ? status : HResult.E_PENDING;
    }

    int getBytesRead() {
      return bytesRead;
    }
  }

  public static void main(String[] arguments) throws Exception {
    try (MediaFoundation mf = MediaFoundation.startup();
        ByteStream stream = mf.openFile(Path.of(arguments[0]))) {
      MyCallback callback = new MyCallback(stream);
      stream.beginRead(ByteBuffer.allocateDirect(4096), callback);
      // … other work, while the file is being read …
      HResult status = callback.waitForCompletion(Duration.ofSeconds(5));
      System.out.println(status + ": " + callback.getBytesRead() + " bytes read");
    }
  }
}
