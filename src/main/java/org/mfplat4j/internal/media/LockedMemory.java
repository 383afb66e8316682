package org.mfplat4j.internal.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;

/**
 * An IMFMediaBuffer that is locked, with a reference of its own, so that its memory stays where it
 * is until {@link #close}. Its owner closes it once.
 */
final class LockedMemory implements AutoCloseable {
  private final long buffer;
  private final long address;
  private final int length;
  private final int capacity;

  private LockedMemory(long buffer, long address, int length, int capacity) {
    this.buffer = buffer;
    this.address = address;
    this.length = length;
    this.capacity = capacity;
  }

  /** Locks a buffer that the caller holds. */
  static LockedMemory lock(long buffer) throws IOException {
    long[] locked = new long[3];
    Failures.check(Natives.lockBuffer(buffer, locked), "Lock", "the media buffer");
    Natives.addReference(buffer);
    try {
      return new LockedMemory(buffer, locked[0], toInt(locked[1]), toInt(locked[2]));
    } catch (Throwable e) {
      giveBack(buffer);
      throw e;
    }
  }

  /** The bytes that were valid when the buffer was locked. */
  int length() {
    return length;
  }

  int capacity() {
    return capacity;
  }

  /** The memory itself, not to be used once this is closed. */
  ByteBuffer view(int size) {
    return size == 0 ? ByteBuffer.allocateDirect(0) : Natives.directBuffer(address, size);
  }

  /** Whether the memory may go with the lock though the buffer stays. */
  boolean mayBeCopy() {
    return Natives.hasRows(buffer);
  }

  /** The buffer, for {@link #giveBack}. */
  long buffer() {
    return buffer;
  }

  @Override
  public void close() {
    giveBack(buffer);
  }

  /** Unlocks and releases a buffer. */
  static void giveBack(long buffer) {
    // A failure would say that the buffer is not locked: nothing to be done about that here.
    int unused = Natives.unlockBuffer(buffer);
    Natives.release(buffer);
  }

  /** A length of 32 bits, unsigned. */
  static int toInt(long length) {
    if (length > Integer.MAX_VALUE) {
      throw new OutOfMemoryError("a ByteBuffer cannot have " + length + " bytes");
    }
    return (int) length;
  }
}
