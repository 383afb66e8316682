package org.mfplat4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.SeekFlag;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;

/**
 * A stream beside what it should be: an array of bytes and a position. Each method does the same to
 * both and compares the outcome; {@link #check} compares the rest.
 *
 * <p>The model knows the rule for what is in flight: the range is fixed, and the position moved,
 * when an operation begins; a read is cut at the length of that moment. Where the outcome would
 * depend on which of two operations runs first, the model waits for the one that began first.
 * Nothing else waits, so operations that have nothing to do with each other run together.
 */
final class ModelledStream {
  /** In place of a position: the transfer is at the stream's own, and moves it. */
  static final int AT_CURSOR = -1;

  private final MediaFoundation platform;
  private final Path file;
  private final boolean wine = TestPlatform.isWine(8, 10);
  private final List<InFlight> inFlight = new ArrayList<>();

  private ByteStream stream;
  private boolean open;
  // What the file holds once everything in flight is done.
  private byte[] content = new byte[0];
  // How long the file is by now, whatever becomes of the writes in flight.
  private int certainLength;
  private int position;

  /** A stream on a file that must not exist. */
  ModelledStream(MediaFoundation platform, Path file) throws IOException {
    this.platform = platform;
    this.file = file;
    open(OpenMode.FAIL_IF_EXIST);
  }

  void read(int at, int size, boolean direct) throws Exception {
    ByteBuffer buffer = buffer(size, direct);
    if (refused(() -> readNow(at, buffer))) {
      return;
    }
    byte[] expected = reserveRead(at, size);
    assertThat(readNow(at, buffer)).as("bytes read").isEqualTo(expected.length);
    assertThat(bytesOf(buffer, expected.length)).isEqualTo(expected);
  }

  void write(int at, int size, int seed, boolean direct) throws Exception {
    byte[] bytes = bytes(size, seed);
    ByteBuffer buffer = buffer(size, direct).put(0, bytes);
    if (refused(() -> writeNow(at, buffer))) {
      return;
    }
    int from = from(at);
    reserveWrite(at, bytes);
    assertThat(writeNow(at, buffer)).as("bytes written").isEqualTo(size);
    certainLength = Math.max(certainLength, size == 0 ? 0 : from + size);
  }

  void beginRead(int at, int size, boolean direct) throws Exception {
    ByteBuffer buffer = buffer(size, direct);
    RecordingCallback callback = RecordingCallback.keeping();
    if (refused(() -> beginRead(at, buffer, callback))) {
      return;
    }
    int from = from(at);
    byte[] expected = reserveRead(at, size);
    beginRead(at, buffer, callback);
    inFlight.add(new InFlight(stream, false, from, expected, buffer, callback));
  }

  void beginWrite(int at, int size, int seed, boolean direct) throws Exception {
    byte[] bytes = bytes(size, seed);
    ByteBuffer buffer = buffer(size, direct).put(0, bytes);
    RecordingCallback callback = RecordingCallback.keeping();
    if (refused(() -> beginWrite(at, buffer, callback))) {
      return;
    }
    int from = from(at);
    reserveWrite(at, bytes);
    beginWrite(at, buffer, callback);
    inFlight.add(new InFlight(stream, true, from, bytes, buffer, callback));
  }

  /** Ends an operation that has begun. */
  void end(int which) throws Exception {
    if (!inFlight.isEmpty()) {
      InFlight ended = inFlight.remove(which % inFlight.size());
      settle(ended);
      ended.endAndCompare();
    }
  }

  void position(int to) throws Exception {
    if (refused(() -> stream.position(to))) {
      return;
    }
    stream.position(to);
    position = to;
  }

  void seek(SeekOrigin origin, int offset) throws Exception {
    if (refused(() -> stream.seek(origin, offset))) {
      return;
    }
    int target = (origin == SeekOrigin.BEGIN ? 0 : position) + offset;
    if (target < 0) {
      assertThatIllegalArgumentException().isThrownBy(() -> stream.seek(origin, offset));
      return;
    }
    assertThat(stream.seek(origin, offset)).as("what Seek gives").isEqualTo(target);
    position = target;
  }

  void cancel() throws Exception {
    if (refused(() -> stream.seek(SeekOrigin.CURRENT, 0, SeekFlag.CANCEL_PENDING_IO))) {
      return;
    }
    inFlight.forEach(InFlight::mayBeAborted);
    assertThat(stream.seek(SeekOrigin.CURRENT, 0, SeekFlag.CANCEL_PENDING_IO)).isEqualTo(position);
    settleWhatWasAborted();
  }

  void length(int to) throws Exception {
    if (refused(() -> stream.length(to))) {
      return;
    }
    settle(any -> true);
    stream.length(to);
    content = Arrays.copyOf(content, to);
    certainLength = to;
  }

  void flush() throws Exception {
    if (!refused(() -> stream.flush())) {
      stream.flush();
    }
  }

  void askLength() throws Exception {
    if (refused(() -> stream.length()) && refused(() -> stream.isEndOfStream())) {
      return;
    }
    settle(each -> each.write);
    assertThat(stream.isEndOfStream()).as("end of stream").isEqualTo(position >= content.length);
    assertThat(stream.length()).as("length").isEqualTo(content.length);
  }

  void close() throws Exception {
    inFlight.forEach(InFlight::mayBeAborted);
    stream.close();
    open = false;
    settleWhatWasAborted();
  }

