package org.mfplat4j.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;

/**
 * Microsoft's article <a
 * href="https://learn.microsoft.com/windows/win32/medfound/supporting-multiple-callbacks">Supporting
 * Multiple Callbacks</a> in Java. There, each callback is a nested class that passes its reference
 * counts on to the object; here each is a method reference, which keeps the object while it pends.
 */
public final class SupportingMultipleCallbacks {
  private final MediaFoundation mf;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
  private final CompletableFuture<String> text = new CompletableFuture<>();

  private SupportingMultipleCallbacks(MediaFoundation mf) {
    this.mf = mf;
  }

  static CompletableFuture<String> read(MediaFoundation mf, Path file) throws IOException {
    SupportingMultipleCallbacks reader = new SupportingMultipleCallbacks(mf);
    mf.beginOpenFile(file, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, reader::onOpened, null);
    return reader.text;
  }

  private void onOpened(AsyncResult result) {
    try {
      ByteStream stream = mf.endOpenFile(result);
      stream.beginRead(buffer, this::onRead, stream);
    } catch (IOException e) {
      text.completeExceptionally(e);
    }
  }

  private void onRead(AsyncResult result) {
    try (ByteStream stream = result.state(ByteStream.class)) {
      stream.endRead(result);
      text.complete(StandardCharsets.UTF_8.decode(buffer.flip()).toString());
    } catch (IOException e) {
      text.completeExceptionally(e);
    }
  }

  /** Prints the beginning of a file. */
  public static void main(String[] arguments) throws Exception {
    try (MediaFoundation mf = MediaFoundation.startup()) {
      System.out.print(read(mf, Path.of(arguments[0])).get());
    }
  }
}
