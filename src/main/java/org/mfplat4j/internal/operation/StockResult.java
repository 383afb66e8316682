package org.mfplat4j.internal.operation;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.ResultHandle;

/**
 * A result that Java knows by nothing but its native pointer: one that {@link AsyncResult#create}
 * made, as its creator or as one of its invocations has it, or one of native code's. Everything
 * that these share is in the native result: the status, and the Java objects that it carries.
 */
public final class StockResult implements ResultSource {
  private final String description;
  private final ResultHandle handle = new ResultHandle();
  private final OwnedResult result = new OwnedResult(this);
  private final Carried state = new Carried(Natives::getState);
  private final Carried object = new Carried(Natives::getObject);
  private volatile int lastStatus;
  private volatile @Nullable Throwable thrown;
  private volatile Cleaner.@Nullable Cleanable watched;
  // Where it is known without the native result, which need not carry it; else null.
  private final @Nullable Payload own;

  private StockResult(long address, String description, @Nullable Payload own) {
    this.description = description;
    this.own = own;
    handle.set(address);
  }

  /** Takes over one reference to the native result, also when it throws. */
  static StockResult owning(long address, String description, @Nullable Payload own) {
    try {
      return new StockResult(address, description, own);
    } catch (Throwable e) {
      // No memory for the Java half: the native one would never be released.
      Natives.release(address);
      throw e;
    }
  }

  AsyncResult result() {
    return result;
  }

  /** Has the result found if it is forgotten from now on. */
  AsyncResult watch() {
    Unclosed unclosed = new Unclosed(handle, description, LeakNet.creation(() -> description));
    watched = LeakNet.watch(result, unclosed);
    handle.keep(description);
    return result;
  }

  /** Passes the result to a callback, which may close it, or keep it to do so later. */
  void invoke(AsyncCallback callback) throws Exception {
    try {
      callback.invoke(result);
    } catch (Throwable e) {
      thrown = e;
      throw e;
    } finally {
      // The rare road: a result that is kept to be ended later, or forgotten.
      if (handle.isPresent()) {
        watch();
      }
    }
  }

  @Override
  public ResultHandle handle() {
    return handle;
  }

  @Override
  public int status() {
    handle.use(address -> lastStatus = Natives.getStatus(address));
    return lastStatus;
  }

  @Override
  public boolean setStatus(int status, @Nullable Throwable cause) {
    Payload payload = payload();
    if (payload != null) {
      // First, so that a thread that sees the status finds the cause.
      payload.fail(status, cause);
    }
    return handle.use(
        address -> {
          Natives.setStatus(address, status);
          lastStatus = status;
        });
  }

  @Override
  public @Nullable Throwable cause() {
    Payload payload = payload();
    Throwable cause = payload == null ? null : payload.causeOf(status());
    return cause == null ? thrown : cause;
  }

  @Override
  public @Nullable Object state() {
    return state.value();
  }

  @Override
  public @Nullable Object object() {
    return object.value();
  }

  /** Whether Java made this result: then it is not that of an operation of native code. */
  public boolean isMadeInJava() {
    return payload() != null;
  }

  private @Nullable Payload payload() {
    if (own != null) {
      return own;
    }
    return object.holder() instanceof Payload payload ? payload : null;
  }

  @Override
  public void close() {
    status();
    // Claimed first: a thread that asks from now on finds no object that it would have to close.
    long address = handle.claim();
    state.close();
    object.close();
    if (address != 0) {
      Natives.release(address);
    }
    Cleaner.Cleanable net = watched;
    if (net != null) {
      net.clean();
    }
  }

  /** There is nothing to end but what Java code does. */
  @Override
  public void handOver() {
    close();
  }

  private static boolean release(ResultHandle handle) {
    long address = handle.claim();
    if (address != 0) {
      Natives.release(address);
    }
    return address != 0;
  }

  @Override
  public String describe() {
    return description;
  }

  /**
   * What Java knows of a result that it made: the object, and the exception behind the status. The
   * native result carries it as its object, if that is a Java object: then all who have the native
   * result share it. Else its creator and its callback do.
   */
  static final class Payload {
    private final @Nullable Object object;
    private volatile @Nullable Failure failure;
    // Written before the result is known to anybody.
    private long address;

    Payload(@Nullable Object object) {
      this.object = object;
    }

    void belongsTo(long result) {
      address = result;
    }

    boolean isOf(long result) {
      return address == result;
    }

    void fail(int status, @Nullable Throwable cause) {
      failure = cause == null ? null : new Failure(status, cause);
    }

    /** Native code may have set another status meanwhile, of which this exception is no cause. */
    @Nullable Throwable causeOf(int status) {
      Failure last = failure;
      return last != null && last.status == status ? last.cause : null;
    }

    private record Failure(int status, Throwable cause) {}
  }

  @FunctionalInterface
  private interface Getter {
    void get(long result, long[] found);
  }

  /** One of the two COM objects that a result carries; looked up when it is first wanted. */
  private final class Carried {
    private final Getter getter;
    // Guarded by this.
    private boolean known;
    private @Nullable Object holder;

    Carried(Getter getter) {
      this.getter = getter;
    }

    /** The Java object, or a {@link ComObject} that is closed with this result. */
    synchronized @Nullable Object value() {
      Object found = holder();
      if (!known) {
        throw new IllegalStateException("the result of " + description + " has been closed");
      }
      return found instanceof Payload payload ? payload.object : found;
    }

    /** The same, or the payload around it; null also when the result is gone. */
    synchronized @Nullable Object holder() {
      if (!known) {
        handle.use(this::find);
      }
      return holder;
    }

    private void find(long address) {
      long[] found = new long[2];
      getter.get(address, found);
      // The Java object stays in its table while the native result, and so its COM object, is here.
      holder = found[1] == 0 ? JavaObjects.all().get(found[0]) : NativeComObject.owning(found[1]);
      known = true;
    }

    synchronized void close() {
      if (holder instanceof NativeComObject object) {
        object.close();
      }
    }
  }

  /** Releases a result that was forgotten. Must not refer to the result. */
  private record Unclosed(ResultHandle handle, String description, @Nullable Throwable creation)
      implements Runnable {
    @Override
    public void run() {
      if (release(handle)) {
        LeakNet.report("A result of " + description + " was never closed", creation);
      }
    }
  }
}