  void reopen() throws Exception {
    if (!open) {
      endAll();
      if (wine) {
        // The platform lets go of the file a little after the last operation has ended.
        Limits.eventually(
            () ->
                assertThatCode(() -> open(OpenMode.FAIL_IF_NOT_EXIST)).doesNotThrowAnyException());
      } else {
        open(OpenMode.FAIL_IF_NOT_EXIST);
      }
    }
  }

  /** Ends everything and compares what is left of it. */
  void finish() throws Exception {
    close();
    endAll();
  }

  /** Lets go of everything, after a failure as well. */
  void abandon() throws Exception {
    stream.close();
    for (InFlight each : inFlight) {
      each.abandon();
    }
  }

  /** Compares the position, and the content where nothing in flight will still change it. */
  void check() throws Exception {
    if (open) {
      assertThat(stream.position()).as("position").isEqualTo(position);
    }
    // Not by the stream's own length(): it would never have to rely on one that it knows from
    // before. On Wine no other stream may open a file that is open for writing.
    if (inFlight.stream().noneMatch(each -> each.write && !each.settled) && !(wine && open)) {
      assertThat(Files.readAllBytes(file)).as("content of the file").isEqualTo(content);
    }
  }

  private void open(OpenMode mode) throws IOException {
    stream = platform.openFile(file, FileAccess.READ_WRITE, mode);
    open = true;
    position = 0;
  }

  /** On a closed stream: the call is refused as it must be, and true. */
  private boolean refused(ThrowingCallable call) {
    if (!open) {
      assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(call);
    }
    return !open;
  }

  private int readNow(int at, ByteBuffer buffer) throws IOException {
    return at == AT_CURSOR ? stream.read(buffer) : stream.read(buffer, at);
  }

  private int writeNow(int at, ByteBuffer buffer) throws IOException {
    return at == AT_CURSOR ? stream.write(buffer) : stream.write(buffer, at);
  }

  private void beginRead(int at, ByteBuffer buffer, RecordingCallback callback) throws IOException {
    if (at == AT_CURSOR) {
      stream.beginRead(buffer, callback, null);
    } else {
      stream.beginRead(buffer, at, callback, null);
    }
  }

  private void beginWrite(int at, ByteBuffer buffer, RecordingCallback callback)
      throws IOException {
    if (at == AT_CURSOR) {
      stream.beginWrite(buffer, callback, null);
    } else {
      stream.beginWrite(buffer, at, callback, null);
    }
  }

  private int from(int at) {
    return at == AT_CURSOR ? position : at;
  }

  /** What a read gives that begins now; the position is behind it, if it was the stream's. */
  private byte[] reserveRead(int at, int size) throws Exception {
    int from = from(at);
    if (from + size > certainLength) {
      settle(each -> each.write && each.end() > certainLength);
    }
    settle(each -> each.write && each.overlaps(from, from + size));
    int count = Math.max(0, Math.min(size, content.length - from));
    if (at == AT_CURSOR) {
      position += count;
    }
    // A position beyond the end is no place in the array.
    return count == 0 ? new byte[0] : Arrays.copyOfRange(content, from, from + count);
  }

  /** Lets the model have what a write that begins now will have written; a gap becomes zeros. */
  private void reserveWrite(int at, byte[] bytes) throws Exception {
    int from = from(at);
    settle(each -> each.overlaps(from, from + bytes.length));
    if (at == AT_CURSOR) {
      position += bytes.length;
    }
    if (bytes.length > 0) {
      content = Arrays.copyOf(content, Math.max(content.length, from + bytes.length));
      System.arraycopy(bytes, 0, content, from, bytes.length);
    }
  }

  private void settle(Predicate<InFlight> which) throws Exception {
    for (InFlight each : inFlight) {
      if (which.test(each)) {
        settle(each);
      }
    }
  }

  private void settle(InFlight operation) throws Exception {
    boolean now = operation.settle();
    if (now && operation.write && !operation.aborted && operation.expected.length > 0) {
      certainLength = Math.max(certainLength, operation.end());
    }
  }

  /**
   * After a cancellation: what was aborted has written all, some or nothing of its range. The model
   * takes the file as it is, if it is right everywhere else.
   */
  private void settleWhatWasAborted() throws Exception {
    settle(any -> true);
    List<InFlight> aborted = inFlight.stream().filter(each -> each.write && each.aborted).toList();
    if (aborted.isEmpty()) {
      return;
    }
    byte[] actual = Files.readAllBytes(file);
    assertThat(actual.length).as("length").isBetween(certainLength, content.length);
    byte[] expected = Arrays.copyOf(content, actual.length);
    for (InFlight write : aborted) {
      int end = Math.min(write.end(), actual.length);
      if (write.offset < end) {
        System.arraycopy(actual, write.offset, expected, write.offset, end - write.offset);
      }
    }
    assertThat(actual).as("what no cancelled write was to change").isEqualTo(expected);
    content = actual;
    certainLength = actual.length;
  }

  private void endAll() throws Exception {
    for (int last = inFlight.size() - 1; last >= 0; last--) {
      end(last);
    }
    check();
  }

  private static ByteBuffer buffer(int size, boolean direct) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }

  private static byte[] bytes(int size, int seed) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (seed + 1 + i * 7 + (i >> 8));
    }
    return bytes;
  }

  private static byte[] bytesOf(ByteBuffer buffer, int count) {
    assertThat(buffer.position()).as("position of the buffer").isEqualTo(count);
    byte[] bytes = new byte[count];
    buffer.get(0, bytes);
    return bytes;
  }
}
