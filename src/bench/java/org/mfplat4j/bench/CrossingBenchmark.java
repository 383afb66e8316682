package org.mfplat4j.bench;

import com.sun.jna.Callback;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperation;
import org.mfplat4j.internal.jni.PendingOperations;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost to cross between Java and native code, once? Raw JNI is the limit, JNA the
 * peer. The upcalls run on the calling thread, in a native loop: {@code native/bench}.
 */
@State(Scope.Thread)
public class CrossingBenchmark {
  static final int CROSSINGS = 1024;

  static {
    System.load(System.getProperty("mfplat4j.bench.library"));
    MediaFoundation.isAvailable();
    initialize();
  }

  private final long[] ids = new long[CROSSINGS];
  private final Operation operation = new Operation();
  private final JnaCallback jnaCallback = id -> received(id);
  private long sum;

  static native void initialize();

  static native long down(long value);

  static native void rawUpcalls(int count);

  static native void shimUpcalls(long[] ids);

  static native void functionPointerUpcalls(long function, int count);

  /** What native code calls in {@link #rawUpcalls}. */
  @SuppressWarnings("unused")
  private static void received(long value) {}

  /** JNA's kind of callback. */
  public interface JnaCallback extends Callback {
    /** What native code calls. */
    void invoke(long value);
  }

  private static final class Operation extends PendingOperation {
    @Override
    protected void invoked(long result, int status) {
      Natives.release(result);
    }

    @Override
    protected void abandoned() {}

    @Override
    public String describe() {
      return "a benchmark's";
    }
  }

  /** Down by raw JNI. */
  @Benchmark
  public long downcallRawJni() {
    return sum += down(1);
  }

  /** Down through the library's own bound function. */
  @Benchmark
  public long downcallMfplat4j() {
    return Natives.liveObjects();
  }

  /** Up by raw JNI, to an empty static method. */
  @Benchmark
  @OperationsPerInvocation(CROSSINGS)
  public void upcallRawJni() {
    rawUpcalls(CROSSINGS);
  }

  /**
   * Up through IMFAsyncCallback::Invoke of the library's shim, to a pending operation that lets the
   * result go; with all that belongs to a completion: registering, finding, releasing.
   */
  @Benchmark
  @OperationsPerInvocation(CROSSINGS)
  public void upcallMfplat4j() {
    for (int i = 0; i < CROSSINGS; i++) {
      ids[i] = PendingOperations.all().register(operation);
    }
    shimUpcalls(ids);
  }

  /**
   * Work items that wait together, so that their callbacks are invoked in batches; with putting
   * them, which is a call down, two COM objects and a queue.
   */
  @Benchmark
  @OperationsPerInvocation(CROSSINGS)
  public void queuedMfplat4j(Queue queue) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    queue.queue.put(
        result -> {
          for (int i = 0; i < CROSSINGS; i++) {
            Natives.putWorkItem(
                queue.queue.id(), 0, 0, PendingOperations.all().register(operation));
          }
          queue.queue.put(last -> done.countDown(), null);
        },
        null);
    done.await();
  }

  /** A queue that runs one item at a time. */
  @State(Scope.Benchmark)
  public static class Queue {
    private MediaFoundation platform;
    private WorkQueue queue;

    /** Starts the platform. */
    @Setup
    public void open() throws IOException {
      platform = MediaFoundation.startup();
      queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    }

    /** The queue's end, and the platform's. */
    @TearDown
    public void close() throws IOException {
      queue.close();
      platform.close();
    }
  }

  /** Up by JNA, on a thread that it knows. */
  @Benchmark
  @OperationsPerInvocation(CROSSINGS)
  public void upcallJna() {
    functionPointerUpcalls(
        com.sun.jna.Pointer.nativeValue(
            com.sun.jna.CallbackReference.getFunctionPointer(jnaCallback)),
        CROSSINGS);
  }
}
