package org.mfplat4j.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import one.jasyncfio.AsyncFile;
import one.jasyncfio.EventExecutor;

/**
 * jasyncfio, the other io_uring library for Java on Maven Central, without its timed sleep: with
 * the default, chained reads complete once a second.
 */
final class JasyncfioLoop extends ReadLoop {
  // Its pool of results is bounded: deeper than this it stands still for ever.
  private static final int MOST_IN_FLIGHT = 64;

  private final EventExecutor executor;
  private final AsyncFile file;

  JasyncfioLoop(Path path, Workload workload) throws Exception {
    super(workload, Files.size(path));
    if (workload.uncached()) {
      throw new UnsupportedOperationException("its O_DIRECT insists on polled I/O");
    }
    if (workload.depth() > MOST_IN_FLIGHT) {
      throw new UnsupportedOperationException("stands still at this depth");
    }
    executor = EventExecutor.builder().entries(512).sleepTimeout(0).build();
    file = AsyncFile.open(path, executor).get();
  }

  @Override
  void begin(int slot, long position) {
    file.read(buffer(slot), position).whenComplete((bytes, thrown) -> ended(slot, bytes, thrown));
  }

  @Override
  int readAndWait(long position) throws Exception {
    return file.read(buffer(0), position).get();
  }

  @Override
  public void close() throws Exception {
    file.close().get();
    executor.close();
  }
}
