package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread that allocates and collects until it is closed. */
public final class CollectorStorm implements AutoCloseable {
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger collections = new AtomicInteger();
  private final Thread thread =
      new Thread(
          () -> {
            Object[] ballast = new Object[64];
            int i = 0;
            while (!stop.get()) {
              ballast[i++ % ballast.length] = new byte[64 * 1024];
              if (i % 200 == 0) {
                ByteBuffer.allocateDirect(1 << 16);
                System.gc();
                collections.incrementAndGet();
              }
            }
          },
          "storm");

  private CollectorStorm() {}

  public static CollectorStorm begin() {
    CollectorStorm storm = new CollectorStorm();
    storm.thread.start();
    Limits.eventually(() -> assertThat(storm.collections.get()).isPositive());
    return storm;
  }

  public int collections() {
    return collections.get();
  }

  @Override
  public void close() {
    stop.set(true);
    Limits.eventually(() -> assertThat(thread.isAlive()).isFalse());
  }
}
