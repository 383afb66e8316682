package org.mfplat4j.internal;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Raw;

/**
 * Every native method of the library: {@code native/bridge/bridge.h}, which documents them, name by
 * name. COM objects and buffers are addresses, codes are HRESULTs; nothing here throws, but {@link
 * #initialize}.
 *
 * <p>Loaded by {@link NativeLibrary}, before which no method may be called.
 */
@Platform(
    value = {"linux-x86_64", "windows-x86_64"},
    include = {"bridge/bridge.h", "bridge/source_bridge.h"},
    link = "mfplat4j",
    library = "jnimfplat4j")
@Namespace("bridge")
@NoException
public final class Natives {
  private Natives() {}

  /** Throws what is wrong with {@link Upcall}, if anything is. */
  @Raw(withEnv = true)
  static native void initialize();

  static native void stopUpcalls();

  /** The address of a direct buffer's first byte, whatever its position. */
  public static native long addressOf(@Raw ByteBuffer buffer);

  public static native void adviseHugePages(long memory, long size);

  static native int load();

  static native String loadFailure();

  /** Four lines: implementation, engine, the reason for the engine, io_uring. */
  public static native String describe();

  static native int forceEngine(String name);

  /** What is wrong with this platform's BeginWrite; empty when it can be used. */
  static native String beginWriteDefect();

  public static native int startup();

  public static native int shutdown();

  public static native int putWorkItem(int queue, int priority, long id);

  public static native int allocateWorkQueue(int type, int[] queue);

  public static native int allocateSerialWorkQueue(int target, int[] queue);

  public static native int lockSharedWorkQueue(
      @Cast("const std::uint16_t*") char[] name, int priority, int[] queue);

  public static native int unlockWorkQueue(int queue);

  public static native int createFile(
      int access, int open, int flags, @Cast("const std::uint16_t*") char[] path, long[] stream);

  public static native int getCapabilities(long stream, long[] capabilities);

  public static native int getLength(long stream, long[] length);

  public static native int getCurrentPosition(long stream, long[] position);

  public static native int setCurrentPosition(long stream, long position);

  public static native int isEndOfStream(long stream, int[] end);

  public static native int seek(long stream, int origin, long offset, int flags, long[] position);

  /** A {@link CountOrError}. */
  public static native long read(long stream, long buffer, int size);

  public static native int beginRead(
      long stream, long buffer, int size, long id, int flags, int queue);

  /** A {@link CountOrError}; releases the result. */
  public static native long endRead(long stream, long result);

  /** A {@link CountOrError}. */
  public static native long write(long stream, long buffer, int size);

  public static native int beginWrite(
      long stream, long buffer, int size, long id, int flags, int queue);

  /** A {@link CountOrError}; releases the result. */
  public static native long endWrite(long stream, long result);

  public static native int setLength(long stream, long length);

  public static native int flush(long stream);

  public static native int closeStream(long stream);

  public static native int setStatus(long result, int status);

  public static native void release(long object);

  /** How many COM objects of ours are alive, those of mfplat.dll not counted. For tests. */
  public static native long liveObjects();

  // --- bridge/source_bridge.h: byte streams that are written in Java

  /**
   * Throws what is wrong with {@link org.mfplat4j.internal.source.SourceUpcall}, if anything is.
   */
  @Raw(withEnv = true)
  public static native void initializeSources();

  public static native int createSourceStream(
      long source, int capabilities, boolean serial, long[] stream);

  public static native boolean transferIn(long transfer, long offset, long buffer, int size);

  public static native boolean transferOut(long transfer, long offset, long buffer, int size);

  public static native boolean transferred(long transfer, int status, long count);

  public static native int setStreamName(
      long stream, boolean isContentType, @Cast("const std::uint16_t*") char[] value);

  static native boolean hasBeginWriteDefect(long stream);

  public static native void addReference(long object);
}
