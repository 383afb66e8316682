package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

class BufferPoolTest {
  @RegisterExtension final Workbench workbench = new Workbench();

  @Test
  void buffersAreAlignedAndDistinct() throws Exception {
    for (int size : new int[] {1, 4096, 4097, 3 << 20}) {
      try (BufferPool pool = BufferPool.create(size, 3)) {
        Set<Long> addresses = new HashSet<>();
        ByteBuffer[] taken = {pool.take(), pool.take(), pool.take()};
        for (ByteBuffer buffer : taken) {
          assertThat(buffer.capacity()).isEqualTo(size);
          assertThat(buffer.remaining()).isEqualTo(size);
          assertThat(buffer.alignmentOffset(0, 4096)).isZero();
          buffer.put(0, (byte) addresses.size());
          addresses.add(org.mfplat4j.internal.jni.Natives.addressOf(buffer));
        }
        assertThat(addresses).hasSize(3);
        for (int i = 0; i < 3; i++) {
          assertThat(taken[i].get(0)).isEqualTo((byte) i);
          pool.give(taken[i]);
        }
      }
    }
  }

  @Test
  void aBufferComesBackAsNew() throws Exception {
    try (BufferPool pool = BufferPool.create(100, 1)) {
      ByteBuffer buffer = pool.take();
      buffer.position(3).limit(7).order(ByteOrder.LITTLE_ENDIAN);
      pool.give(buffer);
      ByteBuffer again = pool.take();
      assertThat(again).isSameAs(buffer);
      assertThat(again.position()).isZero();
      assertThat(again.limit()).isEqualTo(100);
      assertThat(again.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
      pool.give(again);
    }
  }

  @Test
  void takeWaitsForAGift() throws Exception {
    try (BufferPool pool = BufferPool.create(10, 1)) {
      ByteBuffer only = pool.take();
      assertThat(pool.available()).isZero();
      assertThat(pool.poll(0, TimeUnit.SECONDS)).isNull();
      assertThat(pool.poll(1, TimeUnit.MILLISECONDS)).isNull();
      CountDownLatch asking = new CountDownLatch(1);
      CompletableFuture<ByteBuffer> waiting =
          CompletableFuture.supplyAsync(
              () -> {
                asking.countDown();
                try {
                  return pool.take();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      Limits.eventually(asking);
      pool.give(only);
      assertThat(waiting.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS)).isSameAs(only);
      pool.give(only);
      assertThat(pool.available()).isOne();
    }
  }

  @Test
  void whatWasNotTakenIsNotTakenBack() throws Exception {
    try (BufferPool pool = BufferPool.create(10, 2);
        BufferPool other = BufferPool.create(10, 2)) {
      ByteBuffer buffer = pool.take();
      ByteBuffer foreign = other.take();
      assertThatIllegalArgumentException().isThrownBy(() -> pool.give(buffer.duplicate()));
      assertThatIllegalArgumentException().isThrownBy(() -> pool.give(buffer.slice(1, 2)));
      assertThatIllegalArgumentException().isThrownBy(() -> pool.give(foreign));
      assertThatIllegalArgumentException().isThrownBy(() -> pool.give(ByteBuffer.allocate(10)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.give(ByteBuffer.allocateDirect(10)));
      pool.give(buffer);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.give(buffer))
          .withMessageContaining("before");
      other.give(foreign);
    }
  }

  @Test
  void closingTellsWhoWaitsAndReportsWhatIsMissing() throws Exception {
    BufferPool pool = BufferPool.create(10, 1);
    ByteBuffer buffer = pool.take();
    CompletableFuture<Throwable> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                pool.take();
                return null;
              } catch (Throwable e) {
                return e;
              }
            });
    long reported = LeakNet.reported();
    pool.close();
    pool.close();
    assertThat(LeakNet.reported()).isEqualTo(reported + 1);
    assertThat(waiting.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class);
    assertThatIllegalStateException().isThrownBy(pool::take).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> pool.poll(1, TimeUnit.SECONDS));
    buffer.put(0, (byte) 1);
    pool.give(buffer);
  }

  @Test
  void sizesThatCannotBe() {
    assertThatIllegalArgumentException().isThrownBy(() -> BufferPool.create(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> BufferPool.create(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> BufferPool.create(1 << 30, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> BufferPool.create(Integer.MAX_VALUE, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> MediaFoundation.allocateBuffer(-1));
  }

  @Test
  void readsGoIntoThePoolsMemory() throws Exception {
    try (BufferPool pool = BufferPool.create(5000, 2);
        ByteStream stream = workbench.reading(5000)) {
      ByteBuffer buffer = pool.take();
      RecordingCallback callback = RecordingCallback.ending(stream);
      stream.beginRead(buffer, callback, null);
      assertThat(callback.awaitOnly().count()).isEqualTo(5000);
      byte[] bytes = new byte[5000];
      buffer.flip().get(bytes);
      assertThat(bytes).isEqualTo(Pattern.bytes(5000));
      pool.give(buffer);
    }
  }

  @Test
  void allocatedBuffersAreAlignedAndEmpty() {
    for (int size : new int[] {0, 1, 4096, 100_000, 5 << 20}) {
      ByteBuffer buffer = MediaFoundation.allocateBuffer(size);
      assertThat(buffer.isDirect()).isTrue();
      assertThat(buffer.capacity()).isEqualTo(size);
      assertThat(buffer.remaining()).isEqualTo(size);
      assertThat(buffer.alignmentOffset(0, 4096)).isZero();
      assertThat(buffer).isEqualTo(ByteBuffer.allocate(size));
    }
  }
}
