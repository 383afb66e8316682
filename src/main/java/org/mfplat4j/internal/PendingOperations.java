package org.mfplat4j.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every operation that native code has in hand, by id. */
public final class PendingOperations {
  private static final PendingOperations ALL = new PendingOperations();
  private static final int DESCRIBED = 8;

  // Not synchronized: virtual threads wait here too.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();

  // Guarded by lock, as are the rest.
  private final IdTable<PendingOperation> operations = new IdTable<>();
  private int running;
  private boolean exiting;

  PendingOperations() {}

  /** The table of this process. */
  public static PendingOperations all() {
    return ALL;
  }

  /** Keeps the operation reachable until its id is taken or withdrawn. */
  public long register(PendingOperation operation) {
    lock.lock();
    try {
      return operations.add(operation);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets an operation that never began, or whose completion is not wanted any more. True if it
   * was here: then nobody takes it.
   */
  public boolean withdraw(long id) {
    lock.lock();
    try {
      boolean found = operations.remove(id) != null;
      signalIfIdle();
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** The operation with this id, once; it counts as running until {@link #finished}. */
  @Nullable PendingOperation take(long id) {
    lock.lock();
    try {
      PendingOperation operation = operations.remove(id);
      if (operation != null) {
        running++;
      }
      return operation;
    } finally {
      lock.unlock();
    }
  }

  /** A callback runs that no operation here stands for; it counts until {@link #finished}. */
  void started() {
    lock.lock();
    try {
      running++;
    } finally {
      lock.unlock();
    }
  }

  /** An operation that was taken has been dealt with, or a callback that had started. */
  void finished() {
    lock.lock();
    try {
      running--;
      signalIfIdle();
    } finally {
      lock.unlock();
    }
  }

  /** Operations that are pending, or whose callback has not returned. */
  public int count() {
    lock.lock();
    try {
      return pendingAndRunning();
    } finally {
      lock.unlock();
    }
  }

  /** What is pending, the first few by name. */
  public String describe() {
    lock.lock();
    try {
      String first =
          operations.stream()
              .limit(DESCRIBED)
              .map(PendingOperation::describe)
              .collect(Collectors.joining(", "));
      return operations.count() > DESCRIBED ? first + ", …" : first;
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing is waited for: the JVM exits, and no callback will return any more. */
  void stopWaiting() {
    lock.lock();
    try {
      exiting = true;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nothing is pending and no callback runs; false when the time ran out first, or the
   * JVM has begun to exit.
   */
  public boolean awaitIdle(long timeoutNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (pendingAndRunning() > 0) {
        if (left <= 0 || exiting) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #awaitIdle(long)}, in a unit. */
  public boolean awaitIdle(long timeout, TimeUnit unit) throws InterruptedException {
    return awaitIdle(unit.toNanos(timeout));
  }

  private int pendingAndRunning() {
    return operations.count() + running;
  }

  private void signalIfIdle() {
    if (pendingAndRunning() == 0) {
      idle.signalAll();
    }
  }
}
