package org.mfplat4j.internal.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;

/** A function that gives ranges of bytes. */
public final class RangeSource implements ByteStreamSource {
  private final long length;
  private final RangeReader ranges;

  public RangeSource(long length, RangeReader ranges) {
    if (length < -1) {
      throw new IllegalArgumentException("the length is below -1: " + length);
    }
    this.length = length;
    this.ranges = Objects.requireNonNull(ranges, "ranges");
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.READABLE, Capability.SEEKABLE, Capability.REMOTE, Capability.HAS_SLOW_SEEK);
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public CompletionStage<Integer> read(ByteBuffer destination, long position) throws IOException {
    int wanted = destination.remaining();
    CompletionStage<ByteBuffer> range = ranges.read(position, wanted);
    if (range == null) {
      throw new IllegalStateException("the range reader gave null in place of a stage");
    }
    return range.thenApply(bytes -> copy(bytes, destination, position, wanted));
  }

  private static int copy(ByteBuffer bytes, ByteBuffer destination, long position, int wanted) {
    if (bytes == null) {
      throw new IllegalStateException("the range reader gave null in place of bytes");
    }
    int count = bytes.remaining();
    if (count > wanted) {
      throw new IllegalStateException(
          "the range reader gave " + count + " bytes for " + wanted + " at " + position);
    }
    destination.put(bytes.duplicate());
    return count;
  }
}
