package org.mfplat4j.internal;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every operation that native code has in hand, by id.
 *
 * <p>In several parts, each with a lock of its own, so that threads which begin and complete
 * operations at the same time do not wait for each other: a thread registers what it begins in the
 * part that is its own, as far as there are enough.
 */
public final class PendingOperations {
  private static final PendingOperations ALL = new PendingOperations();
  private static final int DESCRIBED = 8;
  private static final int PART_BITS = 3;
  private static final int PARTS = 1 << PART_BITS;

  private final Part[] parts = IntStream.range(0, PARTS).mapToObj(Part::new).toArray(Part[]::new);

  // Those who wait until all is idle. A lock of its own, taken before those of the parts.
  private final ReentrantLock idleLock = new ReentrantLock();
  private final Condition idle = idleLock.newCondition();
  // Changed under idleLock. Whoever may have made the last part idle looks here afterwards.
  private final AtomicInteger waiting = new AtomicInteger();

  PendingOperations() {}

  /** The table of this process. */
  public static PendingOperations all() {
    return ALL;
  }

  /** Keeps the operation reachable until its id is taken or withdrawn. */
  public long register(PendingOperation operation) {
    return own().add(operation);
  }

  /**
   * Forgets an operation that never began, or whose completion is not wanted any more. True if it
   * was here: then nobody takes it.
   */
  public boolean withdraw(long id) {
    boolean found = of(id).remove(id, null) != null;
    signalIfIdle();
    return found;
  }

  /**
   * The operation with this id, once; it counts as running until this thread says {@link
   * #finished}.
   */
  @Nullable PendingOperation take(long id) {
    return of(id).remove(id, own().running);
  }

  /**
   * A callback runs that no operation here stands for; until this thread says {@link #finished}.
   */
  void started() {
    own().start();
  }

  /** An operation that was taken has been dealt with, or a callback that had started. */
  void finished() {
    if (own().running.decrementAndGet() == 0) {
      signalIfIdle();
    }
  }

  /** Operations that are pending, or whose callback has not returned. */
  public int count() {
    lockParts();
    try {
      return Arrays.stream(parts).mapToInt(Part::countLocked).sum();
    } finally {
      unlockParts();
    }
  }

  /** What is pending, the first few by name. */
  public String describe() {
    lockParts();
    try {
      String first =
          Arrays.stream(parts)
              .flatMap(part -> part.operations.stream())
              .limit(DESCRIBED)
              .map(PendingOperation::describe)
              .collect(Collectors.joining(", "));
      int pending = Arrays.stream(parts).mapToInt(part -> part.operations.count()).sum();
      return pending > DESCRIBED ? first + ", …" : first;
    } finally {
      unlockParts();
    }
  }

  /** Waits until nothing is pending and no callback runs; false when the time ran out first. */
  public boolean awaitIdle(long timeoutNanos) throws InterruptedException {
    idleLock.lockInterruptibly();
    // Before the look at the parts: who changes them after it sees that somebody waits.
    waiting.incrementAndGet();
    try {
      long left = timeoutNanos;
      while (count() > 0) {
        if (left <= 0) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } finally {
      waiting.decrementAndGet();
      idleLock.unlock();
    }
  }

  /** As {@link #awaitIdle(long)}, in a unit. */
  public boolean awaitIdle(long timeout, TimeUnit unit) throws InterruptedException {
    return awaitIdle(unit.toNanos(timeout));
  }

  /** Has those who wait look again. */
  private void signalIfIdle() {
    if (waiting.get() == 0) {
      return;
    }
    idleLock.lock();
    try {
      idle.signalAll();
    } finally {
      idleLock.unlock();
    }
  }

  private Part own() {
    return parts[(int) Thread.currentThread().getId() & (PARTS - 1)];
  }

  private Part of(long id) {
    return parts[(int) id & (PARTS - 1)];
  }

  /** All parts as they are at one moment; but callbacks may return meanwhile. */
  private void lockParts() {
    for (Part part : parts) {
      part.lock.lock();
    }
  }

  private void unlockParts() {
    for (Part part : parts) {
      part.lock.unlock();
    }
  }

  /** Its ids are those of its table, with the part's number in the lowest bits of the slot. */
  private static final class Part {
    private static final long GENERATION = 0xFFFFFFFF_00000000L;
    private static final long SLOT = 0x00000000_FFFFFFFFL;

    private final int number;
    // Not synchronized: virtual threads come here too.
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final IdTable<PendingOperation> operations = new IdTable<>();
    // Callbacks that run on the threads whose part this is. Grows under the lock of some part only:
    // who has them all sees it become less at most.
    private final AtomicInteger running = new AtomicInteger();

    Part(int number) {
      this.number = number;
    }

    long add(PendingOperation operation) {
      lock.lock();
      try {
        long id = operations.add(operation);
        return (id & GENERATION) | (((id << PART_BITS) | number) & SLOT);
      } finally {
        lock.unlock();
      }
    }

    /** The operation with this id, if it is here; then one more is running, in that count. */
    @Nullable PendingOperation remove(long id, @Nullable AtomicInteger running) {
      lock.lock();
      try {
        PendingOperation operation =
            operations.remove((id & GENERATION) | ((id & SLOT) >>> PART_BITS));
        if (operation != null && running != null) {
          running.incrementAndGet();
        }
        return operation;
      } finally {
        lock.unlock();
      }
    }

    void start() {
      lock.lock();
      try {
        running.incrementAndGet();
      } finally {
        lock.unlock();
      }
    }

    int countLocked() {
      return operations.count() + running.get();
    }
  }
}
