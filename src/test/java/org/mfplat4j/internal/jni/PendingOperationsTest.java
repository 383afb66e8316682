package org.mfplat4j.internal.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mfplat4j.testing.Limits;

@Tag("engine-free")
class PendingOperationsTest {
  private final PendingOperations pending = new PendingOperations();

  @Test
  void anOperationIsTakenOnce() {
    PendingOperation operation = new NamedOperation("one");
    long id = pending.register(operation);
    assertThat(pending.take(id)).isSameAs(operation);
    assertThat(pending.take(id)).isNull();
    pending.finished();
    assertThat(pending.count()).isZero();
  }

  @Test
  void anOperationCountsUntilItHasFinished() {
    long id = pending.register(new NamedOperation("one"));
    assertThat(pending.count()).isEqualTo(1);
    pending.take(id);
    assertThat(pending.count()).as("its callback runs").isEqualTo(1);
    pending.finished();
    assertThat(pending.count()).isZero();
  }

  @Test
  void anOperationThatWasWithdrawnIsGone() {
    long id = pending.register(new NamedOperation("one"));
    pending.withdraw(id);
    assertThat(pending.take(id)).isNull();
    assertThat(pending.count()).isZero();
    pending.withdraw(id);
    assertThat(pending.count()).isZero();
  }

  @Test
  void aStaleIdFindsNothingThoughItsSlotIsUsedAgain() {
    long stale = pending.register(new NamedOperation("old"));
    pending.withdraw(stale);
    PendingOperation young = new NamedOperation("young");
    long fresh = pending.register(young);
    assertThat((int) fresh).as("the same slot").isEqualTo((int) stale);
    assertThat(fresh).isNotEqualTo(stale);
    assertThat(pending.take(stale)).isNull();
    pending.withdraw(stale);
    assertThat(pending.take(fresh)).isSameAs(young);
  }

