package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.media.SourceReader;

/** A file with its source reader. A platform that does not answer is given up after a while. */
final class MediaFile implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  private final ByteStream stream;
  private final SourceReader reader;

  private MediaFile(ByteStream stream, SourceReader reader) {
    this.stream = stream;
    this.reader = reader;
  }

  static MediaFile open(MediaFoundation platform, Path file)
      throws IOException, InterruptedException {
    ByteStream stream = platform.openFile(file);
    CompletableFuture<SourceReader> opening = SourceReader.openAsync(stream);
    try {
      return new MediaFile(stream, get(opening, "\"" + file + "\" was not opened"));
    } catch (Throwable e) {
      // The reader is closed if it still comes.
      opening.cancel(false);
      stream.close();
      throw e;
    }
  }

  SourceReader reader() {
    return reader;
  }

  /** Waits for a future of the reader's. */
  static <T> T get(CompletableFuture<T> future, String failure)
      throws IOException, InterruptedException {
    try {
      return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Failed.rethrow(e.getCause());
      throw new IOException(e);
    } catch (TimeoutException e) {
      throw new IOException(failure + " within " + LIMIT_SECONDS + " s", e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
    stream.close();
  }
}
