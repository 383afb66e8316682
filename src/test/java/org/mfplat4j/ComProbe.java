package org.mfplat4j;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Native code that knows COM and nothing of this library; its C++ half is {@code
 * native/test/jni/com_probe.cpp}. Counts references, uses callbacks through their vtables, and
 * makes results and callbacks of its own.
 */
public final class ComProbe {
  static {
    System.load(System.getProperty("mfplat4j.test.library"));
  }

  private static final Map<Long, LongConsumer> CALLBACKS = new ConcurrentHashMap<>();

  private ComProbe() {}

  /** References to a COM object. */
  public static native int references(long object);

  /** AddRef. */
  public static native int addReference(long object);

  /** Release. */
  public static native int release(long object);

  /**
   * Uses every method of a callback through its vtable, as C code does, on a new native thread;
   * Invoke once with the result, and once with null.
   *
   * @return what is wrong with the callback, or ""
   */
  public static native String useThroughVtable(long callback, long result);

  /** Invoke, on the calling thread. */
  public static native int invoke(long callback, long result);

  /** GetParameters: HRESULT, flags, queue. */
  public static native int[] parameters(long callback);

  /** A native result with one reference; object and state may be 0. */
  public static native long newResult(long object, long state);

  /**
   * A native callback with one reference.
   *
   * @param queue what GetParameters answers, with the flag BLOCKING; 0 for E_NOTIMPL
   * @param invoked runs inside each Invoke, with the address of the result
   */
  public static long newCallback(int queue, LongConsumer invoked) {
    long callback = newCallback(queue);
    CALLBACKS.put(callback, invoked);
    return callback;
  }

  /** GetObject: an HRESULT; found[0] is the address, with a reference, or 0. */
  public static native int getObject(long result, long[] found);

  /** GetState, in the same way. */
  public static native int getState(long result, long[] found);

  /** BeginRead without a state: an HRESULT. */
  public static native int beginRead(long stream, long buffer, int size, long callback);

  /** EndRead: the count, or the HRESULT if it is a failure. */
  public static native int endRead(long stream, long result);

  private static native long newCallback(int queue);

  @SuppressWarnings("unused") // Called by com_probe.cpp.
  private static void invoked(long callback, long result) {
    CALLBACKS.get(callback).accept(result);
  }
}
