package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ZerosTest {
  private static final int BLOCK = Zeros.BLOCK;

  private static ByteBuffer zerosWithAOneAt(int size, int... ones) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    for (int each : ones) {
      bytes.put(each, (byte) 1);
    }
    return bytes;
  }

  @Test
  void blocksOfZerosAreARun() {
    assertThat(Zeros.nextRun(ByteBuffer.allocate(3 * BLOCK), 0)).isEqualTo(-3 * BLOCK);
    assertThat(Zeros.nextRun(zerosWithAOneAt(3 * BLOCK, 2 * BLOCK + 7), 0)).isEqualTo(-2 * BLOCK);
    // The last byte of a block.
    assertThat(Zeros.nextRun(zerosWithAOneAt(3 * BLOCK, 2 * BLOCK - 1), 0)).isEqualTo(-BLOCK);
  }

  @Test
  void otherBytesAreARunUpToTheNextZeros() {
    assertThat(Zeros.nextRun(zerosWithAOneAt(3 * BLOCK, 5), 0)).isEqualTo(BLOCK);
    assertThat(Zeros.nextRun(zerosWithAOneAt(2 * BLOCK, 5, BLOCK), 0)).isEqualTo(2 * BLOCK);
  }

  @Test
  void whatIsNoWholeBlockIsWritten() {
    assertThat(Zeros.nextRun(ByteBuffer.allocate(0), 0)).isZero();
    assertThat(Zeros.nextRun(ByteBuffer.allocate(BLOCK - 1), 0)).isEqualTo(BLOCK - 1);
    // Blocks are those of the file.
    assertThat(Zeros.nextRun(ByteBuffer.allocate(2 * BLOCK), 1)).isEqualTo(BLOCK - 1);
    assertThat(Zeros.nextRun(ByteBuffer.allocate(2 * BLOCK).position(BLOCK - 1), BLOCK - 1L))
        .isEqualTo(1);
  }
}
