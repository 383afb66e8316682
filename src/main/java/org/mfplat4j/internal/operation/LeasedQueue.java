package org.mfplat4j.internal.operation;

import org.jspecify.annotations.Nullable;
import org.mfplat4j.WorkQueue;

/** A work queue that is not given back while somebody has a lease. */
public interface LeasedQueue extends WorkQueue {
  /**
   * Takes a lease, for an operation that will use the queue.
   *
   * @throws IllegalArgumentException {@code MF_E_INVALID_WORKQUEUE}: the queue was closed
   */
  void acquire(String operation);

  /** Ends a lease. */
  void release();

  /**
   * The queue of this library that it is; null for null.
   *
   * @throws IllegalArgumentException it is somebody else's implementation of the interface
   */
  static @Nullable LeasedQueue of(@Nullable WorkQueue queue) {
    if (queue == null || queue instanceof LeasedQueue) {
      return (LeasedQueue) queue;
    }
    throw new IllegalArgumentException("not a work queue of this library: " + queue);
  }
}
