package org.mfplat4j.media;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The GUIDs of major types and of subtypes, the formats. Many formats are a number of 32 bits in a
 * GUID that is otherwise the same: a FourCC, a format tag of WAVE, or a number of Direct3D.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/medfound/audio-subtype-guids">Microsoft:
 *     Audio subtype GUIDs</a>
 * @see <a href="https://learn.microsoft.com/windows/win32/medfound/video-subtype-guids">Microsoft:
 *     Video subtype GUIDs</a>
 */
public final class MediaFormat {
  // xxxxxxxx-0000-0010-8000-00AA00389B71.
  private static final long BASE_MOST = 0x10L;
  private static final long BASE_LEAST = 0x8000_00AA_0038_9B71L;
  private static final int FOURCC_LENGTH = 4;

  /** {@code MFMediaType_Audio}. Sound. */
  public static final UUID AUDIO = ofFourCc("auds");

  /** {@code MFMediaType_Video}. Pictures. */
  public static final UUID VIDEO = ofFourCc("vids");

  /**
   * {@code MFAudioFormat_PCM}. Whole numbers: unsigned of 8 bits, or signed of more, little-endian.
   */
  public static final UUID PCM = ofFormatTag(0x1);

  /** {@code MFAudioFormat_Float}. Floating point numbers, little-endian. */
  public static final UUID FLOAT = ofFormatTag(0x3);

  /** {@code MFAudioFormat_MP3}. MPEG audio layer 3. */
  public static final UUID MP3 = ofFormatTag(0x55);

  /** {@code MFAudioFormat_AAC}. Advanced Audio Coding. */
  public static final UUID AAC = ofFormatTag(0x1610);

  /** {@code MFAudioFormat_FLAC}. FLAC. */
  public static final UUID FLAC = ofFormatTag(0xF1AC);

  /** {@code MFAudioFormat_ALAC}. Apple Lossless. */
  public static final UUID ALAC = ofFormatTag(0x6C61);

  /** {@code MFAudioFormat_Opus}. Opus. */
  public static final UUID OPUS = ofFormatTag(0x704F);

  /** {@code MFAudioFormat_WMAudioV8}. Windows Media Audio 8. */
  public static final UUID WMA_V8 = ofFormatTag(0x161);

  /** {@code MFAudioFormat_WMAudioV9}. Windows Media Audio 9. */
  public static final UUID WMA_V9 = ofFormatTag(0x162);

  /** {@code MFVideoFormat_RGB24}. Blue, green and red, a byte each. */
  public static final UUID RGB24 = ofFormatTag(20);

  /** {@code MFVideoFormat_ARGB32}. Blue, green, red and alpha, a byte each. */
  public static final UUID ARGB32 = ofFormatTag(21);

  /** {@code MFVideoFormat_RGB32}. Blue, green, red and a byte that means nothing. */
  public static final UUID RGB32 = ofFormatTag(22);

  /**
   * {@code MFVideoFormat_NV12}. A plane of Y, and one of U and V in turns, for four pixels each.
   */
  public static final UUID NV12 = ofFourCc("NV12");

  /** {@code MFVideoFormat_I420}. Planes of Y, U and V; U and V for four pixels each. */
  public static final UUID I420 = ofFourCc("I420");

  /** {@code MFVideoFormat_IYUV}. The same as I420. */
  public static final UUID IYUV = ofFourCc("IYUV");

  /** {@code MFVideoFormat_YV12}. As I420, with V before U. */
  public static final UUID YV12 = ofFourCc("YV12");

  /** {@code MFVideoFormat_YUY2}. Y, U, Y and V in turns, for two pixels. */
  public static final UUID YUY2 = ofFourCc("YUY2");

  /** {@code MFVideoFormat_UYVY}. U, Y, V and Y in turns, for two pixels. */
  public static final UUID UYVY = ofFourCc("UYVY");

  /** {@code MFVideoFormat_P010}. As NV12, with ten bits in two bytes each. */
  public static final UUID P010 = ofFourCc("P010");

  /** {@code MFVideoFormat_H264}. H.264. */
  public static final UUID H264 = ofFourCc("H264");

  /** {@code MFVideoFormat_HEVC}. H.265. */
  public static final UUID HEVC = ofFourCc("HEVC");

  /** {@code MFVideoFormat_VP80}. VP8. */
  public static final UUID VP80 = ofFourCc("VP80");

  /** {@code MFVideoFormat_VP90}. VP9. */
  public static final UUID VP90 = ofFourCc("VP90");

  /** {@code MFVideoFormat_MJPG}. A JPEG for each picture. */
  public static final UUID MJPG = ofFourCc("MJPG");

  /** {@code MFVideoFormat_MP4V}. MPEG-4 part 2. */
  public static final UUID MP4V = ofFourCc("MP4V");

  /** {@code MFVideoFormat_WMV3}. Windows Media Video 9. */
  public static final UUID WMV3 = ofFourCc("WMV3");

