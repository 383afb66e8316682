package org.mfplat4j.internal.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.testing.Limits;

class ResultHandleTest {
  private final ResultHandle handle = new ResultHandle();

  @Test
  void aNewHandleHasNothing() {
    assertThat(handle.claim()).isZero();
  }

  @Test
  void theReferenceIsClaimedOnce() {
    handle.set(42);
    assertThat(handle.claim()).isEqualTo(42);
    assertThat(handle.claim()).isZero();
  }

  @Test
  void whatIsLentStaysWithoutKeepingOthersFromClaimingIt() throws Exception {
    assertThat(MediaFoundation.isAvailable()).isTrue();
    int before = JavaObjects.all().count();
    handle.set(JavaObjects.all().expose(new Object(), Natives::createJavaObject));
    Thread ending = new Thread(() -> Natives.release(handle.claim()));
    boolean lent =
        handle.use(
            address -> {
              ending.start();
              Limits.eventually(() -> assertThat(handle.isPresent()).isFalse());
              Limits.eventually(() -> assertThat(ending.isAlive()).isFalse());
              assertThat(JavaObjects.all().count()).as("still there").isEqualTo(before + 1);
            });
    assertThat(lent).isTrue();
    assertThat(JavaObjects.all().count()).isEqualTo(before);
    assertThat(handle.use(address -> {})).isFalse();
    assertThat(handle.reference()).isZero();
  }

  @Test
  void ofManyThreadsOneClaims() throws Exception {
    int threads = 4;
    int rounds = 500;
    CyclicBarrier round = new CyclicBarrier(threads, () -> handle.set(7));
    AtomicInteger claimed = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                try {
                  for (int i = 0; i < rounds; i++) {
                    round.await(20, TimeUnit.SECONDS);
                    if (handle.claim() == 7) {
                      claimed.incrementAndGet();
                    }
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
                done.countDown();
              })
          .start();
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(claimed).hasValue(rounds);
  }

  @Test
  void aReferenceThatComesWhileSomebodyAsksIsNotLost() throws Exception {
    int references = 1_000_000;
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger claimed = new AtomicInteger();
    Thread other =
        new Thread(
            () -> {
              while (!over.get()) {
                if (handle.claim() != 0) {
                  claimed.incrementAndGet();
                }
              }
            });
    other.start();
    int own = 0;
    for (int i = 0; i < references; i++) {
      handle.set(8);
      if (handle.claim() != 0) {
        own++;
      }
    }
    over.set(true);
    other.join();
    assertThat(own + claimed.get()).isEqualTo(references);
  }
}
