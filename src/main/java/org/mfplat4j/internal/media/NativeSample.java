package org.mfplat4j.internal.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.media.BufferLock;
import org.mfplat4j.media.MediaBuffer;
import org.mfplat4j.media.Sample;

/** An IMFSample. */
public final class NativeSample extends MediaObject implements Sample {
  private static final String SUBJECT = "the sample";

  private NativeSample(long address) {
    super(NativeHandle.ofObject(address), SUBJECT);
  }

  /** Takes over one reference, also when it throws. */
  static NativeSample owning(long address) {
    try {
      return new NativeSample(address);
    } catch (Throwable e) {
      Natives.release(address);
      throw e;
    }
  }

  /** As {@link Sample#create}. */
  public static NativeSample create() throws IOException {
    PlatformState.requireAvailable();
    long[] sample = new long[1];
    Failures.check(Natives.createSample(sample), "MFCreateSample", SUBJECT);
    return owning(sample[0]);
  }

  /** As {@link Sample#of}. */
  public static NativeSample of(ByteBuffer bytes) throws IOException {
    NativeSample sample = create();
    try (MediaBuffer buffer = NativeMediaBuffer.of(bytes)) {
      sample.add(buffer);
      return sample;
    } catch (Throwable e) {
      sample.close();
      throw e;
    }
  }

  @FunctionalInterface
  private interface Getter {
    int get(long sample, long[] value);
  }

  private Optional<Duration> duration(String operation, Getter getter) throws IOException {
    return with(
        operation,
        address -> {
          long[] units = new long[1];
          int hr = getter.get(address, units);
          Failures.check(hr, operation, SUBJECT);
          return hr == HResultTable.S_FALSE
              ? Optional.<Duration>empty()
              : Optional.of(Units.toDuration(units[0]));
        });
  }

  @Override
  public Optional<Duration> time() throws IOException {
    return duration("GetSampleTime", Natives::sampleTime);
  }

  @Override
  public void time(Duration time) throws IOException {
    long units = Units.of(time);
    call("SetSampleTime", address -> Natives.setSampleTime(address, units));
  }

  @Override
  public Optional<Duration> duration() throws IOException {
    return duration("GetSampleDuration", Natives::sampleDuration);
  }

  @Override
  public void duration(Duration duration) throws IOException {
    long units = Units.of(duration);
    call("SetSampleDuration", address -> Natives.setSampleDuration(address, units));
  }

  @Override
  public Map<UUID, Object> attributes() throws IOException {
    return with(
        "GetItemByIndex",
        address -> Collections.unmodifiableMap(AttributeValues.read(address, SUBJECT)));
  }

  @Override
  public int bufferCount() throws IOException {
    return size("GetBufferCount")[0];
  }

  @Override
  public int length() throws IOException {
    return size("GetTotalLength")[1];
  }

  private int[] size(String operation) throws IOException {
    long[] size = new long[2];
    call(operation, address -> Natives.sampleSize(address, size));
    return new int[] {LockedMemory.toInt(size[0]), LockedMemory.toInt(size[1])};
  }

  @Override
  public MediaBuffer buffer(int index) throws IOException {
    return with(
        "GetBufferByIndex",
        address -> {
          long[] size = new long[2];
          Failures.check(Natives.sampleSize(address, size), "GetBufferCount", SUBJECT);
          Objects.checkIndex(index, LockedMemory.toInt(size[0]));
          long[] buffer = new long[1];
          Failures.check(Natives.sampleBuffer(address, index, buffer), "GetBufferByIndex", SUBJECT);
          return NativeMediaBuffer.owning(buffer[0]);
        });
  }

  @Override
  public MediaBuffer contiguous() throws IOException {
    return with(
        "ConvertToContiguousBuffer",
        address -> {
          long[] size = new long[2];
          Failures.check(Natives.sampleSize(address, size), "GetBufferCount", SUBJECT);
          if (size[0] == 0) {
            throw new IllegalStateException(
                "ConvertToContiguousBuffer failed: the sample has no buffers");
          }
          long[] buffer = new long[1];
          Failures.check(
              Natives.contiguousBuffer(address, buffer), "ConvertToContiguousBuffer", SUBJECT);
          return NativeMediaBuffer.owning(buffer[0]);
        });
  }

  @Override
  public void add(MediaBuffer buffer) throws IOException {
    NativeMediaBuffer own = NativeMediaBuffer.of(buffer);
    own.with(
        "AddBuffer",
        added -> {
          call("AddBuffer", address -> Natives.addBuffer(address, added));
          return true;
        });
  }

  @Override
  public Sample retain() {
    if (!handle().acquire()) {
      throw new IllegalStateException("AddRef failed: " + SUBJECT + " is closed");
    }
    try {
      Natives.addReference(handle().value());
      return owning(handle().value());
    } finally {
      handle().release();
    }
  }

  @Override
  public BufferLock lock() throws IOException {
    try (MediaBuffer whole = contiguous()) {
      return whole.lock();
    }
  }
}
