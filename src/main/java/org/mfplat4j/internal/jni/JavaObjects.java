package org.mfplat4j.internal.jni;

import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Every Java object that native code holds as a COM object, by id: kept reachable until the last
 * reference to that COM object is gone. Apart from {@link PendingOperations}, since no thread waits
 * for these: native code may keep them for ever.
 */
public final class JavaObjects {
  private static final JavaObjects ALL = new JavaObjects();

  // Guarded by this, as Upcall.released may come on any thread. Nothing blocks under this lock.
  private final IdTable<Object> objects = new IdTable<>();

  private JavaObjects() {}

  /** The table of this process. */
  public static JavaObjects all() {
    return ALL;
  }

  /**
   * Makes a COM object that stands for a Java object.
   *
   * @param object the Java object; reachable from now on until the COM object is released
   * @param create {@link Natives#createJavaObject} or {@link Natives#createJavaCallback}: makes the
   *     COM object for an id, 0 if there is no memory
   * @return its address, with one reference for the caller
   */
  public long expose(Object object, LongUnaryOperator create) {
    long id;
    synchronized (this) {
      id = objects.add(object);
    }
    long address = create.applyAsLong(id);
    if (address == 0) {
      synchronized (this) {
        objects.remove(id);
      }
      throw new OutOfMemoryError("no native memory for a COM object");
    }
    return address;
  }

  /** The object with this id; valid for a holder of a reference to its COM object. */
  public synchronized @Nullable Object get(long id) {
    return objects.get(id);
  }

  /** The callback with this id; null when there is no such callback. */
  @Nullable LastingCallback callback(long id) {
    return get(id) instanceof LastingCallback callback ? callback : null;
  }

  /** The COM object is gone. */
  void release(long id) {
    Object released;
    synchronized (this) {
      released = objects.remove(id);
    }
    if (released instanceof LastingCallback callback) {
      callback.released();
    }
  }

  /** How many objects native code holds. For tests. */
  public synchronized int count() {
    return objects.count();
  }
}
