package com.example.app;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.ReadCallback;

/** Reads the beginning of a file, and prints how many bytes came. */
public final class ReadFile {
  private ReadFile() {}

  public static void main(String[] arguments) throws Exception {
    try (MediaFoundation mf = MediaFoundation.startup();
        ByteStream stream = mf.openFile(Path.of(arguments[0]))) {
      ByteBuffer buffer = MediaFoundation.allocateBuffer(4096);
      ReadCallback callback = new ReadCallback(stream);
      stream.beginRead(buffer, callback, null);
      System.out.println(
          callback.waitForCompletion(Duration.ofSeconds(30)).name()
              + ": "
              + callback.bytesRead()
              + " bytes");
    }
  }
}
