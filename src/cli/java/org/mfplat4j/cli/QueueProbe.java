package org.mfplat4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackFlag;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.WorkQueue;

/** Watches one work queue at work: small loads, of which each shows one of its properties. */
final class QueueProbe {
  /** A queue that needs longer for anything is stuck. */
  private static final long LIMIT_SECONDS = 20;

  /** How long an item of the load takes, so that items have something to do at the same time. */
  private static final long ITEM_MILLIS = 1;

  /** How long the first item of a load waits for a second where one is documented to come. */
  private static final long COMPANY_MILLIS = 5_000;

  private static final int[] PRIORITIES = {-1, 0, 1, -1, 0, 1};
  private static final List<Integer> BY_PRIORITY = List.of(2, 5, 1, 4, 0, 3);

  /**
   * What a load has shown.
   *
   * @param threads on how many threads its items ran
   * @param atATime how many of them at the same time, at most
   * @param inOrder whether they started in the order in which they were put
   */
  record Load(int threads, int atATime, boolean inOrder) {}

  private final WorkQueue queue;

  QueueProbe(WorkQueue queue) {
    this.queue = queue;
  }

  /**
   * Runs items that take a moment each.
   *
   * @param several whether the queue is documented to run several at a time: then the first item
   *     waits for a second one, since a busy machine may have no thread for it at once
   */
  Load load(int items, boolean several) throws IOException, InterruptedException {
    CountDownLatch second = new CountDownLatch(several ? Math.min(items, 2) : 0);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    List<Object> order = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(items);
    AsyncCallback item =
        result -> {
          order.add(result.state());
          threads.add(Thread.currentThread());
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          second.countDown();
          boolean unused = second.await(COMPANY_MILLIS, TimeUnit.MILLISECONDS);
          Thread.sleep(ITEM_MILLIS);
          running.decrementAndGet();
          done.countDown();
        };
    for (int i = 0; i < items; i++) {
      queue.put(item, i);
    }
    await(done, items + " items");
    List<Object> submitted = IntStream.range(0, items).<Object>mapToObj(i -> i).toList();
    return new Load(threads.size(), most.get(), order.equals(submitted));
  }

  /** Whether what waits is ordered by priority. For queues that run one item at a time. */
  boolean honoursPriorities() throws IOException, InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(PRIORITIES.length);
    List<Object> order = Collections.synchronizedList(new ArrayList<>());
    queue.put(
        result -> {
          started.countDown();
          release.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        },
        null);
    await(started, "an item");
    for (int i = 0; i < PRIORITIES.length; i++) {
      queue.put(
          result -> {
            order.add(result.state());
            done.countDown();
          },
          i,
          PRIORITIES[i]);
    }
    release.countDown();
    await(done, "items of three priorities");
    return order.equals(BY_PRIORITY);
  }

  /**
   * Whether the queue waits for the reply to a callback in reply mode. For serial queues.
   *
   * @throws UnsupportedOperationException the platform has no reply mode
   */
  boolean waitsForReplies() throws IOException, InterruptedException {
    SynchronousQueue<AsyncResult> asked = new SynchronousQueue<>();
    CountDownLatch next = new CountDownLatch(1);
    queue.put(
        new AsyncCallback() {
          @Override
          public void invoke(AsyncResult result) throws InterruptedException {
            asked.put(result);
          }

          @Override
          public CallbackParameters parameters() {
            return CallbackParameters.on(queue, CallbackFlag.REPLY);
          }
        },
        null);
    queue.put(result -> next.countDown(), null);
    AsyncResult reply = asked.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (reply == null) {
      throw stuck("a callback in reply mode");
    }
    boolean waits = !next.await(20 * ITEM_MILLIS, TimeUnit.MILLISECONDS);
    reply.invokeCallback();
    await(next, "the item after the reply");
    return waits;
  }

  private void await(CountDownLatch latch, String what) throws IOException, InterruptedException {
    if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw stuck(what);
    }
  }

  private IOException stuck(String what) {
    return new IOException(
        what + " on the queue " + queue + " did not finish in " + LIMIT_SECONDS + " s");
  }
}
