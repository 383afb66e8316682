package org.mfplat4j.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.mfplat4j.media.MediaAttribute;
import org.mfplat4j.media.MediaFormat;
import org.mfplat4j.media.MediaType;

/** The head of a RIFF WAVE file, up to its sound. */
final class WaveHeader {
  private static final int CHUNK = 8;
  private static final int PLAIN = 16;
  private static final int EXTENSIBLE = 40;
  private static final short EXTENSIBLE_TAG = (short) 0xFFFE;
  private static final int EXTENSION = 22;
  private static final int PLAIN_CHANNELS = 2;
  private static final int PLAIN_BITS = 16;
  private static final int GUID_TAIL = 8;

  private final MediaType type;
  private final int formatSize;

  /**
   * A head.
   *
   * @param type PCM or floating point
   */
  WaveHeader(MediaType type) {
    this.type = type;
    boolean plain =
        number(MediaAttribute.AUDIO_NUM_CHANNELS) <= PLAIN_CHANNELS
            && number(MediaAttribute.AUDIO_BITS_PER_SAMPLE) <= PLAIN_BITS;
    this.formatSize = plain ? PLAIN : EXTENSIBLE;
  }

  /** How many bytes it has. */
  int size() {
    return 12 + CHUNK + formatSize + CHUNK;
  }

  /**
   * The bytes.
   *
   * @param sound how many bytes of sound follow; where that is not known, or more than a WAVE file
   *     can say, readers take all that there is
   */
  ByteBuffer bytes(long sound) {
    // Behind sound of an odd length is a byte more.
    long rest = size() - CHUNK + sound + sound % 2;
    boolean known = sound >= 0 && rest < 0xFFFF_FFFFL;
    ByteBuffer head = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
    head.put(ascii("RIFF")).putInt(known ? (int) rest : -1).put(ascii("WAVE"));
    head.put(ascii("fmt ")).putInt(formatSize);
    putFormat(head);
    head.put(ascii("data")).putInt(known ? (int) sound : -1);
    return head.flip();
  }

  private void putFormat(ByteBuffer head) {
    UUID subtype = type.subtype().orElseThrow();
    short tag = (short) (subtype.equals(MediaFormat.FLOAT) ? 3 : 1);
    int channels = number(MediaAttribute.AUDIO_NUM_CHANNELS);
    int rate = number(MediaAttribute.AUDIO_SAMPLES_PER_SECOND);
    int bits = number(MediaAttribute.AUDIO_BITS_PER_SAMPLE);
    int frame = channels * ((bits + 7) / 8);
    head.putShort(formatSize == PLAIN ? tag : EXTENSIBLE_TAG).putShort((short) channels);
    head.putInt(rate).putInt(rate * frame).putShort((short) frame).putShort((short) bits);
    if (formatSize == EXTENSIBLE) {
      int valid = type.get(MediaAttribute.AUDIO_VALID_BITS_PER_SAMPLE, Integer.class).orElse(bits);
      int mask = type.get(MediaAttribute.AUDIO_CHANNEL_MASK, Integer.class).orElse(0);
      head.putShort((short) EXTENSION).putShort((short) valid).putInt(mask);
      head.putInt(tag).putShort((short) 0).putShort((short) 0x10);
      long tail = subtype.getLeastSignificantBits();
      for (int i = 1; i <= GUID_TAIL; i++) {
        head.put((byte) (tail >>> (Long.SIZE - i * Byte.SIZE)));
      }
    }
  }

  private int number(UUID key) {
    return type.get(key, Integer.class)
        .orElseThrow(
            () -> new IllegalArgumentException(MediaAttribute.nameOf(key) + " is not in " + type));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
