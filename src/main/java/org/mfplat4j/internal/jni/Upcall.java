package org.mfplat4j.internal.jni;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only door from native code into Java. Its methods run on queue threads, which belong to the
 * platform, or stand in for one that waits meanwhile, and must not throw: each takes the operation
 * that the id stands for, lets user code run, and accounts for whatever comes back.
 */
public final class Upcall {
  private static final int S_OK = 0;
  private static final int E_FAIL = 0x80004005;
  private static final int E_UNEXPECTED = 0x8000FFFF;

  private static final System.Logger LOGGER = System.getLogger(Upcall.class.getName());

  /** What callbacks have as their context class loader: the one that loaded this library. */
  private static final @Nullable ClassLoader LOADER = Upcall.class.getClassLoader();

  /** Whether a queue thread runs nothing but what this library puts on it. */
  private static final boolean THREADS_ARE_OURS = Natives.queueThreadsAreOurs();

  private static final Object NO_LOADER = new Object();

  // The context class loader that the thread had before, or NO_LOADER. Set on threads that call
  // from native code, while they are here; for good on queue threads that are ours.
  private static final ThreadLocal<Object> QUEUE_THREAD = new ThreadLocal<>();

  // Native memory of the thread's own. Not allocateDirect: where there is no more direct memory,
  // that takes half a second to say so.
  private static final ThreadLocal<ByteBuffer> NEXT =
      ThreadLocal.withInitial(() -> Natives.nextInvocation().order(ByteOrder.nativeOrder()));

  private Upcall() {}

  /** Whether the calling thread is one of the platform's, or invokes a callback as they do. */
  public static boolean onQueueThread() {
    return QUEUE_THREAD.get() != null;
  }

  /**
   * Runs something in which native code may invoke a callback on this very thread, which stays what
   * it was.
   */
  public static int invokingHere(IntSupplier call) {
    boolean unmarked = !onQueueThread();
    try {
      return call.getAsInt();
    } finally {
      leave(unmarked);
    }
  }

