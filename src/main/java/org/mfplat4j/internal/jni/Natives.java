package org.mfplat4j.internal.jni;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Raw;
import org.mfplat4j.internal.hresult.CountOrError;
import org.mfplat4j.internal.platform.Quirks;

/**
 * Every native method of the library: the headers named below, under {@code native}, document them,
 * name by name. COM objects and buffers are addresses, codes are HRESULTs; nothing here throws, but
 * {@link #initialize} and {@link #pin}.
 *
 * <p>Loaded by {@link NativeLibrary}, before which no method may be called.
 */
@Platform(
    value = {"linux-x86_64", "windows-x86_64"},
    include = {
      "bridge/attribute_access.h",
      "bridge/buffers.h",
      "bridge/com_objects.h",
      "bridge/deferred.h",
      "bridge/events.h",
      "bridge/facts.h",
      "bridge/files.h",
      "bridge/found_quirks.h",
      "bridge/media.h",
      "bridge/reader/jvm_readers.h",
      "bridge/reader/readers.h",
      "bridge/mmcss.h",
      "bridge/queues.h",
      "bridge/source/sources.h",
      "bridge/startup.h",
      "bridge/streams.h",
      "bridge/transfers.h"
    },
    library = "jnimfplat4j")
@Namespace("bridge")
@NoException
public final class Natives {
  private Natives() {}

  /** Throws what is wrong with {@link Upcall}, if anything is. */
  @Raw(withEnv = true)
  static native void initialize();

  /** In turn with {@link #unpin}. Throws an OutOfMemoryError. */
  @Raw(withEnv = true)
  static native void pin();

  @Raw(withEnv = true)
  static native void unpin();

  static native boolean queueThreadsAreOurs();

  /** The address of a direct buffer's first byte, whatever its position. */
  public static native long addressOf(@Raw ByteBuffer buffer);

  public static native void adviseHugePages(long memory, long size);

  static native int load();

  static native String loadFailure();

  /** Four lines: implementation, engine, the reason for the engine, io_uring. */
  public static native String describe();

  /** {@code bridge/facts.h}: a line for each fact, with tabs between group, name and value. */
  public static native String facts();

  static native int forceEngine(String name);

  public static native int startup();

  public static native int shutdown();

  public static native int putWorkItem(int queue, int flags, int priority, long id);

  static native boolean invokeNext();

  /** Id, result and status of what {@link #invokeNext} found, for the calling thread alone. */
  @Raw(withEnv = true)
  static native ByteBuffer nextInvocation();

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

  // bridge/transfers.h

  /** The address for the methods with positions; 0 when the stream has none of them. */
  public static native long positionalStream(long stream);

  /** A {@link CountOrError}. */
  public static native long readAt(long stream, long position, long buffer, int size);

  /** A {@link CountOrError}. */
  public static native long writeAt(long stream, long position, long buffer, int size);

  /**
   * With a key by which the transfer can be stopped; −1 for one that is never stopped. Likewise
   * {@link #beginWriteAt}.
   */
  public static native int beginReadAt(
      long stream, long position, long buffer, int size, long id, long key, int flags, int queue);

  public static native int beginWriteAt(
      long stream, long position, long buffer, int size, long id, long key, int flags, int queue);

  /** S_OK when the transfer was asked to stop, S_FALSE when it cannot be. */
  public static native int stopTransfer(long stream, long key);

  /** A {@link CountOrError}. */
  public static native long seekAndRead(long stream, long position, long buffer, int size);

  /** A {@link CountOrError}. */
  public static native long seekAndWrite(long stream, long position, long buffer, int size);

  public static native int seekAndBeginRead(
      long stream, long position, long buffer, int size, long id, int flags, int queue);

  public static native int seekAndBeginWrite(
      long stream, long position, long buffer, int size, long id, int flags, int queue);

  public static native int completeUnbegun(long id, int queue, int status);

  /** A {@link CountOrError} without a count; releases the result. */
  public static native long endUnbegun(long result);

