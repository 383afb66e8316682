package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a file go, block after block in the order of the file. */
@FunctionalInterface
interface BlockSink {
  /**
   * Takes a block.
   *
   * @param bytes the block, from its position to its limit; the callee's until this method returns
   * @throws IOException ends the reading
   */
  void accept(ByteBuffer bytes) throws IOException;

  /** A sink that gives every block first to this one, then to the other. */
  default BlockSink then(BlockSink other) {
    return bytes -> {
      accept(bytes.duplicate());
      other.accept(bytes);
    };
  }
}
