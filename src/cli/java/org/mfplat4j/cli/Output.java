package org.mfplat4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Where {@code --output} copies the bytes: a file, a device or a pipe, or standard output. */
final class Output implements BlockSink, AutoCloseable {
  private static final String STANDARD_OUTPUT = "-";

  private final WritableByteChannel channel;
  private final String name;
  // The file that is being written; null where the bytes go elsewhere.
  private final @Nullable Replacement replacement;
  private final @Nullable FileChannel file;

  private Output(WritableByteChannel channel, String name) {
    this.channel = channel;
    this.name = name;
    this.replacement = null;
    this.file = null;
  }

  private Output(FileChannel file, String name, Replacement replacement) {
    this.channel = file;
    this.name = name;
    this.replacement = replacement;
    this.file = file;
  }

  static boolean isStandardOutput(Path path) {
    return path.toString().equals(STANDARD_OUTPUT);
  }

  /**
   * Opens the output.
   *
   * @param input what is read, which must not be replaced
   * @param force whether a file that exists is replaced
   */
  static Output open(Path path, Path input, OutputStream standardOutput, boolean force)
      throws IOException {
    if (isStandardOutput(path)) {
      return new Output(Channels.newChannel(standardOutput), "standard output");
    }
    if (Replacement.isSpecial(path)) {
      return new Output(FileChannel.open(path, StandardOpenOption.WRITE), path.toString());
    }
    Replacement replacement = Replacement.begin(path, input, "the output", force);
    try {
      FileChannel file = FileChannel.open(replacement.part(), StandardOpenOption.WRITE);
      replacement.writtenBy(file);
      return new Output(file, path.toString(), replacement);
    } catch (Throwable e) {
      replacement.close();
      throw e;
    }
  }

  @Override
  public void accept(ByteBuffer bytes) throws IOException {
    try {
      int end = bytes.limit();
      while (bytes.hasRemaining()) {
        int run = file == null ? bytes.remaining() : Zeros.nextRun(bytes, file.position());
        if (file != null && run < 0) {
          file.position(file.position() - run);
          bytes.position(bytes.position() - run);
        } else {
          writeAll(bytes.limit(bytes.position() + run));
          bytes.limit(end);
        }
      }
    } catch (IOException e) {
      // The channel's message is the system's alone: "No space left on device".
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  /** Writes over the first bytes; does nothing where what is written cannot be taken back. */
  void replaceHead(ByteBuffer bytes) throws IOException {
    if (file == null) {
      return;
    }
    try {
      int begin = bytes.position();
      while (bytes.hasRemaining()) {
        file.write(bytes, bytes.position() - begin);
      }
    } catch (IOException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** All bytes are there: the file gets its name. */
  void commit(KeptAttributes kept) throws IOException {
    if (file == null || replacement == null) {
      return;
    }
    long length = file.position();
    if (length > file.size()) {
      // It ends with a hole.
      file.write(ByteBuffer.allocate(1), length - 1);
    }
    file.close();
    replacement.commit(kept);
  }

  /** Standard output included: nothing comes after the bytes. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      if (replacement != null) {
        replacement.close();
      }
    }
  }
}
