package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/**
 * Many callbacks that are ready at once, and that one thread may invoke on a single way up into
 * Java: none notices anything of the others.
 */
class CallbackBurstContractTest {
  private static final int MANY = 200;
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void whatOneThrowsDoesNotReachTheOthersAndTheOrderIsKept() throws Exception {
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    AsyncCallback callback =
        result -> {
          int number = (Integer) result.state();
          order.add(number);
          if (number % 6 == 0) {
            throw kept(new Exception("of callback " + number), thrown);
          } else if (number % 3 == 0) {
            throw kept(new Error("of callback " + number), thrown);
          }
        };
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture();
        WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        put(MANY, queue, callback);
      }
      Limits.eventually(() -> assertThat(order).hasSize(MANY));
      assertThat(order).containsExactlyElementsOf(IntStream.range(0, MANY).boxed().toList());
      assertThat(uncaught.await((MANY + 2) / 3)).containsExactlyElementsOf(thrown);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"serial", "several at a time"})
  void onThePortableEngineOneWayUpIsForMany(String kind) throws Exception {
    AtomicInteger together = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(MANY);
    AsyncCallback callback =
        result -> {
          if (isBehindAnotherOnItsWayUp()) {
            together.incrementAndGet();
          }
          all.countDown();
        };
    if (kind.equals("serial")) {
      try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
          QueueBlocker blocked = QueueBlocker.on(queue)) {
        put(MANY, queue, callback);
      }
    } else {
      WorkQueue.MULTITHREADED.put(result -> put(MANY, WorkQueue.MULTITHREADED, callback), null);
    }
    Limits.eventually(all);
    if (TestPlatform.isPortable()) {
      assertThat(together).hasPositiveValue();
    } else {
      assertThat(together).hasValue(0);
    }
  }

  @Test
  void oneMayWaitForThoseBehindIt() throws Exception {
    // More than the engine has dispatchers. How many threads mfplat.dll has is its own affair.
    int count = TestPlatform.isPortable() ? 12 : 2;
    CountDownLatch last = new CountDownLatch(1);
    CountDownLatch waited = new CountDownLatch(count - 1);
    AsyncCallback callback =
        result -> {
          if ((Integer) result.state() == count - 1) {
            last.countDown();
          } else if (last.await(20, TimeUnit.SECONDS)) {
            waited.countDown();
          }
        };
    WorkQueue.MULTITHREADED.put(result -> put(count, WorkQueue.MULTITHREADED, callback), null);
    Limits.eventually(waited);
  }

  @Test
  void oneMayCloseTheStreamOfTheOthers() throws Exception {
    ByteStream stream = bench.reading(MANY * 10);
    List<ByteBuffer> buffers = new ArrayList<>();
    List<RecordingCallback.Invocation> invocations;
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      AtomicInteger invoked = new AtomicInteger();
      RecordingCallback callback =
          RecordingCallback.keeping()
              .with(CallbackParameters.on(queue))
              .doing(
                  result -> {
                    if (invoked.incrementAndGet() == MANY / 2) {
                      stream.close();
                    }
                  });
      try (QueueBlocker blocked = QueueBlocker.on(queue)) {
        for (int i = 0; i < MANY; i++) {
          ByteBuffer buffer = ByteBuffer.allocateDirect(10);
          buffers.add(buffer);
          stream.beginRead(buffer, i * 10L, callback, i);
        }
      }
      invocations = callback.await(MANY);
    }
    assertThat(invocations).hasSize(MANY);
    for (RecordingCallback.Invocation invocation : invocations) {
      AsyncResult result = invocation.result();
      int number = (Integer) result.state();
      if (result.status().isSuccess()) {
        assertThat(stream.endRead(result)).isEqualTo(10);
        Pattern.assertHolds(buffers.get(number), 0, 10, number * 10L);
      } else {
        result.close();
      }
    }
  }

  private static <T extends Throwable> T kept(T thrown, List<Throwable> all) {
    all.add(thrown);
    return thrown;
  }

  private static void put(int count, WorkQueue queue, AsyncCallback callback) {
    for (int i = 0; i < count; i++) {
      queue.put(callback, i);
    }
  }

  private static boolean isBehindAnotherOnItsWayUp() {
    return STACK.walk(
        frames ->
            frames.anyMatch(
                frame ->
                    frame.getDeclaringClass() == Upcall.class
                        && frame.getMethodName().equals("invokeOthers")));
  }
}