  @Test
  void idsThatNeverExistedFindNothing() {
    pending.register(new NamedOperation("one"));
    for (long id :
        new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1 << 20, 1L << 32, 0xFFFFFFFFL}) {
      assertThat(pending.take(id)).as("id %x", id).isNull();
      pending.withdraw(id);
    }
    assertThat(pending.count()).isEqualTo(1);
  }

  @Test
  void anEmptyTableFindsNothing() {
    assertThat(pending.take(0)).isNull();
    pending.withdraw(0);
    assertThat(pending.count()).isZero();
    assertThat(pending.describe()).isEqualTo("nothing");
  }

  @Test
  void theTableGrowsAndKeepsItsIds() {
    int operations = 10_000;
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < operations; i++) {
      ids.add(pending.register(new NamedOperation("number " + i)));
    }
    assertThat(new HashSet<>(ids)).hasSize(operations);
    assertThat(pending.count()).isEqualTo(operations);
    for (int i = 0; i < operations; i++) {
      assertThat(pending.take(ids.get(i)).describe()).isEqualTo("number " + i);
      pending.finished();
    }
    assertThat(pending.count()).isZero();
  }

  @Test
  void noIdIsGivenTwice() {
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      long id = pending.register(new NamedOperation("one"));
      assertThat(ids.add(id)).as("id %x is new", id).isTrue();
      pending.withdraw(id);
    }
  }

  @Test
  void whatIsPendingIsReachableAndWhatIsNotIsNot() {
    long id = registerUnreferenced();
    System.gc();
    PendingOperation taken = pending.take(id);
    assertThat(taken).isNotNull();
    WeakReference<PendingOperation> weak = new WeakReference<>(taken);
    pending.finished();
    taken = null;
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(weak.get()).isNull();
        });
  }

  private long registerUnreferenced() {
    return pending.register(new NamedOperation("unreferenced"));
  }

  @Test
  void theDescriptionNamesTheFirstFew() {
    pending.register(new NamedOperation("a"));
    pending.register(new NamedOperation("b"));
    assertThat(pending.describe()).isEqualTo("2 pending: a, b");
    for (int i = 0; i < 20; i++) {
      pending.register(new NamedOperation("more"));
    }
    assertThat(pending.describe())
        .startsWith("22 pending: a, b, more")
        .endsWith(", …")
        .hasSizeLessThan(80);
  }

  @Test
  void awaitIdleReturnsAtOnceWhenNothingIsPending() throws Exception {
    assertThat(pending.awaitIdle(0)).isTrue();
  }

  @Test
  void awaitIdleGivesUpWhenTheTimeIsOver() throws Exception {
    pending.register(new NamedOperation("one"));
    assertThat(pending.awaitIdle(20, TimeUnit.MILLISECONDS)).isFalse();
  }

  @Test
  void awaitIdleWaitsForPendingAndForRunningOperations() throws Exception {
    long first = pending.register(new NamedOperation("first"));
    long second = pending.register(new NamedOperation("second"));
    CompletableFuture<Boolean> idle =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return pending.awaitIdle(10, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    pending.withdraw(first);
    pending.take(second);
    assertThat(idle).isNotDone();
    pending.finished();
    assertThat(idle.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }

  @Test
  void awaitIdleCanBeInterrupted() {
    pending.register(new NamedOperation("one"));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> pending.awaitIdle(10, TimeUnit.SECONDS));
  }

  @Test
  void manyThreadsRegisterAndTakeAtOnce() throws Exception {
    int threads = 8;
    int rounds = 5_000;
    Set<PendingOperation> taken = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  PendingOperation mine = new NamedOperation("mine");
                  long id = pending.register(mine);
                  PendingOperation found = pending.take(id);
                  if (found == mine) {
                    taken.add(found);
                  }
                  pending.finished();
                }
                done.countDown();
              })
          .start();
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(taken).hasSize(threads * rounds);
    assertThat(pending.count()).isZero();
  }

  @Test
  void idsOfManyThreadsAreDistinctAndAnyThreadTakesThem() throws Exception {
    int threads = 20;
    int each = 1_000;
    Set<Long> ids = ConcurrentHashMap.newKeySet();
    CountDownLatch registered = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  ids.add(pending.register(new NamedOperation("of some thread")));
                }
                registered.countDown();
              })
          .start();
    }
    assertThat(registered.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ids).hasSize(threads * each);
    assertThat(pending.count()).isEqualTo(threads * each);
    for (long id : ids) {
      assertThat(pending.take(id)).isNotNull();
      assertThat(pending.take(id)).isNull();
    }
    assertThat(pending.count()).as("all are running").isEqualTo(threads * each);
    ids.forEach(id -> pending.finished());
    assertThat(pending.count()).isZero();
  }

  @Test
  void whatGoesOnAndOnIsNeverSeenAsIdle() throws Exception {
    // Each callback begins the next operation before it returns, as a chain of reads does.
    AtomicBoolean stop = new AtomicBoolean();
    long first = pending.register(new NamedOperation("of a chain"));
    AtomicLong next = new AtomicLong(first);
    AtomicInteger turn = new AtomicInteger();
    int threads = 3;
    List<Thread> chain = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int mine = t;
      Thread thread =
          new Thread(
              () -> {
                while (!stop.get()) {
                  if (turn.get() % threads != mine) {
                    Thread.onSpinWait();
                    continue;
                  }
                  pending.take(next.get());
                  next.set(pending.register(new NamedOperation("of a chain")));
                  pending.finished();
                  turn.incrementAndGet();
                }
              });
      thread.start();
      chain.add(thread);
    }
    try {
      for (int i = 0; i < 20_000; i++) {
        assertThat(pending.awaitIdle(0)).isFalse();
      }
    } finally {
      stop.set(true);
      for (Thread thread : chain) {
        thread.join();
      }
    }
    assertThat(pending.withdraw(next.get())).isTrue();
    assertThat(pending.awaitIdle(0)).isTrue();
  }

  private static final class NamedOperation extends PendingOperation {
    private final String name;

    NamedOperation(String name) {
      this.name = name;
    }

    @Override
    protected void invoked(long result, int status) {}

    @Override
    protected void abandoned() {}

    @Override
    public String describe() {
      return name;
    }
  }
}
