package org.mfplat4j.media;

import java.util.OptionalInt;
import java.util.UUID;
import javax.sound.sampled.AudioFormat;

/**
 * Between {@link MediaType} and {@link AudioFormat}, for {@code javax.sound}. A class of its own:
 * it alone needs the module {@code java.desktop}.
 */
public final class AudioFormats {
  private AudioFormats() {}

  /**
   * The Java format of uncompressed sound.
   *
   * @param type of {@link MediaFormat#PCM} or {@link MediaFormat#FLOAT}, with samples in a second,
   *     channels, and bits
   * @return the format, little-endian; of 8 bits unsigned, of more signed
   * @throws IllegalArgumentException if the type is none of these, or lacks one of these
   */
  public static AudioFormat toAudioFormat(MediaType type) {
    UUID format = type.subtype().orElse(null);
    boolean isFloat = MediaFormat.FLOAT.equals(format);
    if (!type.isAudio() || (!isFloat && !MediaFormat.PCM.equals(format))) {
      throw new IllegalArgumentException("not uncompressed sound: " + type);
    }
    int rate = required(type.samplesPerSecond(), MediaAttribute.AUDIO_SAMPLES_PER_SECOND, type);
    int channels = required(type.channels(), MediaAttribute.AUDIO_NUM_CHANNELS, type);
    int bits = required(type.bitsPerSample(), MediaAttribute.AUDIO_BITS_PER_SAMPLE, type);
    int frame = type.blockAlignment().orElse(channels * ((bits + Byte.SIZE - 1) / Byte.SIZE));
    AudioFormat.Encoding encoding =
        bits == Byte.SIZE ? AudioFormat.Encoding.PCM_UNSIGNED : AudioFormat.Encoding.PCM_SIGNED;
    return new AudioFormat(
        isFloat ? AudioFormat.Encoding.PCM_FLOAT : encoding,
        rate,
        bits,
        channels,
        frame,
        rate,
        false);
  }

  /**
   * The media type of a Java format.
   *
   * @param format unsigned of 8 bits, or little-endian: signed of 16, 24 or 32 bits, or floating
   *     point of 32 bits
   * @return the type
   * @throws IllegalArgumentException if the format is none of these: Media Foundation has no name
   *     for it
   */
  public static MediaType toMediaType(AudioFormat format) {
    int bits = format.getSampleSizeInBits();
    AudioFormat.Encoding encoding = format.getEncoding();
    int rate = (int) format.getSampleRate();
    if (rate == format.getSampleRate() && (bits == Byte.SIZE || !format.isBigEndian())) {
      if (encoding.equals(AudioFormat.Encoding.PCM_FLOAT) && bits == Float.SIZE) {
        return MediaType.floatPcm(rate, format.getChannels());
      }
      boolean isUnsigned = encoding.equals(AudioFormat.Encoding.PCM_UNSIGNED);
      boolean isSigned = encoding.equals(AudioFormat.Encoding.PCM_SIGNED);
      if (bits == Byte.SIZE ? isUnsigned : isSigned) {
        return MediaType.pcm(rate, format.getChannels(), bits);
      }
    }
    throw new IllegalArgumentException("Media Foundation has no name for this sound: " + format);
  }

  private static int required(OptionalInt value, UUID key, MediaType type) {
    return value.orElseThrow(
        () -> new IllegalArgumentException(type + " has no " + MediaAttribute.nameOf(key)));
  }
}
