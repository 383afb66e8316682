package org.mfplat4j;

import org.mfplat4j.internal.queue.NativeWorkQueue;

/**
 * Queues that do not exist: the public API does not offer them, Media Foundation has a code for
 * them.
 */
public final class UnknownQueue {
  private UnknownQueue() {}

  /** A queue with any identifier. */
  public static WorkQueue withId(int id) {
    return NativeWorkQueue.named(id, false);
  }
}
