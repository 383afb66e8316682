package org.mfplat4j.examples;

import java.io.IOException;
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
import org.mfplat4j.ReadCallback;

/**
 * Microsoft's article <a
 * href="https://learn.microsoft.com/windows/win32/medfound/implementing-the-asynchronous-callback">Implementing
 * the Asynchronous Callback</a> in Java: reads the beginning of a file, once with a callback of
 * one's own and once with the ready-made one.
 */
public final class ImplementingTheAsynchronousCallback {
  private ImplementingTheAsynchronousCallback() {}

  // tag::readme
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
      boolean signalled = event.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return signalled ? status : HResult.E_PENDING;
    }

    int getBytesRead() {
      return bytesRead;
    }
  }

  static int read(Path file, ByteBuffer buffer) throws IOException, InterruptedException {
    try (MediaFoundation mf = MediaFoundation.startup();
        ByteStream stream = mf.openFile(file)) {
      MyCallback callback = new MyCallback(stream);
      stream.beginRead(buffer, callback, null);
      // … other work, while the file is being read …
      HResult status = callback.waitForCompletion(Duration.ofSeconds(5));
      return status.isSuccess() ? callback.getBytesRead() : -1;
    }
  }

  // end::readme

  /**
   * The same with the ready-made callback, which is the class above and knows why a read failed.
   */
  static int readWithReadCallback(Path file, ByteBuffer buffer)
      throws IOException, InterruptedException {
    try (MediaFoundation mf = MediaFoundation.startup();
        ByteStream stream = mf.openFile(file)) {
      ReadCallback callback = new ReadCallback(stream);
      stream.beginRead(buffer, callback, null);
      HResult status = callback.waitForCompletion(Duration.ofSeconds(5));
      return status.isSuccess() ? callback.bytesRead() : -1;
    }
  }

  /**
   * Reads the first 4 KiB of a file both ways.
   *
   * @param arguments the file
   * @throws Exception if the file cannot be read
   */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    System.out.println(read(file, buffer) + " bytes read by MyCallback");
    System.out.println(readWithReadCallback(file, buffer.clear()) + " bytes read by ReadCallback");
  }
}
