package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.HResult;

/**
 * A callback that remembers each invocation, in order and with its thread. It keeps the results for
 * the test to end, or ends them itself when it was given the stream. Safe for use by any thread.
 */
public final class RecordingCallback implements AsyncCallback {
  /**
   * One invocation.
   *
   * @param status the status when the callback was entered
   * @param count what EndRead returned; −1 when it was not called or threw
   * @param failure what EndRead threw, if anything
   */
  public record Invocation(
      AsyncResult result, HResult status, Thread thread, int count, Exception failure) {}

  /** What a test lets a callback do besides recording. */
  @FunctionalInterface
  public interface Body {
    void run(AsyncResult result) throws Exception;
  }

  private final ByteStream endsOn;
  private final CallbackParameters parameters;
  private final Body body;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition invoked = lock.newCondition();
  // Guarded by lock.
  private final List<Invocation> invocations = new ArrayList<>();

  private RecordingCallback(ByteStream endsOn, CallbackParameters parameters, Body body) {
    this.endsOn = endsOn;
    this.parameters = parameters;
    this.body = body;
  }

  /** Keeps the results: the test ends them. */
  public static RecordingCallback keeping() {
    return new RecordingCallback(null, CallbackParameters.NOT_IMPLEMENTED, result -> {});
  }

  /** Ends reads of this stream inside the invocation. */
  public static RecordingCallback ending(ByteStream stream) {
    return new RecordingCallback(stream, CallbackParameters.NOT_IMPLEMENTED, result -> {});
  }

  /** The same, with parameters. */
  public RecordingCallback with(CallbackParameters itsParameters) {
    return new RecordingCallback(endsOn, itsParameters, body);
  }

  /** The same, with something to do in the invocation before it is recorded. */
  public RecordingCallback doing(Body itsBody) {
    return new RecordingCallback(endsOn, parameters, itsBody);
  }

  @Override
  public CallbackParameters parameters() {
    return parameters;
  }

  @Override
  public void invoke(AsyncResult result) throws Exception {
    HResult status = result.status();
    try {
      body.run(result);
    } finally {
      int count = -1;
      Exception failure = null;
      if (endsOn != null) {
        try {
          count = endsOn.endRead(result);
        } catch (Exception e) {
          failure = e;
        }
      }
      record(new Invocation(result, status, Thread.currentThread(), count, failure));
    }
  }

  /** Waits for this many invocations; fails when they do not come, or when more have come. */
  public List<Invocation> await(int count) throws InterruptedException {
    long left = Limits.EVENTUALLY.toNanos();
    lock.lockInterruptibly();
    try {
      while (invocations.size() < count && left > 0) {
        left = invoked.awaitNanos(left);
      }
      assertThat(invocations).as("invocations within " + Limits.EVENTUALLY).hasSize(count);
      return List.copyOf(invocations);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the only invocation. */
  public Invocation awaitOnly() throws InterruptedException {
    return await(1).get(0);
  }

  /** Waits for as long as "never" takes, and fails when an invocation beyond these came. */
  public void assertNoMoreThan(int count) throws InterruptedException {
    long left = Limits.NEVER.toNanos();
    lock.lockInterruptibly();
    try {
      while (invocations.size() <= count && left > 0) {
        left = invoked.awaitNanos(left);
      }
      assertThat(invocations)
          .as("invocations after " + Limits.NEVER)
          .hasSizeLessThanOrEqualTo(count);
    } finally {
      lock.unlock();
    }
  }

  /** How many invocations there have been. */
  public int count() {
    lock.lock();
    try {
      return invocations.size();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for this many invocations for longer than usual: for tests with thousands of them. */
  public void awaitMany(int count, long seconds) throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(seconds);
    lock.lockInterruptibly();
    try {
      while (invocations.size() < count && left > 0) {
        left = invoked.awaitNanos(left);
      }
      assertThat(invocations.size()).isEqualTo(count);
    } finally {
      lock.unlock();
    }
  }

  private void record(Invocation invocation) {
    lock.lock();
    try {
      invocations.add(invocation);
      invoked.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
