package org.mfplat4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mfplat4j.testing.Limits;

@Tag("engine-free")
class BriefSpinTest {
  private static final long LONG = TimeUnit.SECONDS.toNanos(10);

  private final AtomicInteger looks = new AtomicInteger();

  private boolean never() {
    looks.incrementAndGet();
    return false;
  }

  @ParameterizedTest
  @CsvSource({
    ", 2, 50000",
    ", 1, 0",
    "0, 2, 0",
    "5, 2, 5000",
    "80, 8, 50000",
    "-1, 2, 0",
    "x, 2, 50000",
    "99999999999, 2, 50000"
  })
  void theVariableSaysHowLong(String variable, int processors, long nanos) {
    assertThat(BriefSpin.nanos(variable, processors)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource({
    ", true",
    "'', true",
    "0, true",
    "1000, true",
    "1001, false",
    "-1, false",
    "x, false",
    "5ms, false"
  })
  void whatTheVariableMustNotSayIsKnown(String variable, boolean known) {
    assertThat(BriefSpin.isKnown(variable)).isEqualTo(known);
  }

  @Test
  void whatHasHappenedIsSeenAtOnceAlsoWithoutSpinning() {
    assertThat(new BriefSpin(0).until(() -> true, 0)).isTrue();
    assertThat(new BriefSpin(0).until(this::never, LONG)).isFalse();
    assertThat(looks).as("one look").hasValue(1);
  }

  @Test
  void whatHappensMeanwhileIsSeen() {
    assertThat(new BriefSpin(LONG).until(() -> looks.incrementAndGet() == 1_000, LONG)).isTrue();
  }

  @Test
  void aCallerWithLittleTimeDoesNotSpin() {
    assertThat(new BriefSpin(LONG).until(this::never, LONG - 1)).isFalse();
    assertThat(looks).hasValue(1);
  }

  @Test
  void whoMissesAgainAndAgainLooksRarely() {
    BriefSpin spin = new BriefSpin(1_000);
    int spins = 0;
    for (int i = 0; i < 4 + 2 * 33; i++) {
      looks.set(0);
      assertThat(spin.until(this::never, LONG)).isFalse();
      if (looks.get() > 1) {
        spins++;
      }
    }
    assertThat(spins).as("four, and then one of 33").isEqualTo(6);
  }

  @Test
  void whatHelpsIsTriedAlwaysAgain() {
    BriefSpin spin = new BriefSpin(1_000);
    for (int i = 0; i < 4 + 32; i++) {
      spin.until(this::never, LONG);
    }
    looks.set(-10);
    assertThat(spin.until(() -> looks.incrementAndGet() > 0, LONG)).as("the rare try").isTrue();
    looks.set(-10);
    assertThat(spin.until(() -> looks.incrementAndGet() > 0, LONG)).isTrue();
  }

  @Test
  void oneThreadSpinsAtATime() throws Exception {
    BriefSpin spin = new BriefSpin(LONG);
    CountDownLatch spinning = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread first =
        new Thread(
            () ->
                spin.until(
                    () -> {
                      if (looks.incrementAndGet() > 1) {
                        spinning.countDown();
                      }
                      return end.getCount() == 0;
                    },
                    LONG));
    first.start();
    assertThat(spinning.await(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS)).isTrue();
    AtomicInteger mine = new AtomicInteger();
    assertThat(spin.until(() -> mine.incrementAndGet() < 0, LONG)).isFalse();
    assertThat(mine).as("one look").hasValue(1);
    end.countDown();
    first.join();
  }
}
