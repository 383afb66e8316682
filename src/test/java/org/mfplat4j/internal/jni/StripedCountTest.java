package org.mfplat4j.internal.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engine-free")
class StripedCountTest {
  private static final int THREADS = 3;

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void whatOneThreadAddsAnotherRemoves(int stripes) throws Exception {
    StripedCount count = new StripedCount(stripes);
    assertThat(count.isZero()).isTrue();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 20; t++) {
      threads.add(new Thread(count::add));
    }
    runAll(threads);
    for (int i = 0; i < 20; i++) {
      assertThat(count.isZero()).isFalse();
      count.remove();
    }
    assertThat(count.isZero()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void itIsNeverZeroWhileSomethingIsThere(int stripes) throws Exception {
    int turns = 300;
    StripedCount count = new StripedCount(stripes);
    AtomicInteger turn = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    count.add();
    for (int t = 0; t < THREADS; t++) {
      int mine = t;
      threads.add(
          new Thread(
              () -> {
                while (turn.get() < turns) {
                  if (turn.get() % THREADS != mine) {
                    Thread.yield();
                    continue;
                  }
                  for (int i = 0; i < 50; i++) {
                    count.add();
                    count.remove();
                  }
                  turn.incrementAndGet();
                }
              }));
    }
    threads.add(
        new Thread(
            () -> {
              while (turn.get() < turns) {
                if (count.isZero()) {
                  wrong.incrementAndGet();
                }
              }
            }));
    runAll(threads);
    assertThat(wrong).hasValue(0);
    count.remove();
    assertThat(count.isZero()).isTrue();
  }

  private static void runAll(List<Thread> threads) throws InterruptedException {
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
