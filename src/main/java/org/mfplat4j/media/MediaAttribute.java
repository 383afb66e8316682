package org.mfplat4j.media;

import java.util.Map;
import java.util.UUID;

/**
 * The keys of a {@link MediaType}'s attributes, under Microsoft's names without {@code MF_MT_}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/media-type-attributes">Microsoft:
 *     Media type attributes</a>
 */
public final class MediaAttribute {
  /**
   * {@code MF_MT_MAJOR_TYPE}, a GUID: {@link MediaFormat#AUDIO}, {@link MediaFormat#VIDEO} or
   * another.
   */
  public static final UUID MAJOR_TYPE = UUID.fromString("48eba18e-f8c9-4687-bf11-0a74c9f96a8f");

  /** {@code MF_MT_SUBTYPE}, a GUID: the format, such as {@link MediaFormat#PCM}. */
  public static final UUID SUBTYPE = UUID.fromString("f7e34c9a-42e8-4714-b74b-cb29d72c35e5");

  /**
   * {@code MF_MT_ALL_SAMPLES_INDEPENDENT}, a UINT32: not 0 if each sample can be used without
   * others.
   */
  public static final UUID ALL_SAMPLES_INDEPENDENT =
      UUID.fromString("c9173739-5e56-461c-b713-46fb995cb95f");

  /** {@code MF_MT_FIXED_SIZE_SAMPLES}, a UINT32: not 0 if all samples have the same size. */
  public static final UUID FIXED_SIZE_SAMPLES =
      UUID.fromString("b8ebefaf-b718-4e04-b0a9-116775e3321b");

  /** {@code MF_MT_SAMPLE_SIZE}, a UINT32: that size, in bytes. */
  public static final UUID SAMPLE_SIZE = UUID.fromString("dad3ab78-1990-408b-bce2-eba673dacc10");

  /** {@code MF_MT_USER_DATA}, a blob: what the format adds for its decoder. */
  public static final UUID USER_DATA = UUID.fromString("b6bc765f-4c3b-40a4-bd51-2535b66fe09d");

  /** {@code MF_MT_AVG_BITRATE}, a UINT32: bits in a second. */
  public static final UUID AVG_BITRATE = UUID.fromString("20332624-fb0d-4d9e-bd0d-cbf6786c102e");

  /** {@code MF_MT_AUDIO_NUM_CHANNELS}, a UINT32: how many channels. */
  public static final UUID AUDIO_NUM_CHANNELS =
      UUID.fromString("37e48bf5-645e-4c5b-89de-ada9e29b696a");

  /** {@code MF_MT_AUDIO_SAMPLES_PER_SECOND}, a UINT32: samples of one channel in a second. */
  public static final UUID AUDIO_SAMPLES_PER_SECOND =
      UUID.fromString("5faeeae7-0290-4c31-9e8a-c534f68d9dba");

  /** {@code MF_MT_AUDIO_AVG_BYTES_PER_SECOND}, a UINT32: bytes in a second. */
  public static final UUID AUDIO_AVG_BYTES_PER_SECOND =
      UUID.fromString("1aab75c8-cfef-451c-ab95-ac034b8e1731");

  /** {@code MF_MT_AUDIO_BLOCK_ALIGNMENT}, a UINT32: bytes of one sample of all channels. */
  public static final UUID AUDIO_BLOCK_ALIGNMENT =
      UUID.fromString("322de230-9eeb-43bd-ab7a-ff412251541d");

  /** {@code MF_MT_AUDIO_BITS_PER_SAMPLE}, a UINT32: bits of one sample of one channel. */
  public static final UUID AUDIO_BITS_PER_SAMPLE =
      UUID.fromString("f2deb57f-40fa-4764-aa33-ed4f2d1ff669");

  /** {@code MF_MT_AUDIO_VALID_BITS_PER_SAMPLE}, a UINT32: how many of these bits are used. */
  public static final UUID AUDIO_VALID_BITS_PER_SAMPLE =
      UUID.fromString("d9bf8d6a-9530-4b7c-9ddf-ff6fd58bbd06");

