package org.mfplat4j.internal.jni;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
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
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Part[] parts = IntStream.range(0, PARTS).mapToObj(Part::new).toArray(Part[]::new);

  // The threads that wait until all is idle. A lock of its own, taken before those of the parts.
  private final ReentrantLock idleLock = new ReentrantLock();
  private final Condition idle = idleLock.newCondition();
  // Changed under idleLock. A thread that may have made the last part idle looks here afterwards.
  private final AtomicInteger waiting = new AtomicInteger();
  // Guarded by idleLock.
  private @Nullable Runnable whenIdle;

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
   * was here: then no thread takes it.
   */
  public boolean withdraw(long id) {
    boolean found = of(id).remove(id, null) != null;
    try {
      signalIfIdle();
    } catch (StackOverflowError e) {
      // The answer must not be lost. The threads that wait look by themselves now and then.
    }
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
    forgetFailed();
    return inAllParts(this::sumLocked);
  }

  /**
   * What is pending, the first few by name, and how many callbacks have not returned; with the
   * place in the user's code of each that runs.
   */
  public String describe() {
    List<PendingOperation> pending = new ArrayList<>();
    int all =
        inAllParts(
            () -> {
              forEachLocked(pending::add);
              return sumLocked();
            });
    return describe(pending, all - pending.size());
  }

  /** Calls {@code action} for each operation that is pending at one moment, after that moment. */
  public void forEach(Consumer<PendingOperation> action) {
    List<PendingOperation> pending = new ArrayList<>();
    inAllParts(
        () -> {
          forEachLocked(pending::add);
          return 0;
        });
    pending.forEach(action);
  }

  private static String describe(List<PendingOperation> pending, int running) {
    List<String> what = new ArrayList<>();
    if (!pending.isEmpty()) {
      String first =
          pending.stream()
              .limit(DESCRIBED)
              .map(PendingOperation::describe)
              .collect(Collectors.joining(", "));
      what.add(pending.size() + " pending: " + first + (pending.size() > DESCRIBED ? ", …" : ""));
    }
    if (running > 0) {
      what.add(running + " whose callback runs: " + String.join(", ", Upcall.runningCallbacks()));
    }
    return what.isEmpty() ? "nothing" : String.join("; ", what);
  }

  /** Forgets the operations whose begin has failed without being able to withdraw them. */
  private void forgetFailed() {
    if (!PendingOperation.someBeginFailed) {
      return;
    }
    PendingOperation.someBeginFailed = false;
    for (Part part : parts) {
      part.removeFailed().forEach(PendingOperation::leftBehind);
    }
  }

  /** Waits until nothing is pending and no callback runs; false when the time ran out first. */
  public boolean awaitIdle(long timeoutNanos) throws InterruptedException {
    idleLock.lockInterruptibly();
    // Before the look at the parts: a thread that changes them after it sees that another waits.
    waiting.incrementAndGet();
    try {
      long end = System.nanoTime() + timeoutNanos;
      long left = timeoutNanos;
      while (count() > 0) {
        if (left <= 0) {
          return false;
        }
        // Not longer at a time: a thread without stack may not have been able to signal.
        idle.awaitNanos(Math.min(left, LOOK_NANOS));
        left = end - System.nanoTime();
      }
      return true;
    } finally {
      waiting.decrementAndGet();
      idleLock.unlock();
    }
  }

  /**
   * Runs the action once nothing is pending and no callback runs: here, or on the thread that ends
   * the last one. In place of one that still waits for that.
   */
  void whenIdle(Runnable action) {
    idleLock.lock();
    try {
      if (whenIdle == null) {
        waiting.incrementAndGet();
      }
      whenIdle = action;
    } finally {
      idleLock.unlock();
    }
    signalIfIdle();
  }

  /** As {@link #awaitIdle(long)}, in a unit. */
  public boolean awaitIdle(long timeout, TimeUnit unit) throws InterruptedException {
    return awaitIdle(unit.toNanos(timeout));
  }

  /** Has the threads that wait look again. */
  private void signalIfIdle() {
    if (waiting.get() == 0) {
      return;
    }
    Runnable action = null;
    idleLock.lock();
    try {
      idle.signalAll();
      if (whenIdle != null && count() == 0) {
        action = whenIdle;
        whenIdle = null;
        waiting.decrementAndGet();
      }
    } finally {
      idleLock.unlock();
    }
    if (action != null) {
      action.run();
    }
  }

  private Part own() {
    return parts[(int) Thread.currentThread().getId() & (PARTS - 1)];
  }

  private Part of(long id) {
    return parts[(int) id & (PARTS - 1)];
  }

  /** Asks all parts as they are at one moment; but callbacks may return meanwhile. */
  private int inAllParts(IntSupplier question) {
    return inPartsFrom(0, question);
  }

  private int inPartsFrom(int first, IntSupplier question) {
    if (first == PARTS) {
      return question.getAsInt();
    }
    synchronized (parts[first]) {
      return inPartsFrom(first + 1, question);
    }
  }

  private void forEachLocked(Consumer<PendingOperation> action) {
    for (Part part : parts) {
      part.operations.stream().forEach(action);
    }
  }

  private int sumLocked() {
    return Arrays.stream(parts).mapToInt(Part::countLocked).sum();
  }

  /**
   * Its ids are those of its table, with the part's number in the lowest bits of the slot. Guarded
   * by itself, and synchronized: a thread whose stack is used up must not fail between taking a
   * lock and giving it back, which for any other lock are calls. Nothing waits under this lock, so
   * virtual threads may take it.
   */
  private static final class Part {
    private static final long GENERATION = 0xFFFFFFFF_00000000L;
    private static final long SLOT = 0x00000000_FFFFFFFFL;

    private final int number;
    private final IdTable<PendingOperation> operations = new IdTable<>();
    // Callbacks that run on the threads whose part this is. Grows under the lock of some part only:
    // the thread that has them all sees it become less at most.
    private final AtomicInteger running = new AtomicInteger();

    Part(int number) {
      this.number = number;
    }

    // From the moment that the operation is in the table nothing is called: it is there exactly
    // when
    // the caller has the id.
    synchronized long add(PendingOperation operation) {
      long id = operations.add(operation);
      return (id & GENERATION) | (((id << PART_BITS) | number) & SLOT);
    }

    synchronized List<PendingOperation> removeFailed() {
      return operations.removeIf(operation -> operation.beginFailed);
    }

    /** The operation with this id, if it is here; then one more is running, in that count. */
    synchronized @Nullable PendingOperation remove(long id, @Nullable AtomicInteger running) {
      PendingOperation operation =
          operations.remove((id & GENERATION) | ((id & SLOT) >>> PART_BITS));
      if (operation != null && running != null) {
        running.incrementAndGet();
      }
      return operation;
    }

    synchronized void start() {
      running.incrementAndGet();
    }

    int countLocked() {
      return operations.count() + running.get();
    }
  }
}
