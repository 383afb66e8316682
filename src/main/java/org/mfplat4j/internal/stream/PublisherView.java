package org.mfplat4j.internal.stream;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.WorkQueue;

/** A stream as {@link ByteStream#asPublisher} gives it, to one subscriber. */
final class PublisherView implements Flow.Publisher<ByteBuffer> {
  private final ByteStream stream;
  private final int bufferSize;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  PublisherView(ByteStream stream, int bufferSize) {
    if (bufferSize <= 0) {
      throw new IllegalArgumentException("the buffer size is not positive: " + bufferSize);
    }
    this.stream = stream;
    this.bufferSize = bufferSize;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    Reading reading = new Reading(stream, bufferSize, subscriber);
    if (!subscribed.compareAndSet(false, true)) {
      reading.fail(
          new IllegalStateException("this publisher of " + stream + " has had its subscriber"));
    }
    reading.start();
  }

  /**
   * One subscription: reads as long as there is demand, one read in flight, which runs while the
   * subscriber is busy with the buffer before.
   *
   * <p><b>Threading.</b> Requests, cancellations and completions come on any thread. Each leaves
   * what it has in a field and calls {@link #drain}; a thread that finds none there does the work,
   * for the others too. So signals come one at a time, and never inside each other. A caller's
   * thread only begins reads: signals it leaves to a thread of the queue.
   */
  private static final class Reading implements Flow.Subscription, AsyncCallback {
    private static final CallbackParameters PARAMETERS =
        CallbackParameters.on(WorkQueue.MULTITHREADED);

    private final ByteStream stream;
    private final int bufferSize;
    private final AtomicLong demand = new AtomicLong();
    // How often drain was called since no thread was there.
    private final AtomicInteger calls = new AtomicInteger();

    // Left for drain.
    private volatile @Nullable ByteBuffer arrived;
    private volatile @Nullable Throwable failure;
    private volatile boolean cancelled;

    // Used by drain alone. Without a subscriber the subscription is over.
    private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
    private boolean reading;

    Reading(ByteStream stream, int bufferSize, Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.stream = stream;
      this.bufferSize = bufferSize;
      this.subscriber = subscriber;
    }

    /** Whatever comes meanwhile waits until onSubscribe has returned. */
    void start() {
      calls.incrementAndGet();
      Flow.Subscriber<? super ByteBuffer> newcomer = Objects.requireNonNull(subscriber);
      try {
        newcomer.onSubscribe(this);
      } catch (Throwable e) {
        cancelled = true;
        throw e;
      } finally {
        work(1, false);
      }
    }

    @Override
    public void request(long count) {
      if (count <= 0) {
        fail(new IllegalArgumentException("a subscriber requested " + count + " buffers (§3.9)"));
      } else {
        demand.accumulateAndGet(count, Reading::sum);
      }
      drain(false);
    }

    @Override
    public void cancel() {
      cancelled = true;
      drain(false);
    }

    @Override
    public CallbackParameters parameters() {
      return PARAMETERS;
    }

    /** A read has completed. */
    @Override
    public void invoke(AsyncResult result) {
      try {
        ByteBuffer buffer = (ByteBuffer) Objects.requireNonNull(result.state());
        stream.endRead(result);
        arrived = buffer.flip();
      } catch (Throwable e) {
        fail(e);
      }
      drain(true);
    }

    /** The first failure is what the subscriber hears of. */
    void fail(Throwable e) {
      if (failure == null) {
        failure = e;
      }
    }

    private void drain(boolean onQueue) {
      if (calls.getAndIncrement() == 0) {
        work(1, onQueue);
      }
    }

    /**
     * Works until no thread has called meanwhile.
     *
     * @param seen the calls that this work is for
     * @param onQueue whether this thread may signal
     */
    private void work(int seen, boolean onQueue) {
      int left = seen;
      while (left != 0) {
        // Looked at once: what comes after this is a call more, and not this thread's to signal.
        ByteBuffer buffer = arrived;
        Throwable cause = failure;
        if (!onQueue && isSignalDue(buffer, cause) && handedOver(left)) {
          return;
        }
        try {
          step(buffer, cause);
        } catch (Throwable e) {
          // The subscriber broke its contract, and hears no more; its exception goes to the caller.
          subscriber = null;
          calls.set(0);
          throw e;
        }
        left = calls.addAndGet(-left);
      }
    }

    private boolean isSignalDue(@Nullable ByteBuffer buffer, @Nullable Throwable cause) {
      return subscriber != null && !cancelled && (buffer != null || cause != null);
    }

    /** False where there are no queues, the platform being shut down. */
    private boolean handedOver(int left) {
      try {
        WorkQueue.MULTITHREADED.execute(() -> work(left, true));
        return true;
      } catch (RejectedExecutionException e) {
        return false;
      }
    }

    private void step(@Nullable ByteBuffer buffer, @Nullable Throwable cause) {
      Flow.Subscriber<? super ByteBuffer> receiver = subscriber;
      if (buffer != null) {
        arrived = null;
        reading = false;
      }
      if (receiver == null) {
        return;
      }
      if (cancelled) {
        subscriber = null;
      } else if (cause != null) {
        subscriber = null;
        receiver.onError(cause);
      } else if (buffer != null) {
        give(buffer, receiver);
      } else {
        readOn();
      }
    }

    private void give(ByteBuffer buffer, Flow.Subscriber<? super ByteBuffer> receiver) {
      if (!buffer.hasRemaining()) {
        subscriber = null;
        receiver.onComplete();
        return;
      }
      demand.updateAndGet(now -> now == Long.MAX_VALUE ? now : now - 1);
      readOn();
      receiver.onNext(buffer);
    }

    private void readOn() {
      if (reading || demand.get() == 0) {
        return;
      }
      try {
        ByteBuffer buffer = ByteBuffer.allocate(bufferSize);
        reading = true;
        stream.beginRead(buffer, this, buffer);
      } catch (Throwable e) {
        fail(e);
        calls.incrementAndGet();
      }
    }

    /** Of demands; what is more than can be counted is without bound. */
    private static long sum(long a, long b) {
      long sum = a + b;
      return sum < 0 ? Long.MAX_VALUE : sum;
    }
  }
}