  /** {@code MF_MT_AUDIO_CHANNEL_MASK}, a UINT32: a bit for the speaker of each channel. */
  public static final UUID AUDIO_CHANNEL_MASK =
      UUID.fromString("55fb5765-644a-4caf-8479-938983bb1588");

  /**
   * {@code MF_MT_FRAME_SIZE}, a UINT64: width in the upper half, height in the lower, in pixels.
   */
  public static final UUID FRAME_SIZE = UUID.fromString("1652c33d-d6b2-4012-b834-72030849a37d");

  /** {@code MF_MT_FRAME_RATE}, a UINT64: pictures (upper half) in seconds (lower half). */
  public static final UUID FRAME_RATE = UUID.fromString("c459a2e8-3d2c-4e44-b132-fee5156c7bb0");

  /**
   * {@code MF_MT_PIXEL_ASPECT_RATIO}, a UINT64: width (upper half) to height (lower half) of a
   * pixel.
   */
  public static final UUID PIXEL_ASPECT_RATIO =
      UUID.fromString("c6376a1e-8d0a-4027-be45-6d9a0ad39bb6");

  /** {@code MF_MT_INTERLACE_MODE}, a UINT32: 2 for whole pictures. */
  public static final UUID INTERLACE_MODE = UUID.fromString("e2724bb8-e676-4806-b4b2-a8d6efb44ccd");

  /**
   * {@code MF_MT_DEFAULT_STRIDE}, a UINT32: bytes from one row to the next; negative, as a signed
   * number, where the last row comes first.
   */
  public static final UUID DEFAULT_STRIDE = UUID.fromString("644b4e48-1e02-4516-b0eb-c01ca9d49ac6");

  /** {@code MF_MT_YUV_MATRIX}, a UINT32: 1 for BT.709, 2 for BT.601. */
  public static final UUID YUV_MATRIX = UUID.fromString("3e23d450-2c75-4d25-a00e-b91670d12327");

  /** {@code MF_MT_VIDEO_NOMINAL_RANGE}, a UINT32: 1 for 0 to 255, 2 for 16 to 235. */
  public static final UUID VIDEO_NOMINAL_RANGE =
      UUID.fromString("c21b8ee5-b956-4071-8daf-325edf5cab11");

  /** {@code MF_MT_VIDEO_PRIMARIES}, a UINT32: which colours the primaries are. */
  public static final UUID VIDEO_PRIMARIES =
      UUID.fromString("dbfbe4d7-0740-4ee0-8192-850ab0e21935");

  /** {@code MF_MT_TRANSFER_FUNCTION}, a UINT32: from numbers to light. */
  public static final UUID TRANSFER_FUNCTION =
      UUID.fromString("5fb0fce9-be5c-4935-a811-ec838f8eed93");

  /** {@code MF_MT_VIDEO_ROTATION}, a UINT32: 0, 90, 180 or 270 degrees, against the clock. */
  public static final UUID VIDEO_ROTATION = UUID.fromString("c380465d-2271-428c-9b83-ecea3b4a85c1");

  /** {@code MF_MT_MINIMUM_DISPLAY_APERTURE}, a blob: which part of the picture is to be seen. */
  public static final UUID MINIMUM_DISPLAY_APERTURE =
      UUID.fromString("d7388766-18fe-48c6-a177-ee894867c8c4");

  /** {@code MF_MT_MPEG_SEQUENCE_HEADER}, a blob: parameter sets, of H.264 for example. */
  public static final UUID MPEG_SEQUENCE_HEADER =
      UUID.fromString("3c036de7-3ad0-4c9e-9216-ee6d6ac21cb3");

  /** {@code MF_MT_MPEG2_PROFILE}, a UINT32: the profile, of H.264 for example. */
  public static final UUID MPEG2_PROFILE = UUID.fromString("ad76a80b-2d5c-4e0b-b375-64e520137036");

  /** {@code MF_MT_MPEG2_LEVEL}, a UINT32: the level, of H.264 for example. */
  public static final UUID MPEG2_LEVEL = UUID.fromString("96f66574-11c5-4015-8666-bff516436da7");

