package org.mfplat4j.bench;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** FileChannel on threads: blocking reads, one thread a core, or a read of the workload's depth. */
final class FileChannelThreads implements Contender.Run {
  private static final int ALIGNMENT = 4096;
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final Workload workload;
  private final FileChannel channel;
  private final long blocks;
  private final int threads;
  private final ExecutorService pool;
  private final AtomicLong nextSequential = new AtomicLong();

  FileChannelThreads(Path file, Workload workload) throws Exception {
    this.workload = workload;
    this.channel = FileChannel.open(file, ChannelLoop.options(workload));
    this.blocks = Files.size(file) / workload.block();
    int useful = workload.uncached() ? 32 : Runtime.getRuntime().availableProcessors();
    this.threads = Math.min(workload.depth(), useful);
    this.pool = Executors.newFixedThreadPool(threads);
  }

  private record Part(long operations, Histogram latencies) {}

  @Override
  public Sample run(long millis) throws Exception {
    Usage before = Usage.now();
    long start = System.nanoTime();
    long deadline = start + millis * 1_000_000;
    List<Callable<Part>> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      parts.add(() -> read(deadline));
    }
    Histogram latencies = new Histogram(HIGHEST_NANOS, 2);
    long operations = 0;
    for (Future<Part> part : pool.invokeAll(parts)) {
      operations += part.get().operations();
      latencies.add(part.get().latencies());
    }
    long nanos = System.nanoTime() - start;
    Usage used = Usage.now().since(before);
    return new Sample(
        operations,
        nanos,
        used.cpuNanos(),
        used.allocatedBytes(),
        latencies.getValueAtPercentile(50),
        latencies.getValueAtPercentile(90),
        latencies.getValueAtPercentile(99),
        latencies.getValueAtPercentile(99.9),
        latencies.getMaxValue());
  }

  private Part read(long deadline) throws Exception {
    SplittableRandom random = new SplittableRandom();
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(workload.block() + ALIGNMENT)
            .alignedSlice(ALIGNMENT)
            .limit(workload.block())
            .slice();
    Histogram latencies = new Histogram(HIGHEST_NANOS, 2);
    long operations = 0;
    for (long begun = System.nanoTime(); begun < deadline; ) {
      long block =
          workload.pattern() == Workload.Pattern.RANDOM
              ? random.nextLong(blocks)
              : nextSequential.getAndIncrement() % blocks;
      if (channel.read(buffer.clear(), block * workload.block()) != workload.block()) {
        throw new IllegalStateException("a short read");
      }
      long now = System.nanoTime();
      latencies.recordValue(now - begun);
      operations++;
      begun = now;
    }
    return new Part(operations, latencies);
  }

  @Override
  public void close() throws Exception {
    pool.shutdown();
    channel.close();
  }
}
