package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class MediaEventTest {
  private static final MediaEventType TYPE = MediaEventType.END_OF_STREAM;

  @Test
  void saysWhatItWasMadeWith() {
    UUID extendedType = UUID.randomUUID();
    MediaEvent event = new MediaEvent(TYPE, extendedType, HResult.E_FAIL, "value");
    assertThat(event.type()).isEqualTo(TYPE);
    assertThat(event.extendedType()).isEqualTo(extendedType);
    assertThat(event.status()).isEqualTo(HResult.E_FAIL);
    assertThat(event.value()).contains("value");
    assertThat(event).hasToString("MediaEvent[MEEndOfStream " + extendedType + ", E_FAIL, value]");
  }

  @Test
  void isSuccessfulAndEmptyByDefault() {
    MediaEvent event = MediaEvent.of(TYPE);
    assertThat(event.extendedType()).isEqualTo(MediaEvent.NO_EXTENDED_TYPE);
    assertThat(event.status()).isEqualTo(HResult.S_OK);
    assertThat(event.value()).isEmpty();
    assertThat(event).hasToString("MediaEvent[MEEndOfStream, S_OK, null]");
  }

  @Test
  void givesTheValueByItsType() {
    MediaEvent event = MediaEvent.of(TYPE, 7L);
    assertThat(event.value(Long.class)).contains(7L);
    assertThat(event.value(Number.class)).contains(7L);
    assertThat(event.value(Integer.class)).isEmpty();
  }

  @Test
  void bytesAreCopiedInAndOut() {
    byte[] bytes = {1, 2, 3};
    MediaEvent event = MediaEvent.of(TYPE, bytes);
    bytes[0] = 9;
    event.value(byte[].class).orElseThrow()[1] = 9;
    assertThat(event.value(byte[].class).orElseThrow()).containsExactly(1, 2, 3);
    assertThat(event).hasToString("MediaEvent[MEEndOfStream, S_OK, 3 bytes]");
  }

  @Test
  void isEqualToOneThatSaysTheSame() {
    MediaEvent event = MediaEvent.of(TYPE, new byte[] {1, 2});
    assertThat(event)
        .isEqualTo(MediaEvent.of(TYPE, new byte[] {1, 2}))
        .hasSameHashCodeAs(MediaEvent.of(TYPE, new byte[] {1, 2}))
        .isNotEqualTo(MediaEvent.of(TYPE, new byte[] {1, 3}))
        .isNotEqualTo(MediaEvent.of(TYPE))
        .isNotEqualTo(MediaEvent.of(MediaEventType.ERROR, new byte[] {1, 2}))
        .isNotEqualTo(new MediaEvent(TYPE, UUID.randomUUID(), HResult.S_OK, new byte[] {1, 2}))
        .isNotEqualTo(
            new MediaEvent(TYPE, MediaEvent.NO_EXTENDED_TYPE, HResult.S_FALSE, new byte[] {1, 2}))
        .isNotEqualTo("event");
  }

  @Test
  void refusesWhatItCannotCarry() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MediaEvent.of(TYPE, "a\0b"))
        .withMessageContaining("zero character, at index 1");
    assertThatNullPointerException().isThrownBy(() -> MediaEvent.of(null)).withMessage("type");
    assertThatNullPointerException()
        .isThrownBy(() -> new MediaEvent(TYPE, null, HResult.S_OK, null))
        .withMessage("extendedType");
    assertThatNullPointerException()
        .isThrownBy(() -> new MediaEvent(TYPE, MediaEvent.NO_EXTENDED_TYPE, null, null))
        .withMessage("status");
  }

  @Test
  void typesHaveMicrosoftsNamesOrTheirNumber() {
    assertThat(MediaEventType.ERROR).hasToString("MEError");
    assertThat(new MediaEventType(212)).isEqualTo(TYPE).hasToString("MEEndOfStream");
    assertThat(new MediaEventType(40_001)).hasToString("40001");
    assertThat(new MediaEventType(-1)).hasToString("4294967295");
  }
}
