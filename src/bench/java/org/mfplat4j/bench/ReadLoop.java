package org.mfplat4j.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/**
 * The loop that every asynchronous contender runs: as many slots as the workload is deep, each with
 * a buffer of its own and one read in flight. A contender says how a read begins, and calls {@link
 * #completed} when it has ended.
 */
abstract class ReadLoop implements AutoCloseable {
  /** As the kernel's copy likes it; every contender reads into the same kind of memory. */
  private static final int ALIGNMENT = 4096;

  private static final int PLAIN_OFFSET = 16;

  private static final long HIGHEST_NANOS = 60_000_000_000L;

  /** One read at a time. Its fields are touched by the thread that has the slot's read in hand. */
  private static final class Slot {
    final SplittableRandom random;
    final Histogram latencies = new Histogram(HIGHEST_NANOS, 2);
    long begun;
    long operations;

    Slot(long seed) {
      random = new SplittableRandom(seed);
    }
  }

  private final Workload workload;
  private final long blocks;
  private final ByteBuffer[] buffers;
  private final AtomicLong nextSequential = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private Slot[] slots;
  private CountDownLatch idle;
  private ArrayBlockingQueue<Integer> free;
  private volatile long deadline;

  ReadLoop(Workload workload, long fileSize) {
    this.workload = workload;
    this.blocks = fileSize / workload.block();
    this.buffers = new ByteBuffer[workload.depth()];
    ByteBuffer slab =
        ByteBuffer.allocateDirect(workload.block() * workload.depth() + ALIGNMENT)
            .alignedSlice(ALIGNMENT);
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = slab.slice(i * workload.block(), workload.block());
    }
  }

  /** Reads into buffers as the JDK gives them: 16 bytes from what the kernel's copy likes. */
  final ReadLoop withPlainBuffers() {
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] =
          ByteBuffer.allocateDirect(workload.block() + 2 * ALIGNMENT)
              .alignedSlice(ALIGNMENT)
              .position(PLAIN_OFFSET)
              .limit(PLAIN_OFFSET + workload.block())
              .slice();
    }
    return this;
  }

  /** Begins the slot's next read; {@link #completed} follows exactly once, unless it throws. */
  abstract void begin(int slot, long position) throws Exception;

  /** Reads and blocks, in the contender's own manner; for external reads at depth 1. */
  abstract int readAndWait(long position) throws Exception;

  @Override
  public abstract void close() throws Exception;

  final ByteBuffer buffer(int slot) {
    return buffers[slot].clear();
  }

  final Workload workload() {
    return workload;
  }

  /** The slot's read has ended, on whichever thread; begins its next one if there is time. */
  final void completed(int slot, int bytes) {
    Slot ended = slots[slot];
    long now = System.nanoTime();
    if (bytes != workload.block()) {
      failed(new IllegalStateException("a read of " + workload.block() + " gave " + bytes));
    }
    ended.latencies.recordValue(now - ended.begun);
    ended.operations++;
    if (free != null) {
      free.add(slot);
    } else if (now < deadline && failure.get() == null) {
      beginNext(slot, now);
    } else {
      idle.countDown();
    }
  }

  /** The slot's read has failed: the run ends with this. */
  final void failed(int slot, Throwable thrown) {
    failed(thrown);
    if (free != null) {
      free.add(slot);
    } else {
      idle.countDown();
    }
  }

  /** The slot's read has ended either way, as a future tells it. */
  final void ended(int slot, Integer bytes, Throwable thrown) {
    if (thrown != null) {
      failed(slot, thrown);
    } else {
      completed(slot, bytes);
    }
  }

  /** Runs the workload for a time. */
  final Sample run(long millis) throws Exception {
    slots = new Slot[workload.depth()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new Slot(System.nanoTime() + i);
    }
    Usage before = Usage.now();
    long start = System.nanoTime();
    deadline = start + millis * 1_000_000;
    if (workload.mode() == Workload.Mode.CHAINED) {
      runChained(start);
    } else if (workload.depth() == 1) {
      runWaiting();
    } else {
      runProducer();
    }
    long nanos = System.nanoTime() - start;
    Usage used = Usage.now().since(before);
    if (failure.get() != null) {
      throw new IllegalStateException("a read failed", failure.get());
    }
    Histogram all = new Histogram(HIGHEST_NANOS, 2);
    long operations = 0;
    for (Slot slot : slots) {
      all.add(slot.latencies);
      operations += slot.operations;
    }
    return new Sample(
        operations,
        nanos,
        used.cpuNanos(),
        used.allocatedBytes(),
        all.getValueAtPercentile(50),
        all.getValueAtPercentile(90),
        all.getValueAtPercentile(99),
        all.getValueAtPercentile(99.9),
        all.getMaxValue());
  }

  private void runChained(long start) throws InterruptedException {
    free = null;
    idle = new CountDownLatch(slots.length);
    for (int i = 0; i < slots.length; i++) {
      beginNext(i, start);
    }
    idle.await();
  }

  private void runWaiting() throws Exception {
    Slot slot = slots[0];
    for (long begun = System.nanoTime(); begun < deadline; ) {
      int bytes = readAndWait(nextPosition(slot));
      long now = System.nanoTime();
      if (bytes != workload.block()) {
        throw new IllegalStateException("a read of " + workload.block() + " gave " + bytes);
      }
      slot.latencies.recordValue(now - begun);
      slot.operations++;
      begun = now;
    }
  }

  private void runProducer() throws InterruptedException {
    free = new ArrayBlockingQueue<>(slots.length);
    for (int i = 0; i < slots.length; i++) {
      free.add(i);
    }
    while (System.nanoTime() < deadline && failure.get() == null) {
      beginNext(free.take(), System.nanoTime());
    }
    for (int i = 0; i < slots.length; i++) {
      free.take();
    }
  }

  private void beginNext(int index, long now) {
    Slot slot = slots[index];
    slot.begun = now;
    try {
      begin(index, nextPosition(slot));
    } catch (Throwable thrown) {
      failed(index, thrown);
    }
  }

  private long nextPosition(Slot slot) {
    long block =
        workload.pattern() == Workload.Pattern.RANDOM
            ? slot.random.nextLong(blocks)
            : nextSequential.getAndIncrement() % blocks;
    return block * workload.block();
  }

  private void failed(Throwable thrown) {
    failure.compareAndSet(null, thrown);
  }
}
