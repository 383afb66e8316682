package org.mfplat4j.media;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mfplat4j.HResult;

/**
 * What one read of a {@link SourceReader} has brought: the parameters of {@code
 * IMFSourceReaderCallback::OnReadSample}. A stream tick, a change of types and the end of the
 * stream are results without a failure, and often without a sample.
 *
 * @param stream the number of the stream that the sample is of
 * @param status S_OK, or why there is no sample
 * @param flags what has happened
 * @param timestamp when the sample begins, or when the gap or the end is
 * @param sample the sample, if there is one; see the method that gave this for its owner
 */
public record ReadResult(
    int stream, HResult status, Set<ReadFlag> flags, Duration timestamp, Optional<Sample> sample)
    implements AutoCloseable {
  /**
   * A result.
   *
   * @param stream the number of the stream
   * @param status S_OK, or why there is no sample
   * @param flags what has happened
   * @param timestamp when the sample begins
   * @param sample the sample, if there is one
   * @throws NullPointerException if something is null
   */
  public ReadResult {
    Objects.requireNonNull(status, "status");
    flags = Set.copyOf(flags);
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(sample, "sample");
  }

  /**
   * Whether the stream has ended.
   *
   * @return true with {@link ReadFlag#END_OF_STREAM}
   */
  public boolean isEndOfStream() {
    return flags.contains(ReadFlag.END_OF_STREAM);
  }

  /** Closes the sample, if there is one; idempotent. */
  @Override
  public void close() {
    sample.ifPresent(Sample::close);
  }
}
