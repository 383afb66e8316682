package org.mfplat4j.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;

/**
 * An input stream, read from its beginning to its end. The byte stream asks for one read at a time.
 */
public final class InputStreamSource implements ByteStreamSource.Blocking {
  private static final int MAX_CHUNK = 64 << 10;

  private final InputStream stream;

  public InputStreamSource(InputStream stream) {
    this.stream = Objects.requireNonNull(stream, "stream");
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.READABLE);
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public int read(ByteBuffer destination, long position) throws IOException {
    // An array of its own: the stream may keep it.
    byte[] chunk = new byte[Math.min(destination.remaining(), MAX_CHUNK)];
    int count = stream.read(chunk, 0, chunk.length);
    if (count > 0) {
      destination.put(chunk, 0, count);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
