package org.mfplat4j.internal.operation;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * How often something was put on a work queue, so that tasks which are collected into one item do
 * not overtake what was put in between. Several queues may share one count: then a batch ends a
 * little early. Any thread.
 */
public final class PutOrder {
  // By the lowest bits of the queue's number.
  private static final AtomicInteger[] COUNTS =
      Stream.generate(AtomicInteger::new).limit(16).toArray(AtomicInteger[]::new);

  private PutOrder() {}

  /** How many queues are told apart at most. */
  public static int size() {
    return COUNTS.length;
  }

  /** The count of a queue, by its number. */
  public static AtomicInteger of(int queue) {
    return COUNTS[queue & (COUNTS.length - 1)];
  }

  /** Something was put whose queue is not known: no later task overtakes it on any queue. */
  static void sealAll() {
    for (AtomicInteger count : COUNTS) {
      count.incrementAndGet();
    }
  }
}
