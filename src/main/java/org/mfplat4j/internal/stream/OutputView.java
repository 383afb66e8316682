package org.mfplat4j.internal.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.mfplat4j.ByteStream;

/** A stream as {@link ByteStream#asOutputStream} gives it: writes synchronously at the position. */
final class OutputView extends OutputStream {
  /** One native write takes no more, so that no large array takes a direct buffer of its size. */
  private static final int LARGEST_WRITE = 1 << 20;

  private final NativeByteStream stream;

  OutputView(NativeByteStream stream) {
    this.stream = stream;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    for (int done = 0; done < length; done += LARGEST_WRITE) {
      write(ByteBuffer.wrap(bytes, offset + done, Math.min(length - done, LARGEST_WRITE)));
    }
  }

  void write(ByteBuffer bytes) throws IOException {
    writeWhole(stream, bytes);
  }

  /** Writes all of a buffer's remaining bytes, should the stream take fewer at a time. */
  static void writeWhole(NativeByteStream stream, ByteBuffer bytes) throws IOException {
    writeWhole(stream, bytes, stream::write);
  }

  /** What writes once; the count of bytes. */
  @FunctionalInterface
  interface Write {
    int write(ByteBuffer bytes) throws IOException;
  }

  static void writeWhole(NativeByteStream stream, ByteBuffer bytes, Write write)
      throws IOException {
    // Once at least: the stream may have to refuse.
    int count = write.write(bytes);
    while (bytes.hasRemaining() && count > 0) {
      count = write.write(bytes);
    }
    if (bytes.hasRemaining()) {
      throw new IOException(
          "Write on \"" + stream.subject() + "\" took none of " + bytes.remaining() + " bytes");
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
