package org.mfplat4j.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Media types as values, the GUIDs in them, and their way to and from Java's sound. */
@Tag("engine-free")
class MediaTypeTest {
  private static final UUID KEY = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

  @Test
  void pcmHasWhatItsBytesAre() {
    MediaType type = MediaType.pcm(44_100, 2, 16);
    assertThat(type.isAudio()).isTrue();
    assertThat(type.isVideo()).isFalse();
    assertThat(type.subtype()).hasValue(MediaFormat.PCM);
    assertThat(type.samplesPerSecond()).hasValue(44_100);
    assertThat(type.channels()).hasValue(2);
    assertThat(type.bitsPerSample()).hasValue(16);
    assertThat(type.blockAlignment()).hasValue(4);
    assertThat(type.get(MediaAttribute.AUDIO_AVG_BYTES_PER_SECOND, Integer.class))
        .hasValue(176_400);
    assertThat(type.stride()).isEmpty();
    assertThat(type.width()).isEmpty();
    assertThat(type.picturesPerSecond()).isEmpty();
    assertThat(MediaType.floatPcm(48_000, 6).blockAlignment()).hasValue(24);
  }

  @Test
  void picturesHaveTheirSizeAndRate() {
    MediaType type = MediaType.nv12(1920, 1080, 30_000, 1001);
    assertThat(type.isVideo()).isTrue();
    assertThat(type.width()).hasValue(1920);
    assertThat(type.height()).hasValue(1080);
    assertThat(type.picturesPerSecond().orElseThrow()).isBetween(29.97, 29.971);
    assertThat(type.stride()).hasValue(1920);
    assertThat(MediaType.rgb32(10, 4, 25, 1).stride()).hasValue(40);
    assertThat(MediaType.h264(10, 4, 25, 1).stride()).isEmpty();
    assertThat(MediaType.nv12(10, 4, 25, 1).without(MediaAttribute.DEFAULT_STRIDE).stride())
        .hasValue(10);
    assertThat(type.with(MediaAttribute.FRAME_RATE, 0L).picturesPerSecond()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NV12, 320, 238, 114240, 320",
    "NV12, 318, 238, 114240, 320",
    "NV12, 318, 238, 113526, 318",
    "NV12, 318, 238, 114000, 318",
    "I420, 4, 3, 20, 4",
    "YUY2, 10, 4, 96, 24",
    "RGB32, 10, 4, 160, 40",
    "H264, 10, 4, 160, -1"
  })
  void rowsThatAreLongerThanTheTypeSaysAreFound(
      String format, int width, int height, int size, int expected) {
    MediaType type =
        MediaType.of(MediaFormat.VIDEO, format.equals("RGB32") ? MediaFormat.RGB32 : code(format))
            .with(MediaAttribute.FRAME_SIZE, (long) width << 32 | height);
    assertThat(PictureLayout.stride(type, size).orElse(-1)).isEqualTo(expected);
  }

  private static UUID code(String fourCc) {
    return MediaFormat.ofFourCc(fourCc);
  }

  @Test
  void theLastRowFirstStaysSo() {
    MediaType type = MediaType.rgb32(10, 4, 25, 1).with(MediaAttribute.DEFAULT_STRIDE, -40);
    assertThat(PictureLayout.stride(type, 160)).hasValue(-40);
    assertThat(PictureLayout.stride(type, 192)).hasValue(-48);
  }