  // bridge/files.h

  public static native int beginCreateFile(
      int access,
      int open,
      int flags,
      @Cast("const std::uint16_t*") char[] path,
      long id,
      int callbackFlags,
      int queue,
      long[] cookie);

  /** Releases the result. */
  public static native int endCreateFile(long result, long[] stream);

  public static native int cancelCreateFile(long cookie);

  public static native int commandLine(@Cast("std::uint16_t*") char[] text, int capacity);

  public static native boolean isWorkingDirectory(@Cast("const std::uint16_t*") char[] path);

  public static native int createTempFile(int access, int open, int flags, long[] stream);

  public static native int createByteStreamWrapper(long stream, long[] wrapper);

  // bridge/attribute_access.h

  public static native int attributeCount(long object, int[] count);

  public static native int attributeKey(long object, int index, long[] key);

  public static native int attributeType(long object, long most, long least, int[] type);

  public static native int getUint32(long object, long most, long least, int[] value);

  public static native int getUint64(long object, long most, long least, long[] value);

  public static native int getDouble(long object, long most, long least, double[] value);

  public static native int getGuid(long object, long most, long least, long[] value);

  public static native int getString(
      long object,
      long most,
      long least,
      @Cast("std::uint16_t*") char[] value,
      int capacity,
      int[] length);

  public static native int getBlob(
      long object, long most, long least, byte[] value, int capacity, int[] length);

  public static native int setUint32(long object, long most, long least, int value);

  public static native int setUint64(long object, long most, long least, long value);

  public static native int setDouble(long object, long most, long least, double value);

  public static native int setGuid(
      long object, long most, long least, long valueMost, long valueLeast);

  public static native int setString(
      long object, long most, long least, @Cast("const std::uint16_t*") char[] value);

  public static native int setBlob(long object, long most, long least, byte[] value, int size);

  public static native int deleteAttribute(long object, long most, long least);

  public static native int deleteAllAttributes(long object);

  public static native int setStatus(long result, int status);

  public static native void release(long object);

  /** How many COM objects of ours are alive, those of mfplat.dll not counted. For tests. */
  public static native long liveObjects();

  // bridge/com_objects.h

  /** 0 when there is no memory. */
  public static native long createJavaObject(long id);

  /** 0 when there is no memory. */
  public static native long createJavaCallback(long id, int flags, int queue);

  public static native int createAsyncResult(long object, long callback, long state, long[] result);

  public static native int invokeCallback(long result);

  public static native int getStatus(long result);

  /**
   * found[0]: an id of {@link JavaObjects}, or −1; found[1]: the address of another object, or 0.
   */
  public static native void getState(long result, long[] found);

  /** As {@link #getState}. */
  public static native void getObject(long result, long[] found);

  public static native void addReference(long object);

  /** The address of the other interface, with a reference for the caller; 0 if there is none. */
  public static native long queryInterface(long object, long iidHigh, long iidLow);

  /** What GetParameters answers: the flags and the queue. */
  public static native int getParameters(long callback, int[] answers);

  public static native int invoke(long callback, long result);

  // Media events and their queues: native/bridge/events.h.

  public static native int createEventQueue(long[] queue);

  public static native int queueEvent(
      long queue,
      int type,
      long extendedHigh,
      long extendedLow,
      int status,
      int valueType,
      long high,
      long low,
      byte[] content,
      int size);

  /** May block. */
  public static native int getEvent(long queue, int flags, long[] event);

  public static native int beginGetEvent(long queue, long id, int flags, int workQueue);

  /** Releases the result. */
  public static native int endGetEvent(long queue, long result, long[] event);

  public static native int shutdownEventQueue(long queue);

  public static native int readEvent(long event, long[] fields);

  public static native int readEventContent(long event, byte[] content, int size);

  // bridge/deferred.h

  public static native int scheduleWorkItem(
      int queue, int flags, long timeout, long id, long[] key);

