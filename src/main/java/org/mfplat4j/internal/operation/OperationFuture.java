package org.mfplat4j.internal.operation;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.WorkQueue;

/**
 * The future of an asynchronous operation, and the callback that ends it. It completes when native
 * code is done with the operation, not earlier: a thread that sees it done has the buffer back. So
 * only the operation completes it, and only the operation's end says that it was cancelled. Futures
 * that depend on this one, {@link #copy} included, are plain.
 *
 * <p>What pins the buffer is the pending operation, which native code has by its id; this object is
 * reachable from it, and may be forgotten by everybody else.
 */
public abstract class OperationFuture<V> extends CompletableFuture<V> implements AsyncCallback {
  /** Begins the operation with this future as its callback. */
  @FunctionalInterface
  public interface Beginner {
    Completion begin() throws IOException;
  }

  /** What asked the operation to stop first. */
  private enum Stopper {
    NONE,
    CANCEL,
    TIMEOUT
  }

  private static final System.Logger LOGGER = System.getLogger("org.mfplat4j");
  // Stages that depend on the future may block: there that delays nothing else.
  private static final CallbackParameters ON_MULTITHREADED =
      CallbackParameters.on(WorkQueue.MULTITHREADED);
  // How long cancel waits to learn whether the operation was really stopped.
  private static final long ANSWER_MILLIS = 500;

  private static final VarHandle STOPPER = field("stopper", Stopper.class);
  private static final VarHandle ANSWER = field("answer", CountDownLatch.class);

  private final FutureOptions options;

  // Written by the thread that began the operation, before anybody else has this future.
  private @Nullable Completion operation;
  private volatile Stopper stopper = Stopper.NONE;
  // Made by the first thread that waits; opens when the operation has ended.
  private volatile @Nullable CountDownLatch answer;

  // What End gave, written before the flag.
  private @Nullable V value;
  private @Nullable Throwable failure;
  private volatile boolean ended;

  protected OperationFuture(FutureOptions options) {
    this.options = options;
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(OperationFuture.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Ends the operation, whose result this is: its value, or what its End method throws. */
  protected abstract V end(AsyncResult result) throws IOException;

  /** Begins the operation; one that cannot begin has failed. */
  public final void begin(Beginner beginner) {
    try {
      operation = beginner.begin();
    } catch (Throwable e) {
      super.completeExceptionally(e);
      return;
    }
    Duration timeout = options.timeout();
    if (timeout != null) {
      limit(saturatedNanos(timeout));
    }
  }

  @Override
  public final CallbackParameters parameters() {
    return ON_MULTITHREADED;
  }

  @Override
  public final void invoke(AsyncResult result) {
    try {
      value = end(result);
    } catch (Throwable e) {
      failure = stopper == Stopper.TIMEOUT && e instanceof CancellationException ? late(e) : e;
    }
    ended();
  }

  /** The platform has dropped the operation: no callback will ever come. */
  final void dropped(String operation) {
    failure = new IllegalStateException("the platform dropped " + operation);
    ended();
  }

  private void ended() {
    ended = true;
    CountDownLatch waited = answer;
    if (waited != null) {
      waited.countDown();
    }
    Executor executor = options.executor();
    if (executor == null) {
      publish();
      return;
    }
    try {
      executor.execute(this::publish);
    } catch (Throwable e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "The executor of a future rejected its completion, which happens on the queue's thread",
          e);
      publish();
    }
  }

  /** Completes the future with what End gave; nothing if that has happened. */
  private void publish() {
    if (failure == null) {
      super.complete(value);
    } else {
      super.completeExceptionally(failure);
    }
  }

  private Throwable late(Throwable stopped) {
    return new TimeoutException(
            String.valueOf(operation == null ? null : operation.describe())
                + " was stopped because its time was over")
        .initCause(stopped);
  }

  /**
   * Asks the operation to stop, and waits for the answer for up to half a second. The future
   * completes, and a buffer comes back, when the operation has ended; on the thread that calls this
   * if it was stopped, as any future that is cancelled.
   *
   * @param mayInterruptIfRunning has no meaning here
   * @return true if the operation was really stopped. False if it was done, or cannot be stopped,
   *     or if there was no answer in time: it then completes as usual, and may still turn out to
   *     have been stopped
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (!ended && askToStop(Stopper.CANCEL)) {
      awaitEnd();
    }
    if (ended && failure instanceof CancellationException) {
      publish();
    }
    return isCancelled();
  }

  /** True if somebody, the timeout perhaps, has asked the operation to stop, and it may. */
  private boolean askToStop(Stopper who) {
    // Said first: the operation may end before stop() has returned.
    STOPPER.compareAndSet(this, Stopper.NONE, who);
    boolean asked = operation != null && operation.stop();
    if (!asked) {
      STOPPER.compareAndSet(this, who, Stopper.NONE);
    }
    return asked;
  }

  private void awaitEnd() {
    ANSWER.compareAndSet(this, null, new CountDownLatch(1));
    CountDownLatch latch = answer;
    if (latch == null || ended) {
      return;
    }
    try {
      // The flag, not the latch, says whether it has ended.
      boolean unused = latch.await(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void limit(long nanos) {
    CompletableFuture<Boolean> timer =
        new CompletableFuture<Boolean>().completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
    CompletableFuture<?> unusedAlarm =
        timer.thenAccept(
            over -> {
              if (over && !ended) {
                askToStop(Stopper.TIMEOUT);
              }
            });
    // Completed by hand, the timer is taken out of the JDK's queue at once.
    CompletableFuture<?> unusedEnd =
        whenComplete((ignoredValue, ignoredFailure) -> timer.complete(false));
  }

  private static long saturatedNanos(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      // 292 years.
      return Long.MAX_VALUE;
    }
  }

  /**
   * Limits the time of the operation from now on, with the honesty of {@link
   * FutureOptions#timeout}.
   *
   * @return this future
   */
  @Override
  public CompletableFuture<V> orTimeout(long timeout, TimeUnit unit) {
    if (!isDone()) {
      limit(unit.toNanos(timeout));
    }
    return this;
  }

  /** What depends on this future is plain: it may be completed and cancelled by anybody. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  // The rest of CompletableFuture that would say "done" while native code still uses the buffer.

  @Override
  public boolean complete(V value) {
    throw onlyTheOperation("complete");
  }

  @Override
  public boolean completeExceptionally(Throwable ex) {
    throw onlyTheOperation("completeExceptionally");
  }

  @Override
  public CompletableFuture<V> completeAsync(Supplier<? extends V> supplier, Executor executor) {
    throw onlyTheOperation("completeAsync");
  }

  @Override
  public CompletableFuture<V> completeAsync(Supplier<? extends V> supplier) {
    throw onlyTheOperation("completeAsync");
  }

  @Override
  public CompletableFuture<V> completeOnTimeout(V value, long timeout, TimeUnit unit) {
    throw onlyTheOperation("completeOnTimeout");
  }

  @Override
  public void obtrudeValue(V value) {
    throw onlyTheOperation("obtrudeValue");
  }

  @Override
  public void obtrudeException(Throwable ex) {
    throw onlyTheOperation("obtrudeException");
  }

  private static UnsupportedOperationException onlyTheOperation(String method) {
    return new UnsupportedOperationException(
        method
            + ": only the operation itself completes its future, since native code uses the buffer"
            + " until then; copy() gives a future that anybody may complete");
  }
}
