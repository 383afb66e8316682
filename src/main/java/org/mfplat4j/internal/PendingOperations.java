package org.mfplat4j.internal;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every operation that native code has in hand, by id. The ids cross to native code instead of
 * references: one that is stale finds nothing.
 *
 * <p>An id is a slot and the slot's generation, so that it is never used twice (in practice: 2^32
 * times the same slot). Nothing is boxed and nothing is allocated once the table has grown.
 */
public final class PendingOperations {
  private static final PendingOperations ALL = new PendingOperations();
  private static final int INITIAL_SLOTS = 64;
  private static final int DESCRIBED = 8;

  // Not synchronized: virtual threads wait here too.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();

  // All guarded by lock. The free slots form a stack.
  private @Nullable PendingOperation[] operations = new PendingOperation[0];
  private int[] generations = new int[0];
  private int[] free = new int[0];
  private int freeCount;
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
      if (freeCount == 0) {
        grow();
      }
      int slot = free[--freeCount];
      operations[slot] = operation;
      return ((long) generations[slot] << Integer.SIZE) | slot;
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
      boolean found = remove(id) != null;
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
      PendingOperation operation = remove(id);
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
          Arrays.stream(operations)
              .filter(Objects::nonNull)
              .limit(DESCRIBED)
              .map(PendingOperation::describe)
              .collect(Collectors.joining(", "));
      return operations.length - freeCount > DESCRIBED ? first + ", …" : first;
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

  private @Nullable PendingOperation remove(long id) {
    int slot = (int) id;
    if (slot < 0 || slot >= operations.length || generations[slot] != (int) (id >>> Integer.SIZE)) {
      return null;
    }
    PendingOperation operation = operations[slot];
    if (operation != null) {
      operations[slot] = null;
      generations[slot]++;
      free[freeCount++] = slot;
    }
    return operation;
  }

  private int pendingAndRunning() {
    return operations.length - freeCount + running;
  }

  private void signalIfIdle() {
    if (pendingAndRunning() == 0) {
      idle.signalAll();
    }
  }

  private void grow() {
    int before = operations.length;
    int after = Math.max(INITIAL_SLOTS, before * 2);
    // All or nothing: there may be no memory for the second or the third.
    var grownOperations = Arrays.copyOf(operations, after);
    var grownGenerations = Arrays.copyOf(generations, after);
    var grownFree = Arrays.copyOf(free, after);
    operations = grownOperations;
    generations = grownGenerations;
    free = grownFree;
    for (int slot = after - 1; slot >= before; slot--) {
      free[freeCount++] = slot;
    }
  }
}
