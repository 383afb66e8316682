package org.mfplat4j.internal.operation;

import java.io.IOException;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperation;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.ResultHandle;

/**
 * An operation with a callback: what is pending before its Invoke, and behind its result after it.
 */
public abstract class Completion extends PendingOperation implements ResultSource {
  // These two change only while no other thread knows of the operation.
  private Delivery delivery;
  private @Nullable Object state;
  // Made now, so that a completion allocates nothing and cannot fail for lack of memory.
  private final OwnedResult result = new OwnedResult(this);
  private final ResultHandle handle = new ResultHandle();
  // 0, which is an id as others are, until the operation is registered.
  private long id;
  private volatile int status;
  private volatile @Nullable Throwable thrown;
  private volatile @Nullable Throwable cause;
  // Written before the handle is set.
  private @Nullable Thread invoker;

  /** An operation that has not begun: the leases of the delivery are its maker's still. */
  protected Completion(Delivery delivery, @Nullable Object state) {
    this.delivery = delivery;
    this.state = state;
  }

  /** Becomes another operation that has not begun; for the only thread that knows of this one. */
  protected final void renew(Delivery delivery, @Nullable Object state) {
    this.delivery = delivery;
    this.state = state;
  }

  /** Keeps nothing of the operation any more. */
  protected void forget() {
    delivery.forget();
    state = null;
    invoker = null;
    // To write it costs more than to look.
    if (cause != null) {
      cause = null;
    }
  }

  /**
   * Begins the operation by a native function, to which it is known by its id; an HRESULT. Exactly
   * when that is a success, the operation completes, has the leases of its delivery, and may have
   * completed already. Else, and when this throws, nothing is left of it.
   */
  public final int begin(LongToIntFunction function) {
    return begin(function, false);
  }

  /**
   * As {@link #begin(LongToIntFunction)}, besides another operation that has not returned: for that
   * the last close of the platform waits, so that this begins while it does.
   */
  public final int beginBesides(LongToIntFunction function) {
    return begin(function, true);
  }

  private int begin(LongToIntFunction function, boolean besides) {
    register();
    boolean withdrawn = false;
    try {
      int hr =
          besides || PlatformState.isStarted()
              ? function.applyAsInt(id)
              : HResultTable.MF_E_SHUTDOWN;
      // What cannot be withdrawn has completed.
      withdrawn = hr < 0 && withdraw();
      return hr;
    } catch (Throwable e) {
      // No memory, or no stack. Then this may fail, too, and all that is left to do is to say so.
      beginFailed = true;
      someBeginFailed = true;
      withdrawn = withdraw();
      throw e;
    } finally {
      delivery.takenOver = !withdrawn;
    }
  }

  /** The begin has failed, and so has the attempt to withdraw it: the leases end here. */
  @Override
  protected void leftBehind() {
    delivery.release();
  }

  /** Keeps everything reachable until the completion has come, or the id is withdrawn. */
  public final void register() {
    id = PendingOperations.all().register(this);
  }

  /** True if the operation has not completed; then it never does. */
  public final boolean withdraw() {
    return PendingOperations.all().withdraw(id);
  }

  /**
   * Has the callback of this operation, which is registered, invoked on its queue with this status
   * and a result of the library's own; where the platform is down already, on the calling thread.
   * False, and the operation is withdrawn, when there is no memory for a result.
   */
  public final boolean deliverUnbegun(int status) {
    int queue = delivery.queueId() == 0 ? WorkQueue.STANDARD.id() : delivery.queueId();
    try {
      if (Upcall.invokingHere(() -> Natives.completeUnbegun(id, queue, status)) >= 0) {
        return true;
      }
    } catch (Throwable e) {
      Upcall.report(e);
    }
    // What cannot be withdrawn has been delivered.
    return !withdraw();
  }

  /** What native code calls this operation. */
  public final long id() {
    return id;
  }

  @Override
  protected final void invoked(long address, int status) {
    this.status = status;
    invoker = Thread.currentThread();
    handle.set(address);
    try {
      completed();
    } catch (Throwable e) {
      // The callback is invoked all the same.
      Upcall.report(e);
    }
    try {
      if (isWanted()) {
        delivery.invoke(result);
      } else {
        discard();
      }
    } catch (Throwable e) {
      thrown = e;
    }
    try {
      // A thread that waits hears of it before the handler does, which may take its time.
      returned();
      if (thrown != null) {
        Upcall.report(thrown);
      }
    } finally {
      // Until then user code runs on the queue, which must not be given back before.
      delivery.release();
      passed();
    }
  }

  /** Native code is done with the operation; the callback has not been invoked yet. */
  protected void completed() {}

  /** Whether the callback is to be invoked; asked once, in its place. */
  protected boolean isWanted() {
    return true;
  }

  /**
   * Asks the operation to stop; false when that is not possible. True does not mean that it stops:
   * it completes in any case, and its status tells. Does not wait for that. Any thread.
   */
  protected boolean stop() {
    return false;
  }

  /** The callback has returned or thrown; the result may be ended already, or never will be. */
  protected abstract void returned();

  /** The queue's thread is done with the operation: the last that it has to do with it. */
  protected void passed() {}

  /** Ends the operation without wanting to know how it went; nothing if it has ended. */
  protected abstract void discard();

  /** No callback will ever be invoked: the threads that wait for that must hear of it. */
  public final void drop() {
    delivery.release();
    // Before the report, which enters the user's logging.
    if (delivery.callback() instanceof OperationFuture<?> future) {
      future.dropped(describe());
    }
    LeakNet.report("The platform dropped " + describe() + " without invoking its callback", null);
  }

  public final Delivery delivery() {
    return delivery;
  }

  /**
   * What the End method does with its code: throws what a failure stands for, with the exception
   * behind it as its first cause; else what the callback threw, if it did.
   */
  public final void check(int hr, String end, String subject) throws IOException {
    if (hr < 0) {
      try {
        throw Failures.failure(hr, end, subject);
      } catch (Throwable e) {
        Failures.startWith(cause(), e);
        throw e;
      }
    }
    checkCallback(end, subject);
  }

  /** Throws what the callback threw, if it did. */
  public final void checkCallback(String end, String subject) throws IOException {
    Throwable fromCallback = thrown;
    if (fromCallback != null) {
      throw Failures.thrownByCallback(fromCallback, end, subject);
    }
  }

  /** Whether the callback is invoked by this thread, for the thread that has claimed the result. */
  public final boolean isInvokedHere() {
    return invoker == Thread.currentThread();
  }

  /** Whether the callback has been invoked and threw. */
  public final boolean hasThrown() {
    return thrown != null;
  }

  /** Whether somebody can stop this operation: only futures have a way to ask for it. */
  public final boolean hasFuture() {
    return delivery.callback() instanceof OperationFuture;
  }

  public final AsyncResult result() {
    return result;
  }

  @Override
  public final ResultHandle handle() {
    return handle;
  }

  @Override
  public final @Nullable Object state() {
    return state;
  }

  /** Neither byte streams nor work items let their clients see what they attach. */
  @Override
  public @Nullable Object object() {
    return null;
  }

  @Override
  public final int status() {
    return status;
  }

  @Override
  public final boolean setStatus(int status, @Nullable Throwable cause) {
    return handle.use(
        address -> {
          Natives.setStatus(address, status);
          this.status = status;
          this.cause = cause;
        });
  }

  @Override
  public final @Nullable Throwable cause() {
    return cause == null ? thrown : cause;
  }

  @Override
  public final void close() {
    discard();
  }

  /** Most operations have no native End. */
  @Override
  public void handOver() {
    discard();
  }
}