  public static native int putWaitingWorkItem(
      long event, int queue, int flags, int priority, long id, long[] key);

  public static native int cancelWorkItem(long key);

  /** Releases the result. */
  public static native int reply(long result);

  public static native int addPeriodicCallback(long id, int[] key);

  public static native int removePeriodicCallback(int key);

  public static native int getTimerPeriodicity(int[] millis);

  public static native int createEvent(long[] event);

  public static native int setEvent(long event);

  public static native int resetEvent(long event);

  public static native void closeEvent(long event);

  // bridge/mmcss.h

  public static native int beginRegisterWithMmcss(
      int queue,
      @Cast("const std::uint16_t*") char[] mmcssClass,
      int task,
      int priority,
      long id,
      int flags,
      int callbackQueue);

  /** Releases the result. */
  public static native int endRegisterWithMmcss(long result, int[] task);

  public static native int beginUnregisterWithMmcss(
      int queue, long id, int flags, int callbackQueue);

  /** Releases the result. */
  public static native int endUnregisterWithMmcss(long result);

  public static native int getMmcssClass(
      int queue, @Cast("std::uint16_t*") char[] name, int[] size);

  public static native int getMmcssTaskId(int queue, int[] task);

  public static native int getMmcssPriority(int queue, int[] priority);

  // --- bridge/source/sources.h: byte streams that are written in Java

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

  // bridge/media.h

  public static native int createMediaType(long[] type);

  public static native int createSample(long[] sample);

  public static native int createMemoryBuffer(int size, long[] buffer);

  public static native int bufferLengths(long buffer, long[] lengths);

  public static native int setBufferLength(long buffer, int length);

  public static native int lockBuffer(long buffer, long[] locked);

  public static native int unlockBuffer(long buffer);

  public static native boolean hasRows(long buffer);

  /** Memory that is not the JVM's, as long as the caller keeps it. Throws an OutOfMemoryError. */
  @Raw(withEnv = true)
  public static native ByteBuffer directBuffer(long address, int size);

  /** S_FALSE where there is none, as for {@link #sampleDuration}. */
  public static native int sampleTime(long sample, long[] time);

  public static native int sampleDuration(long sample, long[] duration);

  public static native int setSampleTime(long sample, long time);

  public static native int setSampleDuration(long sample, long duration);

  /** The count of buffers, and the bytes in them. */
  public static native int sampleSize(long sample, long[] size);

  public static native int sampleBuffer(long sample, int index, long[] buffer);

  public static native int contiguousBuffer(long sample, long[] buffer);

  public static native int addBuffer(long sample, long buffer);

  // bridge/reader/jvm_readers.h

  /**
   * Throws what is wrong with {@link org.mfplat4j.internal.media.SourceReaderUpcall}, if anything.
   */
  @Raw(withEnv = true)
  public static native void initializeReaders();

  // bridge/reader/readers.h

  /** 0 when there is no memory. */
  public static native long createReaderCallback(long id);

  public static native int createSourceReader(long stream, long callback, long[] reader);

  public static native int readSample(long reader, int stream);

  public static native int flushReader(long reader, int stream);

  public static native int setReaderPosition(long reader, long time);

  public static native int nativeMediaType(long reader, int stream, int index, long[] type);

  public static native int currentMediaType(long reader, int stream, long[] type);

  public static native int setCurrentMediaType(long reader, int stream, long type);

  public static native int streamSelection(long reader, int stream, int[] selected);

  public static native int selectStream(long reader, int stream, boolean selected);

  /** S_FALSE where the source does not say. */
  public static native int readerDuration(long reader, long[] duration);

  public static native int referenceCount(long object);

  // bridge/found_quirks.h

  /** The bits of {@link Quirks}, which has the answer ready. */
  public static native int findQuirks();

  public static native String positions();

  /** Whether a stream without positions is known to take its own when a transfer begins. */
  public static native boolean takesPositionEarly(long stream);

  public static native boolean isPlatformStream(long stream);
}
