package org.mfplat4j.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engine-free")
class DirectBufferPoolTest {
  private static final int PAGE = 4096;
  private static final int MAX_POOLED_SIZE = 4 << 20;

  private final DirectBufferPool pool = new DirectBufferPool();

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 100, 4095, 4096, 4097, 8192, 8193, 65_537, 1 << 20, (1 << 20) + 1, 5 << 20})
  void aBufferIsDirectAlignedAndAsLargeAsAskedFor(int size) {
    ByteBuffer buffer = pool.take(size);
    assertThat(buffer.isDirect()).isTrue();
    assertThat(buffer.position()).isZero();
    assertThat(buffer.limit()).isEqualTo(size);
    assertThat(buffer.alignmentOffset(0, PAGE)).isZero();
    assertThat(buffer.capacity()).isLessThan(Math.max(PAGE + 1, 2 * size));
  }

  @Test
  void aBufferThatWasGivenBackIsTakenAgainForItsSizeClass() {
    ByteBuffer buffer = pool.take(5000);
    buffer.position(17).limit(20);
    pool.give(buffer);
    ByteBuffer again = pool.take(8192);
    assertThat(again).isSameAs(buffer);
    assertThat(again.position()).isZero();
    assertThat(again.limit()).isEqualTo(8192);
    assertThat(pool.take(8192)).isNotSameAs(buffer);
  }

  @Test
  void anotherSizeClassGetsAnotherBuffer() {
    ByteBuffer buffer = pool.take(100);
    pool.give(buffer);
    assertThat(pool.take(PAGE + 1)).isNotSameAs(buffer);
    assertThat(pool.take(0)).isSameAs(buffer);
  }

  @Test
  void buffersThatAreVeryLargeAreNotKept() {
    ByteBuffer largest = pool.take(MAX_POOLED_SIZE);
    ByteBuffer tooLarge = pool.take(MAX_POOLED_SIZE + 1);
    pool.give(largest);
    pool.give(tooLarge);
    assertThat(pool.take(MAX_POOLED_SIZE)).isSameAs(largest);
    assertThat(pool.take(MAX_POOLED_SIZE + 1)).isNotSameAs(tooLarge);
  }

  @Test
  void thePoolKeepsNoMoreThanItsLimit() {
    int limit = (32 << 20) / MAX_POOLED_SIZE;
    List<ByteBuffer> taken = new ArrayList<>();
    for (int i = 0; i < limit + 2; i++) {
      taken.add(pool.take(MAX_POOLED_SIZE));
    }
    taken.forEach(pool::give);
    Set<ByteBuffer> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(taken);
    int kept = 0;
    while (known.contains(pool.take(MAX_POOLED_SIZE))) {
      kept++;
    }
    assertThat(kept).isEqualTo(limit);
  }

  @Test
  void aForeignBufferIsNotKept() {
    ByteBuffer foreign = ByteBuffer.allocateDirect(5000);
    pool.give(foreign);
    assertThat(pool.take(5000)).isNotSameAs(foreign);
  }

  @Test
  void noTwoThreadsHaveOneBuffer() throws Exception {
    Set<Integer> inUse = ConcurrentHashMap.newKeySet();
    Set<String> clashes = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(4);
    for (int t = 0; t < 4; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  ByteBuffer buffer = pool.take(i % 3 * PAGE + 1);
                  // Buffers are equal by content: identity is what counts here.
                  int identity = System.identityHashCode(buffer);
                  int mark = Thread.currentThread().hashCode();
                  inUse.add(identity);
                  buffer.clear().putInt(0, mark);
                  Thread.onSpinWait();
                  if (buffer.getInt(0) != mark) {
                    clashes.add("two owners of " + identity);
                  }
                  pool.give(buffer);
                }
                done.countDown();
              })
          .start();
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(clashes).isEmpty();
    assertThat(inUse).as("buffers are used again").hasSizeLessThan(100);
  }
}
