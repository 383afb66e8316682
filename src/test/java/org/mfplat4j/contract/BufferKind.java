package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The kinds of buffers that a read must serve. All are filled with a mark, to see what was touched.
 */
enum BufferKind {
  DIRECT {
    @Override
    ByteBuffer bare(int size) {
      return ByteBuffer.allocateDirect(size);
    }
  },
  DIRECT_SLICE {
    @Override
    ByteBuffer bare(int size) {
      return ByteBuffer.allocateDirect(size + 100).position(37).limit(37 + size).slice();
    }
  },
  DIRECT_DUPLICATE {
    @Override
    ByteBuffer bare(int size) {
      return ByteBuffer.allocateDirect(size).duplicate();
    }
  },
  HEAP {
    @Override
    ByteBuffer bare(int size) {
      return ByteBuffer.allocate(size);
    }
  },
  HEAP_WITH_ARRAY_OFFSET {
    @Override
    ByteBuffer bare(int size) {
      return ByteBuffer.wrap(new byte[size + 100], 41, size).slice();
    }
  };

  static final byte MARK = (byte) 0xEE;

  abstract ByteBuffer bare(int size);

  ByteBuffer allocate(int size) {
    ByteBuffer buffer = bare(size);
    for (int i = 0; i < size; i++) {
      buffer.put(i, MARK);
    }
    return buffer;
  }

  /** Asserts that nothing was written to a part of the buffer. */
  static void assertUntouched(ByteBuffer buffer, int from, int to) {
    byte[] actual = new byte[to - from];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = buffer.get(from + i);
    }
    byte[] expected = new byte[actual.length];
    Arrays.fill(expected, MARK);
    assertThat(actual).as("bytes %d to %d of the buffer", from, to).isEqualTo(expected);
  }
}
