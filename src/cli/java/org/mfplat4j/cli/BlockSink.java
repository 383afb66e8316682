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

  /**
   * Takes a block and gives it back when it is done with it, on any thread; a sink that takes bytes
   * is done at once.
   *
   * @param block the block; the callee's until it was given back
   * @throws IOException ends the reading; the block has been given back then, or will be
   */
  default void accept(Block block) throws IOException {
    accept(block.bytes());
    block.giveBack();
  }

  /** How many blocks it has at a time, beside those that are being read. */
  default int blocks() {
    return 1;
  }

  /** A sink that gives every block first to this one, then to the other. */
  default BlockSink then(BlockSink other) {
    return bytes -> {
      accept(bytes.duplicate());
      other.accept(bytes);
    };
  }
}
