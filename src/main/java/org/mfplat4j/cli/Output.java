package org.mfplat4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where {@code --output} copies the bytes: a file or standard output. */
final class Output implements BlockSink, AutoCloseable {
  private static final String STANDARD_OUTPUT = "-";

  private final WritableByteChannel channel;
  private final String name;

  private Output(WritableByteChannel channel, String name) {
    this.channel = channel;
    this.name = name;
  }

  static boolean isStandardOutput(Path path) {
    return path.toString().equals(STANDARD_OUTPUT);
  }

  /**
   * Opens the output; a file that exists is replaced.
   *
   * @param input what is read, which must not be replaced
   */
  static Output open(Path path, Path input, OutputStream standardOutput) throws IOException {
    if (isStandardOutput(path)) {
      return new Output(Channels.newChannel(standardOutput), "standard output");
    }
    if (Files.exists(path) && Files.isSameFile(path, input)) {
      throw new FileSystemException(
          path.toString(), null, "the output is the very file that is to be read");
    }
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);
    return new Output(channel, path.toString());
  }

  @Override
  public void accept(ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      // The channel's message is the system's alone: "No space left on device".
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  /** Standard output included: nothing comes after the bytes. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
