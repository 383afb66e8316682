package org.mfplat4j.internal.hresult;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine-free")
class CountOrErrorTest {
  @Test
  void theCodeIsAboveAndTheCountBelow() {
    assertThat(CountOrError.hresult(600)).isZero();
    assertThat(CountOrError.count(600)).isEqualTo(600);
    assertThat(CountOrError.count(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThat(CountOrError.hresult(Integer.MAX_VALUE)).isZero();
  }

  @Test
  void aFailureKeepsItsSignAndHasNoCount() {
    long packed = 0x8007_0005L << 32;
    assertThat(CountOrError.hresult(packed)).isEqualTo(0x80070005);
    assertThat(CountOrError.count(packed)).isZero();
  }

  @Test
  void aSuccessOtherThanOkHasACount() {
    long packed = 1L << 32 | 7;
    assertThat(CountOrError.hresult(packed)).isEqualTo(1);
    assertThat(CountOrError.count(packed)).isEqualTo(7);
  }
}
