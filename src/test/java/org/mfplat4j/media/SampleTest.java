package org.mfplat4j.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.internal.media.Views;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/** Samples, their buffers, and what holds for the memory under a view. */
class SampleTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private static MediaBuffer buffer(int... bytes) throws Exception {
    ByteBuffer source = ByteBuffer.allocate(bytes.length);
    for (int each : bytes) {
      source.put((byte) each);
    }
    return MediaBuffer.of(source.flip());
  }

  private static byte[] bytes(MediaBuffer buffer) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(buffer.length());
    assertThat(buffer.read(bytes, 0)).isEqualTo(bytes.capacity());
    return bytes.array();
  }

  @Test
  void aBufferHasRoomAndALength() throws Exception {
    try (MediaBuffer buffer = MediaBuffer.create(10)) {
      assertThat(buffer.capacity()).isEqualTo(10);
      assertThat(buffer.length()).isZero();
      buffer.length(7);
      assertThat(buffer.length()).isEqualTo(7);
      assertThatIllegalArgumentException().isThrownBy(() -> buffer.length(11));
      assertThatIllegalArgumentException().isThrownBy(() -> buffer.length(-1));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> MediaBuffer.create(-1));
  }

  @Test
  void aBufferIsWrittenAndReadAtAnyPlace() throws Exception {
    try (MediaBuffer buffer = MediaBuffer.create(6)) {
      buffer.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 0);
      buffer.write(ByteBuffer.wrap(new byte[] {7, 8, 9}), 2);
      assertThat(bytes(buffer)).containsExactly(1, 2, 7, 8, 9);
      buffer.write(ByteBuffer.wrap(new byte[] {5}), 0);
      assertThat(bytes(buffer)).containsExactly(5, 2, 7, 8, 9);
      ByteBuffer some = ByteBuffer.allocateDirect(2);
      assertThat(buffer.read(some, 1)).isEqualTo(2);
      assertThat(some.flip().get()).isEqualTo((byte) 2);
      assertThat(buffer.read(ByteBuffer.allocate(1), 5)).isZero();
      assertThat(buffer.read(ByteBuffer.allocate(0), 0)).isZero();
      for (int offset : new int[] {-1, 6}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> buffer.read(ByteBuffer.allocate(1), offset));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> buffer.write(ByteBuffer.allocate(0), offset));
      }
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> buffer.write(ByteBuffer.allocate(2), 5));
      assertThatExceptionOfType(ReadOnlyBufferException.class)
          .isThrownBy(() -> buffer.read(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0));
      assertThat(buffer.length()).isEqualTo(5);
    }
  }

  @Test
  void aSampleHasATimeAndADurationOnceTheyAreSet() throws Exception {
    try (Sample sample = Sample.create()) {
      assertThat(sample.time()).isEmpty();
      assertThat(sample.duration()).isEmpty();
      sample.time(Duration.ofMillis(-1500));
      sample.duration(Duration.ofNanos(199));
      assertThat(sample.time()).hasValue(Duration.ofMillis(-1500));
      assertThat(sample.duration()).hasValue(Duration.ofNanos(100));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sample.time(Duration.ofSeconds(Long.MAX_VALUE)));
      assertThat(sample.attributes()).isEmpty();
    }
  }

  @Test
  void aSampleGivesItsBuffersAndMakesOneOfSeveral() throws Exception {
    try (Sample sample = Sample.create();
        MediaBuffer first = buffer(1, 2, 3);
        MediaBuffer second = buffer(4, 5)) {
      assertThat(sample.bufferCount()).isZero();
      assertThat(sample.length()).isZero();
      assertThatIllegalStateException().isThrownBy(sample::lock);
      sample.add(first);
      sample.add(second);
      assertThat(sample.bufferCount()).isEqualTo(2);
      assertThat(sample.length()).isEqualTo(5);
      try (MediaBuffer got = sample.buffer(1)) {
        assertThat(bytes(got)).containsExactly(4, 5);
      }
      for (int index : new int[] {-1, 2, Integer.MIN_VALUE}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> sample.buffer(index));
      }
      try (MediaBuffer whole = sample.contiguous()) {
        assertThat(bytes(whole)).containsExactly(1, 2, 3, 4, 5);
      }
      assertThat(sample.bufferCount()).isEqualTo(1);
    }
  }

  // A thread's frames keep what was in their variables: what takes views is a method of its own.

  @Test
  void buffersAndLocksOutliveTheirSample() throws Exception {
    useWhatOutlivesItsSample();
    Views.awaitNone();
  }

  private static void useWhatOutlivesItsSample() throws Exception {
    MediaBuffer buffer;
    BufferLock lock;
    try (Sample sample = Sample.of(ByteBuffer.wrap(new byte[] {1, 2, 3}))) {
      buffer = sample.buffer(0);
      lock = sample.lock();
    }
    assertThat(bytes(buffer)).containsExactly(1, 2, 3);
    buffer.close();
    assertThat(lock.size()).isEqualTo(3);
    assertThat(lock.bytes().get(2)).isEqualTo((byte) 3);
    lock.close();
  }

  @Test
  void aLockGivesTheBytesForReading() throws Exception {
    readThroughALock();
    Views.awaitNone();
  }

  private static void readThroughALock() throws Exception {
    try (MediaBuffer buffer = buffer(1, 2, 3, 4);
        BufferLock lock = buffer.lock()) {
      ByteBuffer bytes = lock.bytes();
      assertThat(bytes.isDirect()).isTrue();
      assertThat(bytes.isReadOnly()).isTrue();
      assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      assertThat(bytes.remaining()).isEqualTo(4);
      assertThat(bytes.getInt()).isEqualTo(0x04030201);
      // A position of its own.
      assertThat(lock.bytes().remaining()).isEqualTo(4);
      // The very memory.
      buffer.write(ByteBuffer.wrap(new byte[] {9}), 0);
      assertThat(bytes.get(0)).isEqualTo((byte) 9);
      assertThat(lock.stride(MediaType.pcm(8000, 1, 8))).isEmpty();
    }
  }

  @Test
  void anEmptyBufferHasAnEmptyView() throws Exception {
    try (MediaBuffer buffer = MediaBuffer.create(0);
        BufferLock lock = buffer.lock()) {
      assertThat(lock.size()).isZero();
      assertThat(lock.bytes().hasRemaining()).isFalse();
    }
    assertThat(Views.kept()).isZero();
  }

  @Test
  void aViewIsGoodWhenAllElseIsClosed() throws Exception {
    assertGood(sliceOfWhatIsClosed());
    Views.awaitNone();
  }

  private static void assertGood(ByteBuffer slice) throws Exception {
    for (int i = 0; i < 20; i++) {
      System.gc();
      // What was freed would be written by now.
      MediaBuffer.of(ByteBuffer.wrap(new byte[1 << 20])).close();
      assertThat(slice.get(0)).isEqualTo(Pattern.at(1000));
      assertThat(slice.get(slice.limit() - 1)).isEqualTo(Pattern.at((1 << 20) - 1));
    }
    assertThat(Views.kept()).isEqualTo(1 << 20);
  }

  private static ByteBuffer sliceOfWhatIsClosed() throws Exception {
    try (Sample sample = Sample.of(ByteBuffer.wrap(Pattern.bytes(1 << 20)));
        BufferLock lock = sample.lock()) {
      return lock.bytes().position(1000).slice().duplicate();
    }
  }

  @Test
  void manyViewsAreCopies() throws Exception {
    takeManyViews();
    Views.awaitNone();
  }

  private static void takeManyViews() throws Exception {
    List<ByteBuffer> views = new ArrayList<>();
    int size = 1 << 20;
    try (MediaBuffer buffer = MediaBuffer.of(ByteBuffer.wrap(Pattern.bytes(size)))) {
      for (int i = 0; i < 2 * Views.most() / size; i++) {
        try (BufferLock lock = buffer.lock()) {
          views.add(lock.bytes());
        }
        assertThat(Views.kept()).isLessThanOrEqualTo(Views.most());
      }
    }
    assertThat(Views.kept()).isEqualTo(Views.most());
    for (ByteBuffer view : views) {
      assertThat(view.remaining()).isEqualTo(size);
      assertThat(view.get(size - 1)).isEqualTo(Pattern.at(size - 1));
      assertThat(view.isReadOnly()).isTrue();
    }
  }

  @Test
  void aLockWhoseBytesNobodyTookKeepsNothing() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (MediaBuffer buffer = MediaBuffer.create(1 << 20);
          BufferLock lock = buffer.lock()) {
        assertThat(lock.size()).isZero();
      }
    }
    assertThat(Views.kept()).isZero();
  }

  @Test
  void whatIsClosedSaysSo() throws Exception {
    Sample sample = Sample.of(ByteBuffer.wrap(new byte[] {1}));
    MediaBuffer buffer = sample.buffer(0);
    BufferLock lock = buffer.lock();
    for (AutoCloseable each : List.of(sample, buffer, lock, sample, buffer, lock)) {
      each.close();
    }
    assertThatIllegalStateException().isThrownBy(sample::time).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(sample::lock);
    assertThatIllegalStateException().isThrownBy(buffer::length);
    assertThatIllegalStateException().isThrownBy(buffer::lock);
    assertThatIllegalStateException().isThrownBy(lock::bytes);
    try (Sample open = Sample.create()) {
      assertThatIllegalStateException().isThrownBy(() -> open.add(buffer));
    }
    assertThat(sample.toString()).contains("closed");
  }

  @Test
  void buffersOfOthersAreRefused() throws Exception {
    MediaBuffer foreign =
        (MediaBuffer)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MediaBuffer.class},
                (proxy, method, arguments) ->
                    method.getName().equals("toString") ? "a proxy" : null);
    try (Sample sample = Sample.create()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sample.add(foreign))
          .withMessageContaining("a proxy");
    }
  }

  @Test
  void whatIsForgottenIsReleasedAndReported() throws Exception {
    long before = LeakNet.reported();
    forget();
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(LeakNet.reported()).isEqualTo(before + 3);
        });
    Views.awaitNone();
  }

  private static void forget() throws Exception {
    Sample sample = Sample.of(ByteBuffer.wrap(new byte[] {1}));
    assertThat(sample.buffer(0).lock().bytes().get()).isEqualTo((byte) 1);
  }
}
