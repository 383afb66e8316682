package org.mfplat4j.bench;

import com.sun.nio.file.ExtendedOpenOption;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * AsynchronousFileChannel: on the JDK's default pool, or on a fixed one, which is the best peer:
 * two threads for what is cached, as many as the workload is deep, up to 32, for what is not.
 */
final class ChannelLoop extends ReadLoop implements CompletionHandler<Integer, Integer> {
  private static final int CACHED_THREADS = 2;
  private static final int MOST_THREADS = 32;
  private static final int LEAST_BLOCK_AS_USED = 64 << 10;

  private final ExecutorService pool;
  private final AsynchronousFileChannel channel;

  /** With 0 threads, on the default pool. */
  ChannelLoop(Path file, Workload workload, int threads) throws Exception {
    super(workload, Files.size(file));
    pool = threads == 0 ? null : Executors.newFixedThreadPool(threads);
    channel = AsynchronousFileChannel.open(file, options(workload), pool);
  }

  static ChannelLoop withFixedPool(Path file, Workload workload) throws Exception {
    int threads = workload.uncached() ? Math.min(workload.depth(), MOST_THREADS) : CACHED_THREADS;
    return new ChannelLoop(file, workload, threads);
  }

  /** As most programs use it: with the buffers that {@code allocateDirect} gives. */
  static ReadLoop asUsed(Path file, Workload workload) throws Exception {
    if (workload.block() < LEAST_BLOCK_AS_USED || workload.uncached()) {
      throw new UnsupportedOperationException("alignment matters to the copies of big blocks");
    }
    return new ChannelLoop(file, workload, CACHED_THREADS).withPlainBuffers();
  }

  static Set<OpenOption> options(Workload workload) {
    return workload.uncached()
        ? Set.of(StandardOpenOption.READ, ExtendedOpenOption.DIRECT)
        : Set.of(StandardOpenOption.READ);
  }

  @Override
  void begin(int slot, long position) {
    channel.read(buffer(slot), position, slot, this);
  }

  @Override
  public void completed(Integer bytes, Integer slot) {
    completed((int) slot, (int) bytes);
  }

  @Override
  public void failed(Throwable thrown, Integer slot) {
    failed((int) slot, thrown);
  }

  @Override
  int readAndWait(long position) throws Exception {
    return channel.read(buffer(0), position).get();
  }

  @Override
  public void close() throws Exception {
    channel.close();
    if (pool != null) {
      pool.shutdown();
    }
  }
}
