package org.mfplat4j.cli;

import java.nio.ByteBuffer;

/**
 * Finds blocks of zeros, which need not be written: where nothing was written, a file has a hole
 * that reads as zeros.
 */
final class Zeros {
  /** The smallest hole that file systems have. */
  static final int BLOCK = 4096;

  private Zeros() {}

  /**
   * The length of the next run: bytes that are all to be written, or blocks that are all zeros.
   *
   * @param bytes from their position on
   * @param offset where in the file that position is
   * @return the length; negative for zeros, and 0 if there are no bytes
   */
  static int nextRun(ByteBuffer bytes, long offset) {
    int begin = bytes.position();
    int end = begin;
    boolean zeros = false;
    while (end < bytes.limit()) {
      int toBoundary = BLOCK - (int) ((offset + end - begin) % BLOCK);
      int size = Math.min(toBoundary, bytes.limit() - end);
      boolean hole = size == BLOCK && isZero(bytes, end);
      if (end > begin && hole != zeros) {
        break;
      }
      zeros = hole;
      end += size;
    }
    return zeros ? begin - end : end - begin;
  }

  private static boolean isZero(ByteBuffer bytes, int begin) {
    for (int i = begin; i < begin + BLOCK; i += Long.BYTES) {
      if (bytes.getLong(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