  /** {@code MF_MT_AAC_PAYLOAD_TYPE}, a UINT32: 0 for raw AAC, 1 for ADTS. */
  public static final UUID AAC_PAYLOAD_TYPE =
      UUID.fromString("bfbabe79-7434-4d1c-94f0-72a3b9e17188");

  private static final Map<UUID, String> NAMES =
      Map.ofEntries(
          Map.entry(MAJOR_TYPE, "MF_MT_MAJOR_TYPE"),
          Map.entry(SUBTYPE, "MF_MT_SUBTYPE"),
          Map.entry(ALL_SAMPLES_INDEPENDENT, "MF_MT_ALL_SAMPLES_INDEPENDENT"),
          Map.entry(FIXED_SIZE_SAMPLES, "MF_MT_FIXED_SIZE_SAMPLES"),
          Map.entry(SAMPLE_SIZE, "MF_MT_SAMPLE_SIZE"),
          Map.entry(USER_DATA, "MF_MT_USER_DATA"),
          Map.entry(AVG_BITRATE, "MF_MT_AVG_BITRATE"),
          Map.entry(AUDIO_NUM_CHANNELS, "MF_MT_AUDIO_NUM_CHANNELS"),
          Map.entry(AUDIO_SAMPLES_PER_SECOND, "MF_MT_AUDIO_SAMPLES_PER_SECOND"),
          Map.entry(AUDIO_AVG_BYTES_PER_SECOND, "MF_MT_AUDIO_AVG_BYTES_PER_SECOND"),
          Map.entry(AUDIO_BLOCK_ALIGNMENT, "MF_MT_AUDIO_BLOCK_ALIGNMENT"),
          Map.entry(AUDIO_BITS_PER_SAMPLE, "MF_MT_AUDIO_BITS_PER_SAMPLE"),
          Map.entry(AUDIO_VALID_BITS_PER_SAMPLE, "MF_MT_AUDIO_VALID_BITS_PER_SAMPLE"),
          Map.entry(AUDIO_CHANNEL_MASK, "MF_MT_AUDIO_CHANNEL_MASK"),
          Map.entry(FRAME_SIZE, "MF_MT_FRAME_SIZE"),
          Map.entry(FRAME_RATE, "MF_MT_FRAME_RATE"),
          Map.entry(PIXEL_ASPECT_RATIO, "MF_MT_PIXEL_ASPECT_RATIO"),
          Map.entry(INTERLACE_MODE, "MF_MT_INTERLACE_MODE"),
          Map.entry(DEFAULT_STRIDE, "MF_MT_DEFAULT_STRIDE"),
          Map.entry(YUV_MATRIX, "MF_MT_YUV_MATRIX"),
          Map.entry(VIDEO_NOMINAL_RANGE, "MF_MT_VIDEO_NOMINAL_RANGE"),
          Map.entry(VIDEO_PRIMARIES, "MF_MT_VIDEO_PRIMARIES"),
          Map.entry(TRANSFER_FUNCTION, "MF_MT_TRANSFER_FUNCTION"),
          Map.entry(VIDEO_ROTATION, "MF_MT_VIDEO_ROTATION"),
          Map.entry(MINIMUM_DISPLAY_APERTURE, "MF_MT_MINIMUM_DISPLAY_APERTURE"),
          Map.entry(MPEG_SEQUENCE_HEADER, "MF_MT_MPEG_SEQUENCE_HEADER"),
          Map.entry(MPEG2_PROFILE, "MF_MT_MPEG2_PROFILE"),
          Map.entry(MPEG2_LEVEL, "MF_MT_MPEG2_LEVEL"),
          Map.entry(AAC_PAYLOAD_TYPE, "MF_MT_AAC_PAYLOAD_TYPE"));

  private MediaAttribute() {}

  /**
   * Microsoft's name of a key, such as {@code MF_MT_FRAME_SIZE}.
   *
   * @param key the key
   * @return its name; for keys that are not in this class, the GUID
   */
  public static String nameOf(UUID key) {
    String name = NAMES.get(key);
    return name == null ? key.toString() : name;
  }
}
