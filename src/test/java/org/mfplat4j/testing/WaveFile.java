package org.mfplat4j.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** RIFF WAVE files of PCM whose bytes are the {@link Pattern}'s. */
public record WaveFile(int rate, int channels, int bits, int frames) {
  private static final int HEADER = 44;

  public int frameSize() {
    return channels * bits / Byte.SIZE;
  }

  public int size() {
    return frames * frameSize();
  }

  /** The whole file. */
  public ByteBuffer bytes() {
    ByteBuffer file = ByteBuffer.allocate(HEADER + size()).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(HEADER - 8 + size()).put(ascii("WAVEfmt ")).putInt(16);
    file.putShort((short) 1).putShort((short) channels).putInt(rate);
    file.putInt(rate * frameSize()).putShort((short) frameSize()).putShort((short) bits);
    return file.put(ascii("data")).putInt(size()).put(Pattern.bytes(size())).flip();
  }

  /** A new file in this folder. */
  public Path in(Path folder) throws IOException {
    return Files.write(Files.createTempFile(folder, "sound", ".wav"), bytes().array());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