  @Test
  void everyKindOfValueComesOutAsItWentIn() {
    byte[] bytes = {1, 2, 3};
    MediaType type = MediaType.of(MediaFormat.AUDIO, MediaFormat.AAC);
    for (Object value : List.of(1, 2L, 3.5, KEY, "text", bytes)) {
      assertThat(type.with(KEY, value).get(KEY, value.getClass())).hasValue(cast(value));
    }
    MediaType blob = type.with(KEY, bytes);
    bytes[0] = 9;
    blob.get(KEY, byte[].class).orElseThrow()[1] = 9;
    ((byte[]) blob.attributes().get(KEY))[2] = 9;
    assertThat(blob.get(KEY, byte[].class)).hasValue(new byte[] {1, 2, 3});
    assertThat(type.get(KEY, Object.class)).isEmpty();
    assertThat(blob.get(KEY, String.class)).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static <T> T cast(Object value) {
    return (T) value;
  }

  @Test
  void equalTypesHaveEqualAttributes() {
    MediaType type = MediaType.pcm(8000, 1, 8);
    assertThat(type).isEqualTo(MediaType.pcm(8000, 1, 8)).hasSameHashCodeAs(type);
    assertThat(MediaType.of(type.attributes())).isEqualTo(type);
    assertThat(type).isNotEqualTo(MediaType.pcm(8000, 2, 8)).isNotEqualTo("type");
    assertThat(type.with(KEY, new byte[] {1})).isEqualTo(type.with(KEY, new byte[] {1}));
    assertThat(type.with(KEY, new byte[] {1})).isNotEqualTo(type.with(KEY, new byte[] {2}));
    assertThat(type.with(KEY, 1)).isNotEqualTo(type.with(KEY, 1L)).isNotEqualTo(type);
    assertThat(type.with(KEY, 1).without(KEY)).isEqualTo(type);
  }

  @Test
  void aTypeNamesWhatItHas() {
    assertThat(MediaType.nv12(320, 240, 25, 1).toString())
        .contains("MFMediaType_Video", "MFVideoFormat_NV12")
        .contains("MF_MT_FRAME_SIZE=320x240", "MF_MT_FRAME_RATE=25/1");
    assertThat(MediaType.of(Map.of()).toString()).contains("no major type", "no subtype");
    assertThat(MediaType.of(Map.of(KEY, new byte[3])).toString()).contains("3 bytes", KEY + "");
  }

  @ParameterizedTest
  @CsvSource({
    "NV12, 3231564e-0000-0010-8000-00aa00389b71",
    "H264, 34363248-0000-0010-8000-00aa00389b71",
    "auds, 73647561-0000-0010-8000-00aa00389b71"
  })
  void fourCcs(String fourCc, UUID expected) {
    assertThat(MediaFormat.ofFourCc(fourCc)).isEqualTo(expected);
    assertThat(MediaFormat.fourCc(expected)).hasValue(fourCc);
  }

  @Test
  void formatsHaveNames() {
    assertThat(MediaFormat.nameOf(MediaFormat.PCM)).isEqualTo("MFAudioFormat_PCM");
    assertThat(MediaFormat.nameOf(MediaFormat.ofFourCc("abcd"))).isEqualTo("abcd");
    assertThat(MediaFormat.nameOf(MediaFormat.ofFormatTag(0x11))).isEqualTo("0x0011");
    assertThat(MediaFormat.nameOf(KEY)).isEqualTo(KEY.toString());
    assertThat(MediaFormat.fourCc(MediaFormat.PCM)).isEmpty();
    assertThat(MediaFormat.fourCc(KEY)).isEmpty();
    assertThat(MediaAttribute.nameOf(KEY)).isEqualTo(KEY.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NV1", "NV123", "N\u00fc12", "NV1\n"})
  void whatIsNoFourCcIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> MediaFormat.ofFourCc(text));
  }

  @Test
  void whatNoTypeCanHaveIsRefused() {
    MediaType type = MediaType.of(MediaFormat.AUDIO, MediaFormat.PCM);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> type.with(KEY, 'c'))
        .withMessageContaining("java.lang.Character");
    assertThatIllegalArgumentException().isThrownBy(() -> type.with(KEY, "a\0b"));
    assertThatIllegalArgumentException().isThrownBy(() -> MediaType.of(Map.of(KEY, 1.5f)));
    assertThatNullPointerException().isThrownBy(() -> type.with(KEY, null));
    assertThatIllegalArgumentException().isThrownBy(() -> MediaType.pcm(44_100, 2, 12));
    assertThatIllegalArgumentException().isThrownBy(() -> MediaType.pcm(44_100, 2, 40));
    assertThatIllegalArgumentException().isThrownBy(() -> MediaType.pcm(0, 2, 16));
    assertThatIllegalArgumentException().isThrownBy(() -> MediaType.pcm(44_100, -1, 16));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MediaType.pcm(Integer.MAX_VALUE, 2, 16))
        .withMessageContaining("too many bytes");
    assertThatIllegalArgumentException().isThrownBy(() -> MediaType.nv12(0, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> MediaType.nv12(1, 1, 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MediaType.rgb32(Integer.MAX_VALUE, 1, 1, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 32})
  void soundGoesToJavaAndBack(int bits) {
    MediaType type = MediaType.pcm(22_050, 2, bits);
    AudioFormat format = AudioFormats.toAudioFormat(type);
    assertThat(format.getSampleSizeInBits()).isEqualTo(bits);
    assertThat(format.getFrameSize()).isEqualTo(bits / 4);
    assertThat(format.getFrameRate()).isEqualTo(22_050f);
    assertThat(format.isBigEndian()).isFalse();
    assertThat(format.getEncoding())
        .isEqualTo(bits == 8 ? AudioFormat.Encoding.PCM_UNSIGNED : AudioFormat.Encoding.PCM_SIGNED);
    assertThat(AudioFormats.toMediaType(format)).isEqualTo(type);
  }

  @Test
  void floatingPointGoesToJavaAndBack() {
    MediaType type = MediaType.floatPcm(48_000, 1);
    AudioFormat format = AudioFormats.toAudioFormat(type);
    assertThat(format.getEncoding()).isEqualTo(AudioFormat.Encoding.PCM_FLOAT);
    assertThat(AudioFormats.toMediaType(format)).isEqualTo(type);
  }

  @Test
  void whatTheOtherSideHasNoNameForIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioFormats.toAudioFormat(MediaType.nv12(1, 1, 1, 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> AudioFormats.toAudioFormat(MediaType.of(MediaFormat.AUDIO, MediaFormat.PCM)))
        .withMessageContaining("MF_MT_AUDIO_SAMPLES_PER_SECOND");
    for (AudioFormat format :
        List.of(
            new AudioFormat(44_100, 16, 2, true, true),
            new AudioFormat(44_100, 8, 2, true, false),
            new AudioFormat(44_100, 16, 2, false, false),
            new AudioFormat(44_100.5f, 16, 2, true, false),
            new AudioFormat(AudioFormat.Encoding.ULAW, 8000, 8, 1, 1, 8000, false))) {
      assertThatIllegalArgumentException().isThrownBy(() -> AudioFormats.toMediaType(format));
    }
  }
}
