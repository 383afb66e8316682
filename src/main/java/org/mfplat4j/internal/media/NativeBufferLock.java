package org.mfplat4j.internal.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.media.BufferLock;

/**
 * A lock. Its handle stands for the lock and a reference to the buffer: both are given back once
 * this is closed and no view is reachable any more.
 */
final class NativeBufferLock extends MediaObject implements BufferLock {
  private final LockedMemory memory;
  // Guarded by this. Made at the first question; callers get duplicates.
  private @Nullable ByteBuffer view;

  private NativeBufferLock(LockedMemory memory) {
    super(new NativeHandle(memory.buffer(), LockedMemory::giveBack), "the lock of a media buffer");
    this.memory = memory;
  }

  /** Takes the locked memory over, also when it throws. */
  static NativeBufferLock of(LockedMemory memory) {
    try {
      return new NativeBufferLock(memory);
    } catch (Throwable e) {
      memory.close();
      throw e;
    }
  }

  @Override
  public synchronized ByteBuffer bytes() {
    if (!handle().acquire()) {
      throw new IllegalStateException("the lock is closed, and with it the way to the bytes");
    }
    try {
      ByteBuffer made = view;
      if (made == null) {
        made = BufferViews.of(memory, handle());
        view = made;
      }
      return made.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    } finally {
      handle().release();
    }
  }

  @Override
  public int size() {
    return memory.length();
  }

  @Override
  public void close() {
    super.close();
    // A closed lock that is still reachable keeps no memory.
    synchronized (this) {
      view = null;
    }
  }
}
