package org.mfplat4j.internal.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.mfplat4j.ByteStream;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.internal.buffer.DirectBufferPool;

/** A stream as {@link ByteStream#asInputStream} gives it: reads synchronously at the position. */
final class InputView extends InputStream {
  /** One native read brings no more, so that no large array takes a direct buffer of its size. */
  private static final int LARGEST_READ = 1 << 20;

  private static final int SMALLEST_READ = 1 << 13;

  private static final int NOT_MARKED = -1;

  private final ByteStream stream;
  // As the class demands of its users, one thread at a time.
  private long mark = NOT_MARKED;

  InputView(ByteStream stream) {
    this.stream = stream;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    int count = stream.read(ByteBuffer.wrap(bytes, offset, Math.min(length, LARGEST_READ)));
    return count == 0 ? -1 : count;
  }

  /** Into one array of the right size, where the superclass collects small ones. */
  @Override
  public byte[] readNBytes(int length) throws IOException {
    if (length < 0) {
      throw new IllegalArgumentException("the length is negative: " + length);
    }
    byte[] expected = new byte[Math.min(length, available())];
    int count = readNBytes(expected, 0, expected.length);
    if (count < expected.length) {
      return Arrays.copyOf(expected, count);
    }
    // The file may grow, and files of /proc have more than they say.
    byte[] more = super.readNBytes(length - count);
    if (more.length == 0) {
      return expected;
    }
    byte[] all = Arrays.copyOf(expected, count + more.length);
    System.arraycopy(more, 0, all, count, more.length);
    return all;
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    Objects.requireNonNull(out, "out");
    return out instanceof OutputView view ? transferTo(view) : transferThroughArray(out);
  }

  /** From native stream to native stream, through direct memory alone. */
  private long transferTo(OutputView out) throws IOException {
    ByteBuffer buffer = DirectBufferPool.shared().take(LARGEST_READ);
    try {
      long transferred = 0;
      while (stream.read(buffer.clear().limit(LARGEST_READ)) > 0) {
        transferred += buffer.flip().remaining();
        out.write(buffer);
      }
      return transferred;
    } finally {
      DirectBufferPool.shared().give(buffer);
    }
  }

  private long transferThroughArray(OutputStream out) throws IOException {
    // A file that seems to be at its end may go on: those of /proc have no length.
    byte[] bytes = new byte[Math.max(SMALLEST_READ, Math.min(available(), LARGEST_READ))];
    long transferred = 0;
    int count = read(bytes);
    while (count >= 0) {
      out.write(bytes, 0, count);
      transferred += count;
      count = read(bytes);
    }
    return transferred;
  }

  /** Moves the position, but never beyond the end. */
  @Override
  public long skip(long count) throws IOException {
    long skipped = Math.min(count, left());
    if (skipped <= 0) {
      return 0;
    }
    stream.seek(SeekOrigin.CURRENT, skipped);
    return skipped;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.max(0, Math.min(left(), Integer.MAX_VALUE));
  }

  /** Negative where the position is beyond the end. */
  private long left() throws IOException {
    return stream.length() - stream.position();
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  @Override
  public void mark(int limit) {
    try {
      mark = stream.position();
    } catch (IOException e) {
      // Closed: marking has no effect then, by its contract.
      mark = NOT_MARKED;
    }
  }

  @Override
  public void reset() throws IOException {
    if (mark == NOT_MARKED) {
      throw new IOException("the stream was not marked");
    }
    stream.position(mark);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
