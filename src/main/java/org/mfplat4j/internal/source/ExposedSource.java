package org.mfplat4j.internal.source;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ByteStream;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;
import org.mfplat4j.FileAccess;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.internal.stream.NativeByteStream;
import org.mfplat4j.internal.text.WideString;

/** A source written in Java by the COM object that native code sees. */
public final class ExposedSource implements JavaByteStream {
  private final NativeHandle handle;

  private final AttachedSource attached;

  private final FileAccess access;

  private final Cleaner.Cleanable cleanable;

  private ExposedSource(long address, AttachedSource attached, FileAccess access) {
    this.handle = NativeHandle.ofObject(address);
    this.attached = attached;
    this.access = access;
    this.cleanable =
        LeakNet.watch(
            this, new Unclosed(handle, attached.name(), LeakNet.creation(this::toString)));
  }

  public static JavaByteStream create(ByteStreamSource source, Options options) throws IOException {
    Objects.requireNonNull(source, "source");
    PlatformState.requireAvailable();
    Set<Capability> capabilities =
        Objects.requireNonNull(source.capabilities(), "source.capabilities()");
    long length = source.length();
    if (length < -1) {
      throw new IllegalArgumentException("the length of the source is " + length);
    }
    int bits = 0;
    for (Capability capability : capabilities) {
      bits |= capability.value();
    }
    boolean serial = length < 0 || !capabilities.contains(Capability.SEEKABLE);
    AttachedSource attached = new AttachedSource(source, options.name(), options.failureHandler());
    long[] stream = new long[1];
    Failures.check(attached.createStream(bits, serial, stream), "IMFByteStream", options.name());
    try {
      setName(stream[0], true, options.contentType());
      setName(stream[0], false, options.originName());
      return new ExposedSource(stream[0], attached, accessOf(capabilities));
    } catch (Throwable e) {
      // Most likely no memory for the Java half: the native one would never be released.
      attached.disown();
      Natives.release(stream[0]);
      throw e;
    }
  }

  public long address() {
    if (handle.isClosed()) {
      throw new IllegalStateException(this + " has no address any more");
    }
    return handle.value();
  }

  @Override
  public ByteStream stream() {
    if (!handle.acquire()) {
      throw new IllegalStateException(this + " gives no streams any more");
    }
    try {
      Natives.addReference(handle.value());
      return NativeByteStream.owning(handle.value(), attached.name(), access, null);
    } finally {
      handle.release();
    }
  }

  @Override
  public Optional<Throwable> lastFailure() {
    return Optional.ofNullable(attached.lastFailure());
  }

  @Override
  public void close() {
    if (handle.close()) {
      handle.release();
      cleanable.clean();
    }
  }

  /**
   * The stream of this library that it is.
   *
   * @throws IllegalArgumentException it is somebody else's implementation of the interface
   */
  public static ExposedSource of(JavaByteStream stream) {
    if (Objects.requireNonNull(stream, "stream") instanceof ExposedSource own) {
      return own;
    }
    throw new IllegalArgumentException("not a stream of this library: " + stream);
  }

  @Override
  public String toString() {
    return "JavaByteStream["
        + attached.name()
        + ", "
        + access
        + (handle.isClosed() ? ", closed]" : "]");
  }

  private static void setName(long stream, boolean isContentType, @Nullable String value)
      throws IOException {
    if (value != null) {
      Failures.check(
          Natives.setStreamName(stream, isContentType, WideString.of(value)), "SetString", value);
    }
  }

  private static FileAccess accessOf(Set<Capability> capabilities) {
    if (!capabilities.contains(Capability.WRITABLE)) {
      return FileAccess.READ;
    }
    return capabilities.contains(Capability.READABLE) ? FileAccess.READ_WRITE : FileAccess.WRITE;
  }

  /** Releases a stream that was forgotten. Must not refer to the JavaByteStream. */
  private record Unclosed(NativeHandle handle, String name, @Nullable Throwable creation)
      implements Runnable {
    @Override
    public void run() {
      if (handle.close()) {
        handle.release();
        LeakNet.report("The Java byte stream \"" + name + "\" was never closed", creation);
      }
    }
  }
}
