package org.mfplat4j;

import java.io.IOException;
import org.mfplat4j.internal.stream.NativeByteStream;

/**
 * A native byte stream that does what a test tells it to; its C++ half is {@code
 * native/test/jni/scripted_stream.cpp}. Shows what the library does for completions, failures and
 * omissions that no real stream gives at will.
 *
 * <p>Owns one reference to the native stream, and one start of the platform, until it is closed.
 * Used by the test's own thread.
 */
public final class ScriptedStream implements AutoCloseable {
  static {
    String library = System.getProperty("mfplat4j.test.library");
    if (library == null) {
      throw new ExceptionInInitializerError(
          "the system property mfplat4j.test.library must name the tests' native library");
    }
    System.load(library);
  }

  // Nothing begins on any stream while the platform is down.
  private final MediaFoundation platform = MediaFoundation.startup();
  private final long address;

  /** One that knows its cursor alone, as those of mfplat.dll do. */
  public ScriptedStream() throws IOException {
    this(false);
  }

  private ScriptedStream(boolean positional) throws IOException {
    this.address = create(positional);
  }

  /** One that takes positions and stops single reads, as those of the portable engine do. */
  public static ScriptedStream positional() throws IOException {
    return new ScriptedStream(true);
  }

  /** What a stream does that is asked to stop one read: by these positions in the native half. */
  public enum Stopping {
    /** It says that it cannot. */
    CANNOT,
    /** It completes the read as stopped, before it answers. */
    STOPS,
    /** It says that it will, and does not. */
    IGNORES
  }

  /** What becomes of a read that is asked to stop, from now on. */
  public void stopping(Stopping stopping) {
    stopping(address, stopping.ordinal());
  }

  /** Reads that were asked to stop. */
  public int askedToStop() {
    return askedToStop(address);
  }

  /** Where the native stream's cursor is. */
  public long cursor() {
    return cursor(address);
  }

  /** Adds a reference, for a caller that releases it; gives the native stream's address. */
  public long addReference() {
    addReference(address);
    return address;
  }

  /** A ByteStream over the native one, with a reference of its own. */
  public ByteStream open(FileAccess access) {
    return NativeByteStream.owning(addReference(), "scripted", access, null);
  }

  /** Makes every method but EndRead and Close answer this HRESULT from now on. */
  public void answer(int hresult) {
    answer(address, hresult, 0);
  }

  public void answerClose(int hresult) {
    answer(address, 0, hresult);
  }

  /** References to the native stream, this object's own included. */
  public int references() {
    return references(address);
  }

  /** Reads that have begun and were neither completed nor dropped. */
  public int pending() {
    return pending(address);
  }

  /** Calls of EndRead. */
  public int ended() {
    return ended(address);
  }

  /** Calls of Close. */
  public int closed() {
    return closed(address);
  }

  /**
   * Completes every pending read on a native thread of its own, and returns when these threads have
   * ended. The first {@code count} bytes of each buffer become 0x5A.
   */
  public void complete(int status, int count) {
    complete(address, status, count, 1);
  }

  /** As {@link #complete(int, int)}, but invokes each callback twice. */
  public void completeTwice(int status, int count) {
    complete(address, status, count, 2);
  }

  /** Lets go of the callbacks of all pending reads without ever invoking them. */
  public void drop() {
    drop(address);
  }

  /** What GetParameters of the first pending callback answers: HRESULT, flags, queue. */
  public int[] parameters() {
    return parameters(address);
  }

  /** What is wrong with the COM identity of the first pending callback, or "". */
  public String identityComplaint() {
    return checkIdentity(address);
  }

  @Override
  public void close() throws IOException {
    drop();
    platform.close();
    int left = release(address);
    if (left != 0) {
      throw new AssertionError("the native stream is still referenced: " + left);
    }
  }

  private static native long create(boolean positional);

  private static native void stopping(long stream, int stopping);

  private static native int askedToStop(long stream);

  private static native long cursor(long stream);

  private static native void addReference(long stream);

  private static native int release(long stream);

  private static native int references(long stream);

  private static native void answer(long stream, int answer, int closeAnswer);

  private static native int pending(long stream);

  private static native int ended(long stream);

  private static native int closed(long stream);

  private static native void complete(long stream, int status, int count, int invocations);

  private static native void drop(long stream);

  private static native int[] parameters(long stream);

  private static native String checkIdentity(long stream);
}
