package org.mfplat4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.HResult;
import org.mfplat4j.testing.RecordingCallback;

/** One read or write that has begun and has not been ended, and what must come of it. */
final class InFlight {
  final boolean write;
  final int offset;
  final byte[] expected;
  // The callback has been invoked; whether with the data or because of a cancellation.
  boolean settled;
  boolean aborted;

  private final ByteStream stream;
  private final ByteBuffer buffer;
  private final RecordingCallback callback;
  private boolean mayBeAborted;

  /** {@code expected} is what is read or written, from {@code offset} of the file on. */
  InFlight(
      ByteStream stream,
      boolean write,
      int offset,
      byte[] expected,
      ByteBuffer buffer,
      RecordingCallback callback) {
    this.stream = stream;
    this.write = write;
    this.offset = offset;
    this.expected = expected;
    this.buffer = buffer;
    this.callback = callback;
  }

  int end() {
    return offset + expected.length;
  }

  boolean overlaps(int from, int to) {
    return !settled && offset < to && from < end();
  }

  /** Somebody cancels: from now on it may complete either way, if it has not yet. */
  void mayBeAborted() {
    mayBeAborted = mayBeAborted || !settled;
  }

  /** Waits for the completion; true for the one call that had to. */
  boolean settle() throws Exception {
    if (settled) {
      return false;
    }
    HResult status = callback.awaitOnly().status();
    settled = true;
    aborted = mayBeAborted && status.equals(HResult.OPERATION_ABORTED);
    if (!aborted) {
      assertThat(status).as("status of %s", this).isEqualTo(HResult.S_OK);
    }
    return true;
  }

  void endAndCompare() throws Exception {
    settle();
    AsyncResult result = callback.awaitOnly().result();
    ThrowingCallable end = () -> end(result);
    if (aborted) {
      // Closed before it was ended, even where it was a seek that had cancelled it.
      boolean closed = stream.toString().contains("closed");
      assertThatExceptionOfType(
              closed ? AsynchronousCloseException.class : CancellationException.class)
          .isThrownBy(end);
      assertThat(buffer.position()).as("position of the buffer of %s", this).isZero();
      return;
    }
    assertThat(end(result)).as("bytes of %s", this).isEqualTo(expected.length);
    assertThat(buffer.position()).as("position of the buffer").isEqualTo(expected.length);
    byte[] actual = new byte[expected.length];
    buffer.get(0, actual);
    assertThat(actual).as("data of %s", this).isEqualTo(expected);
  }

  /** Lets go of it, whatever has become of it. */
  void abandon() throws Exception {
    callback.awaitOnly().result().close();
  }

  private int end(AsyncResult result) throws Exception {
    return write ? stream.endWrite(result) : stream.endRead(result);
  }

  @Override
  public String toString() {
    return (write ? "the write" : "the read") + " of " + offset + " to " + end();
  }
}
