package org.mfplat4j.internal.jni;

import java.lang.ref.Reference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.library.LibraryLoader;

/**
 * Loads the native library and the platform, once, when this class is first asked. Throws nothing
 * except for lack of memory or stack: what goes wrong otherwise is the {@link
 * #unavailabilityCause}.
 */
public final class NativeLibrary {
  /** Forces the portable engine's I/O: {@code uring} or {@code threads}. Read when loading. */
  public static final String ENGINE_PROPERTY = "org.mfplat4j.engine";

  // How much memory there must be before anything is loaded, in pieces.
  private static final int MEMORY_PIECES = 24;
  private static final int MEMORY_PIECE = 128 << 10;

  // Null until the library was loaded, or is known to be unavailable. Written under the class's
  // lock.
  private static volatile @Nullable Loaded loaded;

  // The exception is never thrown itself: code that needs one makes a new one, with this as the
  // cause.
  private record Loaded(@Nullable Throwable unavailabilityCause) {}

  /** How often the platform is started. A class of its own, since this one must never fail. */
  private static final class Use {
    static final Queue<Runnable> AT_END = new ConcurrentLinkedQueue<>();
    static final ReentrantLock LOCK = new ReentrantLock();
    // Guarded by LOCK.
    static int count;
    static boolean pinned;

    private Use() {}
  }

  private NativeLibrary() {}

  /**
   * Why there is nothing to call; null when there is.
   *
   * @throws VirtualMachineError if there is no memory or stack to find out; the next call tries
   *     again
   */
  public static @Nullable Throwable unavailabilityCause() {
    Loaded known = loaded;
    return (known == null ? loadOnce() : known).unavailabilityCause;
  }

  private static synchronized Loaded loadOnce() {
    Loaded known = loaded;
    if (known == null) {
      requireMemory();
      known = new Loaded(load());
      if (known.unavailabilityCause == null) {
        initializeHolders();
      }
      loaded = known;
    }
    return known;
  }

  /**
   * Fails now if memory is short, and not in the initialiser of a class, which is tried only once:
   * such a class stays unusable until the process ends.
   */
  private static void requireMemory() {
    Object[] pieces = new Object[MEMORY_PIECES];
    try {
      for (int i = 0; i < MEMORY_PIECES; i++) {
        pieces[i] = new byte[MEMORY_PIECE];
      }
    } finally {
      Reference.reachabilityFence(pieces);
    }
  }

  /** Initialises the classes that have something to make, while there is memory for it. */
  private static void initializeHolders() {
    for (String holder : Holders.NAMES) {
      try {
        Class.forName("org.mfplat4j." + holder, true, NativeLibrary.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new NoClassDefFoundError(holder);
      }
    }
  }

  private static @Nullable Throwable load() {
    try {
      try {
        LibraryLoader.load();
      } catch (UnsupportedOperationException | UnsatisfiedLinkError e) {
        throwIfOfThisMoment(e);
        return e;
      }
      return prepare();
    } catch (Throwable e) {
      throwIfOfThisMoment(e);
      return withMessage("mfplat4j could not be loaded: " + e, e);
    }
  }

  private static @Nullable Throwable prepare() {
    Natives.initialize();
    if (Natives.load() < 0) {
      return new UnsatisfiedLinkError(Natives.loadFailure());
    }
    String engine = System.getProperty(ENGINE_PROPERTY, "");
    int hr = Natives.forceEngine(engine);
    // Where Media Foundation reads files itself there is nothing to force, and nothing to refuse.
    if (hr < 0 && hr != HResultTable.E_NOTIMPL) {
      return new IllegalArgumentException(
          "the system property "
              + ENGINE_PROPERTY
              + " must be uring or threads, not \""
              + engine
              + "\"");
    }
    return null;
  }

  /**
   * The platform is about to be started: until {@link #endUse}, native code may call up at any
   * time, and so the JVM must not collect the class loader.
   */
  public static void beginUse() {
    Use.LOCK.lock();
    try {
      if (Use.count == 0 && !Use.pinned) {
        Natives.pin();
        Use.pinned = true;
      }
      Use.count++;
    } finally {
      Use.LOCK.unlock();
    }
  }

  /**
   * The platform was shut down. Once nothing is pending any more, nothing of ours keeps the class
   * loader: neither native code nor a thread.
   */
  public static void endUse() {
    Use.LOCK.lock();
    try {
      Use.count--;
      if (Use.count > 0) {
        return;
      }
    } finally {
      Use.LOCK.unlock();
    }
    PendingOperations.all().whenIdle(NativeLibrary::letGo);
  }

  /** Has something done at each end of use that keeps the class loader else; quick, no throwing. */
  public static void atEndOfUse(Runnable action) {
    Use.AT_END.add(action);
  }

  private static void letGo() {
    Use.LOCK.lock();
    try {
      if (Use.count > 0 || !Use.pinned) {
        return;
      }
      Use.pinned = false;
      Use.AT_END.forEach(Runnable::run);
      Natives.unpin();
    } finally {
      Use.LOCK.unlock();
    }
  }

  /** Memory or stack that is short now says nothing about the platform, and is not remembered. */
  private static void throwIfOfThisMoment(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof VirtualMachineError error) {
        throw error;
      }
    }
  }

  private static Throwable withMessage(String message, Throwable cause) {
    return new UnsatisfiedLinkError(message).initCause(cause);
  }
}