  /** {@code MFVideoFormat_WVC1}. VC-1. */
  public static final UUID WVC1 = ofFourCc("WVC1");

  /** {@code MFVideoFormat_AV1}. AV1. */
  public static final UUID AV1 = ofFourCc("AV01");

  private static final Map<UUID, String> NAMES =
      Map.ofEntries(
          Map.entry(AUDIO, "MFMediaType_Audio"),
          Map.entry(VIDEO, "MFMediaType_Video"),
          Map.entry(PCM, "MFAudioFormat_PCM"),
          Map.entry(FLOAT, "MFAudioFormat_Float"),
          Map.entry(MP3, "MFAudioFormat_MP3"),
          Map.entry(AAC, "MFAudioFormat_AAC"),
          Map.entry(FLAC, "MFAudioFormat_FLAC"),
          Map.entry(ALAC, "MFAudioFormat_ALAC"),
          Map.entry(OPUS, "MFAudioFormat_Opus"),
          Map.entry(WMA_V8, "MFAudioFormat_WMAudioV8"),
          Map.entry(WMA_V9, "MFAudioFormat_WMAudioV9"),
          Map.entry(RGB24, "MFVideoFormat_RGB24"),
          Map.entry(ARGB32, "MFVideoFormat_ARGB32"),
          Map.entry(RGB32, "MFVideoFormat_RGB32"),
          Map.entry(NV12, "MFVideoFormat_NV12"),
          Map.entry(I420, "MFVideoFormat_I420"),
          Map.entry(IYUV, "MFVideoFormat_IYUV"),
          Map.entry(YV12, "MFVideoFormat_YV12"),
          Map.entry(YUY2, "MFVideoFormat_YUY2"),
          Map.entry(UYVY, "MFVideoFormat_UYVY"),
          Map.entry(P010, "MFVideoFormat_P010"),
          Map.entry(H264, "MFVideoFormat_H264"),
          Map.entry(HEVC, "MFVideoFormat_HEVC"),
          Map.entry(VP80, "MFVideoFormat_VP80"),
          Map.entry(VP90, "MFVideoFormat_VP90"),
          Map.entry(MJPG, "MFVideoFormat_MJPG"),
          Map.entry(MP4V, "MFVideoFormat_MP4V"),
          Map.entry(WMV3, "MFVideoFormat_WMV3"),
          Map.entry(WVC1, "MFVideoFormat_WVC1"),
          Map.entry(AV1, "MFVideoFormat_AV1"));

  private MediaFormat() {}

  /**
   * The GUID of a FourCC, such as {@code "NV12"}.
   *
   * @param fourCc four characters, each from U+0020 to U+007E
   * @return the GUID
   * @throws IllegalArgumentException if the string is no FourCC
   */
  public static UUID ofFourCc(String fourCc) {
    if (fourCc.length() != FOURCC_LENGTH || fourCc.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException("not a FourCC: \"" + fourCc + "\"");
    }
    int number = 0;
    for (int i = FOURCC_LENGTH - 1; i >= 0; i--) {
      number = number << Byte.SIZE | fourCc.charAt(i);
    }
    return ofFormatTag(number);
  }

  /**
   * The GUID of a number: a format tag of WAVE for sound, a {@code D3DFORMAT} or a FourCC for
   * pictures.
   *
   * @param number the 32 bits
   * @return the GUID
   */
  public static UUID ofFormatTag(int number) {
    return new UUID((long) number << Integer.SIZE | BASE_MOST, BASE_LEAST);
  }

  /**
   * The FourCC in a GUID.
   *
   * @param format a major type or a subtype
   * @return four characters; empty if the GUID has no FourCC
   */
  public static Optional<String> fourCc(UUID format) {
    if (!isNumber(format)) {
      return Optional.empty();
    }
    int number = (int) (format.getMostSignificantBits() >>> Integer.SIZE);
    byte[] characters = new byte[FOURCC_LENGTH];
    for (int i = 0; i < FOURCC_LENGTH; i++) {
      characters[i] = (byte) (number >>> (i * Byte.SIZE));
      if (characters[i] < ' ' || characters[i] > '~') {
        return Optional.empty();
      }
    }
    return Optional.of(new String(characters, StandardCharsets.US_ASCII));
  }

  /**
   * Microsoft's name, such as {@code MFVideoFormat_NV12}.
   *
   * @param format a major type or a subtype
   * @return its name; for formats that are not in this class, the FourCC or the number, or the GUID
   */
  public static String nameOf(UUID format) {
    String name = NAMES.get(format);
    if (name != null) {
      return name;
    }
    Optional<String> fourCc = fourCc(format);
    if (fourCc.isPresent()) {
      return fourCc.get();
    }
    return isNumber(format)
        ? String.format("0x%04X", format.getMostSignificantBits() >>> Integer.SIZE)
        : format.toString();
  }

  private static boolean isNumber(UUID format) {
    return format.getLeastSignificantBits() == BASE_LEAST
        && (format.getMostSignificantBits() & 0xFFFF_FFFFL) == BASE_MOST;
  }
}
