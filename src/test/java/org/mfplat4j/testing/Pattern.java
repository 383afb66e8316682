package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;

/**
 * The bytes of the test files: every offset can be told from its neighbours, and from a page
 * further.
 */
public final class Pattern {
  private Pattern() {}

  /** The byte at an offset of a file. */
  public static byte at(long offset) {
    return (byte) (offset * 7 + 3 + (offset >> 8));
  }

  /** The first bytes of a file. */
  public static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = at(i);
    }
    return bytes;
  }

  /** Asserts that a part of a buffer holds the bytes of the file from an offset on. */
  public static void assertHolds(ByteBuffer buffer, int index, int length, long offset) {
    byte[] expected = new byte[length];
    byte[] actual = new byte[length];
    for (int i = 0; i < length; i++) {
      expected[i] = at(offset + i);
      actual[i] = buffer.get(index + i);
    }
    assertThat(actual)
        .as("bytes %d to %d of the file, at %d of the buffer", offset, offset + length, index)
        .isEqualTo(expected);
  }
}
