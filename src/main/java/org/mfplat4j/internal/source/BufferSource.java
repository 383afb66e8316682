package org.mfplat4j.internal.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;

/** The bytes of a buffer, in place. Answers at once. */
public final class BufferSource implements ByteStreamSource {
  private final ByteBuffer bytes;

  public BufferSource(ByteBuffer buffer) {
    this.bytes = buffer.slice();
  }

  @Override
  public Set<Capability> capabilities() {
    EnumSet<Capability> capabilities =
        EnumSet.of(Capability.READABLE, Capability.SEEKABLE, Capability.DOES_NOT_USE_NETWORK);
    if (!bytes.isReadOnly()) {
      capabilities.add(Capability.WRITABLE);
    }
    return Collections.unmodifiableSet(capabilities);
  }

  @Override
  public long length() {
    return bytes.capacity();
  }

  @Override
  public CompletionStage<Integer> read(ByteBuffer destination, long position) {
    int count = within(position, destination.remaining());
    if (count > 0) {
      destination.put(destination.position(), bytes, (int) position, count);
    }
    return CompletableFuture.completedFuture(count);
  }

  @Override
  public CompletionStage<Integer> write(ByteBuffer source, long position) throws IOException {
    int count = within(position, source.remaining());
    if (count > 0) {
      bytes.put((int) position, source, source.position(), count);
    }
    return CompletableFuture.completedFuture(count);
  }

  private int within(long position, int size) {
    return (int) Math.max(0, Math.min(size, bytes.capacity() - position));
  }
}
