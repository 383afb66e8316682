package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.OpenMode;
import org.mfplat4j.ReusableCallback;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** When callbacks are asked for their parameters, and what it means that they fail to answer. */
class CallbackParametersContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private final Error thrown = new AssertionError("thrown by a test's parameters()");
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger invoked = new AtomicInteger();

  /** A callback whose parameters are not to be had. */
  private AsyncCallback failing(boolean throwing, boolean reusable) {
    class Failing implements AsyncCallback {
      @Override
      public void invoke(AsyncResult result) {
        invoked.incrementAndGet();
        result.close();
      }

      @Override
      public CallbackParameters parameters() {
        asked.incrementAndGet();
        if (throwing) {
          throw thrown;
        }
        return null;
      }
    }
    class Reusable extends Failing implements ReusableCallback {}
    return reusable ? new Reusable() : new Failing();
  }

  private List<ThrowingCallable> begins(
      AsyncCallback callback,
      ByteStream stream,
      ByteBuffer buffer,
      Path path,
      WorkQueue queue,
      MediaEventQueue events,
      NativeEvent event) {
    List<ThrowingCallable> begins =
        new ArrayList<>(
            List.of(
                () -> stream.beginRead(buffer, callback, null),
                () -> stream.beginRead(buffer, 3, callback, null),
                () ->
                    bench
                        .platform()
                        .beginOpenFile(
                            path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, callback, null),
                () -> queue.put(callback, null),
                () -> queue.put(callback, null, 1),
                () -> WorkQueue.STANDARD.put(callback, null),
                () -> queue.schedule(callback, null, Duration.ofMillis(1)),
                () -> queue.putWaiting(event, callback, null, 0),
                () -> queue.mmcss().beginUnregister(callback, null),
                () -> events.beginGetEvent(callback, null),
                () -> AsyncResult.create(new Object(), callback, new Object()),
                () -> AsyncResult.create(null, callback, null),
                () -> CallbackObject.of(callback)));
    // Wine's BeginWrite is refused before anything is asked.
    if (!TestPlatform.isWine(8, 10)) {
      begins.add(() -> stream.beginWrite(buffer, 3, callback, null));
    }
    return begins;
  }

  @Test
  void whatParametersThrowsReachesWhoBeginsAndNothingHasBegun() throws Exception {
    ByteStream stream = bench.open(bench.file(10), FileAccess.READ_WRITE, OpenMode.APPEND_IF_EXIST);
    ByteBuffer buffer = ByteBuffer.allocateDirect(4).position(1);
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
        MediaEventQueue events = MediaEventQueue.create();
        NativeEvent event = NativeEvent.create()) {
      event.set();
      for (boolean reusable : new boolean[] {false, true}) {
        for (boolean throwing : new boolean[] {true, false}) {
          AsyncCallback callback = failing(throwing, reusable);
          int before = asked.get();
          List<ThrowingCallable> begins =
              begins(callback, stream, buffer, bench.file(5), queue, events, event);
          List<Integer> wrong = new ArrayList<>();
          for (ThrowingCallable begin : begins) {
            Throwable answer = catchThrowable(begin);
            boolean right =
                throwing
                    ? answer == thrown
                    : answer instanceof NullPointerException
                        && answer.getMessage().equals("callback.parameters()");
            if (!right) {
              wrong.add(begins.indexOf(begin));
            }
          }
          assertThat(wrong).as("begins that answered otherwise").isEmpty();
          assertThat(asked.get() - before).as("asked once each").isEqualTo(begins.size());
        }
      }
      assertThat(buffer.position()).isEqualTo(1);
      assertThat(stream.position()).isZero();
      assertThat(PendingOperations.all().count()).isZero();
      assertThat(JavaObjects.all().count()).isZero();
      events.queue(MediaEvent.of(MediaEventType.ERROR));
      assertThat(events.poll()).as("none is subscribed").isPresent();
      assertThat(stream.read(ByteBuffer.allocateDirect(8))).isEqualTo(8);
      assertThat(invoked).hasValue(0);
    }
  }

  @Test
  void aCallbackObjectAsksItsCallbackOnce() throws Exception {
    CallbackParameters parameters = CallbackParameters.on(WorkQueue.MULTITHREADED);
    AsyncCallback callback =
        new AsyncCallback() {
          @Override
          public void invoke(AsyncResult result) {
            result.close();
          }

          @Override
          public CallbackParameters parameters() {
            if (asked.getAndIncrement() > 0) {
              throw thrown;
            }
            return parameters;
          }
        };
    try (CallbackObject object = CallbackObject.of(callback)) {
      assertThat(object.parameters()).isSameAs(parameters);
      ByteStream stream = bench.reading(10);
      stream.beginRead(ByteBuffer.allocateDirect(4), object, null);
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void aQueueAsksThoughItNamesItself() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      assertThatNullPointerException().isThrownBy(() -> queue.put(failing(false, false), null));
    }
    assertThat(asked).hasValue(1);
  }
}