  /**
   * Marks the calling thread as a queue thread, which it may be, until {@link #leave}: what native
   * code calls on any thread must not do here what it must not do on a queue's own. Its context
   * class loader is ours meanwhile.
   *
   * @return whether it was not marked before, for {@link #leave}
   */
  public static boolean enter() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    if (before != LOADER) {
      setContext(thread, LOADER);
    }
    if (onQueueThread()) {
      return false;
    }
    QUEUE_THREAD.set(before == null ? NO_LOADER : before);
    return true;
  }

  /** Takes back what {@link #enter} did. */
  public static void leave(boolean entered) {
    if (!entered) {
      return;
    }
    Object before = QUEUE_THREAD.get();
    if (before == null) {
      // Nothing came to enter after all.
      return;
    }
    QUEUE_THREAD.remove();
    setContext(Thread.currentThread(), before instanceof ClassLoader loader ? loader : null);
  }

  private static void setContext(Thread thread, @Nullable ClassLoader loader) {
    try {
      thread.setContextClassLoader(loader);
    } catch (SecurityException e) {
      // Threads of the JVM's own, such as a Cleaner's, keep the one they have.
    }
  }

  /** As {@link #leave}, for what queues run: a thread of ours stays what it is. */
  private static void leaveQueued(boolean entered) {
    if (!THREADS_ARE_OURS) {
      leave(entered);
    }
  }

  /**
   * S_OK when the operation has taken over one reference to the result; else the caller keeps it.
   */
  @SuppressWarnings("unused") // Called by native/bridge/upcall/jvm.cpp.
  private static int invoke(long id, long result, int status) {
    PendingOperation operation = null;
    boolean entered = false;
    try {
      // First: what fails for lack of memory must not fail with the operation in hand.
      entered = enter();
      operation = PendingOperations.all().take(id);
      if (operation == null) {
        return E_UNEXPECTED;
      }
      operation.invoked(result, status);
    } catch (Throwable thrown) {
      report(thrown);
    } finally {
      leaveQueued(entered);
      if (operation != null) {
        PendingOperations.all().finished();
      }
    }
    return operation == null ? E_FAIL : S_OK;
  }

  /**
   * As {@link #invoke}, where other callbacks wait for this thread: invokes these, too, one after
   * the other, as long as there are any. To fetch the next one costs a fraction of an upcall. What
   * is not fetched waits for any thread, so that a callback may wait for one that is behind it.
   */
  @SuppressWarnings("unused") // Called by native/bridge/upcall/jvm.cpp.
  private static int invokeWithOthers(long id, long result, int status) {
    int answer = invoke(id, result, status);
    if (answer == S_OK) {
      invokeOthers();
    }
    return answer;
  }

  private static void invokeOthers() {
    ByteBuffer next;
    try {
      next = NEXT.get();
    } catch (Throwable noMemory) {
      // The queue invokes them.
      return;
    }
    while (Natives.invokeNext()) {
      long result = next.getLong(8);
      if (invoke(next.getLong(0), result, (int) next.getLong(16)) != S_OK) {
        Natives.release(result);
      }
    }
  }

  @SuppressWarnings("unused") // Called by native/bridge/upcall/jvm.cpp.
  private static void abandoned(long id) {
    PendingOperation operation = null;
    boolean entered = false;
    try {
      entered = enter();
      operation = PendingOperations.all().take(id);
      if (operation != null) {
        operation.abandoned();
      }
    } catch (Throwable thrown) {
      report(thrown);
    } finally {
      leave(entered);
      if (operation != null) {
        PendingOperations.all().finished();
      }
    }
  }

  @SuppressWarnings("unused") // Called by native/bridge/upcall/jvm.cpp.
  private static void tick(long id) {
    boolean started = false;
    boolean entered = false;
    try {
      Runnable callback = PeriodicTicks.find(id);
      if (callback == null) {
        return;
      }
      PendingOperations.all().started();
      started = true;
      entered = enter();
      callback.run();
    } catch (Throwable thrown) {
      report(thrown);
    } finally {
      leaveQueued(entered);
      if (started) {
        PendingOperations.all().finished();
      }
    }
  }

  /**
   * As {@link #invoke}, for a callback that may be invoked any number of times and that stays in
   * its table.
   */
  @SuppressWarnings("unused") // Called by native/bridge/upcall/jvm.cpp.
  private static int invokeObject(long id, long result, int status) {
    LastingCallback callback = null;
    try {
      callback = JavaObjects.all().callback(id);
      if (callback == null) {
        return E_UNEXPECTED;
      }
      PendingOperations.all().started();
      invokeLasting(callback, result, status);
    } catch (Throwable thrown) {
      report(thrown);
    } finally {
      if (callback != null) {
        PendingOperations.all().finished();
      }
    }
    return callback == null ? E_FAIL : S_OK;
  }

  /** Any thread may invoke such a callback; it is not one of the platform's for ever after. */
  private static void invokeLasting(LastingCallback callback, long result, int status)
      throws Exception {
    boolean entered = enter();
    try {
      callback.invoked(result, status);
    } finally {
      leave(entered);
    }
  }

  @SuppressWarnings("unused") // Called by native/bridge/upcall/jvm.cpp.
  private static void released(long id) {
    boolean entered = false;
    try {
      entered = enter();
      JavaObjects.all().release(id);
    } catch (Throwable thrown) {
      report(thrown);
    } finally {
      leave(entered);
    }
  }

  /**
   * Each thread that is in a callback now, with the user's method that was invoked; for messages.
   * Takes its time.
   */
  static List<String> runningCallbacks() {
    List<String> running = new ArrayList<>();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              int entered = stack.length - 1;
              while (entered >= 0 && !isEntrance(stack[entered])) {
                entered--;
              }
              if (entered >= 0) {
                running.add(thread.getName() + describeUserCode(stack, entered));
              }
            });
    return running;
  }

  private static boolean isEntrance(StackTraceElement frame) {
    return frame.getClassName().equals(Upcall.class.getName())
        && (frame.getMethodName().startsWith("invoke") || frame.getMethodName().equals("tick"));
  }

  /** The first frame above the entrance that is not of this library, if there is one. */
  private static String describeUserCode(StackTraceElement[] stack, int entered) {
    for (int i = entered; i >= 0; i--) {
      if (!stack[i].getClassName().startsWith("org.mfplat4j.")) {
        return " in " + stack[i];
      }
    }
    return "";
  }

  /**
   * Hands what user code threw to the thread's uncaught exception handler, as any Java thread does.
   */
  public static void report(Throwable thrown) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    } catch (Throwable again) {
      logFailedHandler(again);
    }
  }

  private static void logFailedHandler(@Nullable Throwable thrown) {
    try {
      LOGGER.log(System.Logger.Level.ERROR, "The uncaught exception handler failed", thrown);
    } catch (Throwable ignored) {
      // There is none left to tell, and nothing may leave this class.
    }
  }
}
