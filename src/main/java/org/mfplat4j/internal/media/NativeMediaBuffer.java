package org.mfplat4j.internal.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.media.BufferLock;
import org.mfplat4j.media.MediaBuffer;

/** An IMFMediaBuffer. */
public final class NativeMediaBuffer extends MediaObject implements MediaBuffer {
  private static final String SUBJECT = "the media buffer";

  private NativeMediaBuffer(long address) {
    super(NativeHandle.ofObject(address), SUBJECT);
  }

  /** Takes over one reference, also when it throws. */
  static NativeMediaBuffer owning(long address) {
    try {
      return new NativeMediaBuffer(address);
    } catch (Throwable e) {
      Natives.release(address);
      throw e;
    }
  }

  /** As {@link MediaBuffer#create}. */
  public static NativeMediaBuffer create(int capacity) throws IOException {
    PlatformState.requireAvailable();
    if (capacity < 0) {
      throw new IllegalArgumentException("the capacity is negative: " + capacity);
    }
    long[] buffer = new long[1];
    Failures.check(Natives.createMemoryBuffer(capacity, buffer), "MFCreateMemoryBuffer", SUBJECT);
    return owning(buffer[0]);
  }

  /** As {@link MediaBuffer#of}. */
  public static NativeMediaBuffer of(ByteBuffer bytes) throws IOException {
    NativeMediaBuffer buffer = create(bytes.remaining());
    try {
      buffer.write(bytes, 0);
      return buffer;
    } catch (Throwable e) {
      buffer.close();
      throw e;
    }
  }

  @Override
  public int length() throws IOException {
    return lengths("GetCurrentLength")[0];
  }

  @Override
  public int capacity() throws IOException {
    return lengths("GetMaxLength")[1];
  }

  private int[] lengths(String operation) throws IOException {
    long[] lengths = new long[2];
    call(operation, address -> Natives.bufferLengths(address, lengths));
    return new int[] {LockedMemory.toInt(lengths[0]), LockedMemory.toInt(lengths[1])};
  }

  @Override
  public void length(int length) throws IOException {
    if (length < 0 || length > capacity()) {
      throw new IllegalArgumentException(
          "a length of " + length + " for a capacity of " + capacity());
    }
    call("SetCurrentLength", address -> Natives.setBufferLength(address, length));
  }

  @Override
  public int read(ByteBuffer destination, int offset) throws IOException {
    Objects.requireNonNull(destination, "destination");
    return with(
        "Lock",
        address -> {
          try (LockedMemory memory = LockedMemory.lock(address)) {
            Objects.checkFromToIndex(offset, memory.length(), memory.length());
            ByteBuffer bytes = memory.view(memory.length()).position(offset);
            bytes.limit(Math.min(bytes.limit(), offset + destination.remaining()));
            int count = bytes.remaining();
            destination.put(bytes);
            return count;
          }
        });
  }

  @Override
  public void write(ByteBuffer source, int offset) throws IOException {
    Objects.requireNonNull(source, "source");
    with(
        "Lock",
        address -> {
          int length;
          int end;
          try (LockedMemory memory = LockedMemory.lock(address)) {
            length = memory.length();
            Objects.checkFromToIndex(offset, length, length);
            Objects.checkFromIndexSize(offset, source.remaining(), memory.capacity());
            end = offset + source.remaining();
            memory.view(memory.capacity()).position(offset).put(source);
          }
          if (end > length) {
            Failures.check(Natives.setBufferLength(address, end), "SetCurrentLength", SUBJECT);
          }
          return true;
        });
  }

  @Override
  public BufferLock lock() throws IOException {
    return with("Lock", address -> NativeBufferLock.of(LockedMemory.lock(address)));
  }

  /** The buffer behind the interface, for native code. */
  static NativeMediaBuffer of(MediaBuffer buffer) {
    if (Objects.requireNonNull(buffer, "buffer") instanceof NativeMediaBuffer own) {
      return own;
    }
    throw new IllegalArgumentException("not a buffer of this library: " + buffer);
  }
}
