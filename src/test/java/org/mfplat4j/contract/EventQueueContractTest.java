package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.UncaughtExceptions;
import org.mfplat4j.testing.Workbench;

/** What an event queue promises: order, one subscriber, and an end that reaches everybody. */
class EventQueueContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private final RecordingCallback callback = RecordingCallback.keeping();
  private MediaEventQueue queue;

  @BeforeEach
  void create() throws Exception {
    queue = MediaEventQueue.create();
  }

  @AfterEach
  void close() {
    queue.close();
  }

  private static MediaEvent event(int number) {
    return MediaEvent.of(new MediaEventType(number));
  }

  static Stream<Object> values() {
    return Stream.of(
        -7,
        Integer.MIN_VALUE,
        1L << 40,
        -1L,
        2.5,
        Double.NEGATIVE_INFINITY,
        true,
        false,
        "",
        "héllo 🎬",
        "unpaired \uD800",
        UUID.fromString("fc358289-3cb6-460c-a424-b6681260375a"),
        new byte[0],
        new byte[] {1, 0, -1},
        List.of("any", "object"),
        'c',
        1.5f);
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueComesOutAsItWentIn(Object value) throws Exception {
    UUID extendedType = UUID.randomUUID();
    MediaEvent event =
        new MediaEvent(MediaEventType.EXTENDED_TYPE, extendedType, HResult.E_ABORT, value);
    queue.queue(event);
    MediaEvent out = queue.take();
    assertThat(out).isNotSameAs(event).isEqualTo(event).hasSameHashCodeAs(event);
    assertThat(out.type()).isEqualTo(MediaEventType.EXTENDED_TYPE);
    assertThat(out.extendedType()).isEqualTo(extendedType);
    assertThat(out.status()).isEqualTo(HResult.E_ABORT);
    assertThat(out.value()).isPresent();
  }

  @Test
  void anEventWithoutAValueHasNone() throws Exception {
    queue.queue(event(9));
    assertThat(queue.take().value()).isEmpty();
  }

  @Test
  void anObjectOfOnesOwnStaysItself() throws Exception {
    Object payload = new Object();
    queue.queue(MediaEvent.of(MediaEventType.MEDIA_SAMPLE, payload));
    assertThat(JavaObjects.all().count()).as("the native event keeps it").isEqualTo(1);
    assertThat(queue.take().value().orElseThrow()).isSameAs(payload);
    assertThat(JavaObjects.all().count()).isZero();
  }

  @Test
  void aNativeObjectGoesInAndOutByItsPointer() throws Exception {
    long[] native1 = new long[1];
    assertThat(Natives.createEventQueue(native1)).isZero();
    try (ComObject object = ComObject.adopt(native1[0])) {
      queue.queue(MediaEvent.of(MediaEventType.MEDIA_SAMPLE, object));
      try (ComObject out = queue.take().value(ComObject.class).orElseThrow()) {
        assertThat(out).isNotSameAs(object);
        assertThat(out.address()).isEqualTo(object.address());
      }
    }
  }

  @Test
  void eventsComeInTheOrderInWhichTheyWereQueued() throws Exception {
    for (int i = 1; i <= 4; i++) {
      queue.queue(event(i));
    }
    assertThat(queue.poll()).contains(event(1));
    queue.beginGetEvent(callback, null);
    assertThat(queue.endGetEvent(callback.awaitOnly().result())).isEqualTo(event(2));
    assertThat(queue.take()).isEqualTo(event(3));
    assertThat(queue.nextEvent().get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(event(4));
    assertThat(queue.poll()).as("MF_E_NO_EVENTS_AVAILABLE").isEmpty();
  }

  @Test
  void theCallbackRunsOnAnotherThreadEvenIfThereIsAnEvent() throws Exception {
    queue.queue(event(1));
    queue.beginGetEvent(callback, null);
    assertThat(callback.awaitOnly().thread()).isNotSameAs(Thread.currentThread());
    callback.awaitOnly().result().close();
  }

  @Test
  void aSubscriptionLastsUntilEndGetEvent() throws Exception {
    queue.queue(event(1));
    queue.queue(event(2));
    queue.beginGetEvent(callback, "state");
    AsyncResult result = callback.awaitOnly().result();
    refused(queue::poll, "GetEvent", "MF_E_MULTIPLE_SUBSCRIBERS");
    refused(queue::take, "GetEvent", "MF_E_MULTIPLE_SUBSCRIBERS");
    assertThat(queue.beginGetEvent(callback, "state")).isFalse();
    refused(
        () -> queue.beginGetEvent(RecordingCallback.keeping(), "state"),
        "BeginGetEvent",
        "MF_E_MULTIPLE_SUBSCRIBERS");
    assertThat(queue.endGetEvent(result)).isEqualTo(event(1));
    assertThat(queue.poll()).contains(event(2));
    callback.assertNoMoreThan(1);
  }

  @Test
  void theSameTextIsNotTheSameState() throws Exception {
    queue.beginGetEvent(callback, "state");
    refused(
        () -> queue.beginGetEvent(callback, new StringBuilder("state").toString()),
        "BeginGetEvent",
        "MF_E_MULTIPLE_BEGIN");
  }

  @Test
  void aResultThatIsClosedGivesUpItsEventAndTheSubscription() throws Exception {
    queue.queue(event(1));
    queue.queue(event(2));
    queue.beginGetEvent(callback, null);
    AsyncResult result = callback.awaitOnly().result();
    result.close();
    assertThat(queue.poll()).contains(event(2));
    refused(() -> queue.endGetEvent(result), "EndGetEvent", "E_FAIL");
  }

  @Test
  void aForeignResultIsRefusedAndDisturbsNobody() throws Exception {
    try (MediaEventQueue other = MediaEventQueue.create()) {
      queue.beginGetEvent(callback, null);
      RecordingCallback foreign = RecordingCallback.keeping();
      other.beginGetEvent(foreign, null);
      other.queue(event(7));
      AsyncResult result = foreign.awaitOnly().result();
      refused(() -> queue.endGetEvent(result), "EndGetEvent", "E_FAIL");
      try (AsyncResult made = AsyncResult.create(null, foreign, null)) {
        refused(() -> queue.endGetEvent(made), "EndGetEvent", "E_FAIL");
      }
      assertThat(other.endGetEvent(result)).isEqualTo(event(7));
      queue.queue(event(1));
      assertThat(queue.endGetEvent(callback.awaitOnly().result())).isEqualTo(event(1));
    }
  }

  @Test
  void takeWaitsForAnEvent() throws Exception {
    CompletableFuture<MediaEvent> taken = takeOnAThread();
    assertThat(taken).isNotDone();
    queue.queue(event(3));
    assertThat(taken.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS)).isEqualTo(event(3));
  }

  @Test
  void takeThatWaitsIsWokenByShutdown() throws Exception {
    CompletableFuture<MediaEvent> taken = takeOnAThread();
    queue.shutdown();
    assertThat(taken)
        .failsWithin(Limits.EVENTUALLY)
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("MF_E_SHUTDOWN");
  }

  @Test
  void takeThatWaitsIsWokenByClose() throws Exception {
    CompletableFuture<MediaEvent> taken = takeOnAThread();
    queue.close();
    assertThat(taken)
        .failsWithin(Limits.EVENTUALLY)
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("MF_E_SHUTDOWN");
  }

  /** When it returns, the thread is at take; whether inside, makes no difference to the tests. */
  private CompletableFuture<MediaEvent> takeOnAThread() throws InterruptedException {
    CompletableFuture<MediaEvent> taken = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              started.countDown();
              try {
                taken.complete(queue.take());
              } catch (Throwable e) {
                taken.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    Limits.eventually(started);
    return taken;
  }

  @Test
  void shutdownIsTheEndForEverybodyAndMayBeRepeated() throws Exception {
    queue.queue(event(1));
    queue.shutdown();
    queue.shutdown();
    everythingIsRefused();
    queue.close();
    queue.close();
    queue.shutdown();
    everythingIsRefused();
    assertThat(queue).hasToString("MediaEventQueue[closed]");
  }

  private void everythingIsRefused() {
    refused(() -> queue.queue(event(2)), "QueueEvent", "MF_E_SHUTDOWN");
    refused(queue::poll, "GetEvent", "MF_E_SHUTDOWN");
    refused(queue::take, "GetEvent", "MF_E_SHUTDOWN");
    refused(() -> queue.beginGetEvent(callback, null), "BeginGetEvent", "MF_E_SHUTDOWN");
  }

  @Test
  void shutdownLetsGoOfTheSubscriberWithoutInvokingIt() throws Exception {
    try (WorkQueue own = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      queue.beginGetEvent(callback.with(CallbackParameters.on(own)), null);
      queue.shutdown();
      Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
      callback.assertNoMoreThan(0);
    }
  }

  @Test
  void anEventThatWasAnnouncedIsGoneWithTheShutdown() throws Exception {
    queue.queue(event(1));
    queue.beginGetEvent(callback, null);
    AsyncResult result = callback.awaitOnly().result();
    queue.shutdown();
    refused(() -> queue.endGetEvent(result), "EndGetEvent", "MF_E_SHUTDOWN");
  }

  @Test
  void anEventThatWasAnnouncedIsGoneWithTheQueue() throws Exception {
    queue.queue(event(1));
    queue.beginGetEvent(callback, null);
    AsyncResult result = callback.awaitOnly().result();
    queue.close();
    refused(() -> queue.endGetEvent(result), "EndGetEvent", "MF_E_SHUTDOWN");
  }

  @Test
  void afterTheShutdownEachResultHasTheSameAnswer() throws Exception {
    try (MediaEventQueue other = MediaEventQueue.create();
        AsyncResult made = AsyncResult.create(null, callback, null)) {
      queue.queue(event(1));
      queue.beginGetEvent(callback, null);
      AsyncResult ended = callback.awaitOnly().result();
      assertThat(queue.endGetEvent(ended)).isEqualTo(event(1));
      RecordingCallback another = RecordingCallback.keeping();
      queue.queue(event(2));
      queue.beginGetEvent(another, null);
      AsyncResult closed = another.awaitOnly().result();
      closed.close();
      RecordingCallback foreigner = RecordingCallback.keeping();
      other.queue(event(7));
      other.beginGetEvent(foreigner, null);
      AsyncResult foreign = foreigner.awaitOnly().result();
      queue.shutdown();
      for (AsyncResult result : List.of(made, ended, closed, foreign)) {
        refused(() -> queue.endGetEvent(result), "EndGetEvent", "MF_E_SHUTDOWN");
      }
      queue.close();
      for (AsyncResult result : List.of(made, ended, closed, foreign)) {
        refused(() -> queue.endGetEvent(result), "EndGetEvent", "MF_E_SHUTDOWN");
      }
      assertThat(other.endGetEvent(foreign)).as("stays valid").isEqualTo(event(7));
    }
  }

  @Test
  void theCallbackRunsOnTheQueueThatItNamesButNotOnWine() throws Exception {
    try (WorkQueue own = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      queue.beginGetEvent(callback.with(CallbackParameters.on(own)), null);
      RecordingCallback named = RecordingCallback.keeping().with(CallbackParameters.on(own));
      queue.shutdown();
      try (MediaEventQueue second = MediaEventQueue.create();
          QueueBlocker blocker = QueueBlocker.on(own)) {
        second.beginGetEvent(named, null);
        second.queue(event(1));
        named.assertNoMoreThan(TestPlatform.isWine(8, 10) ? 1 : 0);
        blocker.close();
        second.endGetEvent(named.awaitOnly().result());
      }
    }
  }

  @Test
  void aCallbackWhoseQueueWasClosedIsRefused() throws Exception {
    WorkQueue own = WorkQueue.allocate(WorkQueueType.STANDARD);
    own.close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.beginGetEvent(callback.with(CallbackParameters.on(own)), null))
        .withMessageContaining("MF_E_INVALID_WORKQUEUE");
    // And leaves the place to others.
    queue.beginGetEvent(callback, null);
  }

  @Test
  void aQueueNeedsNoPlatformButASubscriptionDoes() throws Exception {
    bench.platform().close();
    queue.queue(event(1));
    refused(() -> queue.beginGetEvent(callback, null), "BeginGetEvent", "MF_E_SHUTDOWN");
    assertThat(queue.poll()).contains(event(1));
  }

  @Test
  void whatACallbackThrowsIsReportedAndItsResultEndsTheSubscription() throws Exception {
    try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
      RecordingCallback throwing =
          callback.doing(
              result -> {
                throw new IllegalStateException("thrown by the callback");
              });
      queue.queue(event(1));
      queue.beginGetEvent(throwing, null);
      AsyncResult result = throwing.awaitOnly().result();
      assertThat(uncaught.await(1).get(0)).hasMessage("thrown by the callback");
      result.close();
      queue.queue(event(2));
      assertThat(queue.poll()).contains(event(2));
    }
  }

  @Test
  void nullIsRefusedByName() {
    assertThatNullPointerException().isThrownBy(() -> queue.queue(null)).withMessage("event");
    assertThatNullPointerException()
        .isThrownBy(() -> queue.beginGetEvent(null, null))
        .withMessage("callback");
  }

  @Test
  void aSubscriberThatSubscribesAgainSeesEveryEventInOrder() throws Exception {
    int count = 500;
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(count);
    AsyncCallback again =
        new AsyncCallback() {
          @Override
          public void invoke(AsyncResult result) throws Exception {
            seen.add(queue.endGetEvent(result).type().code());
            if (seen.size() < count) {
              queue.beginGetEvent(this, null);
            }
            done.countDown();
          }
        };
    queue.beginGetEvent(again, null);
    for (int i = 0; i < count; i++) {
      queue.queue(event(i));
    }
    Limits.eventually(done);
    assertThat(seen).isEqualTo(IntStream.range(0, count).boxed().toList());
  }

  private static void refused(ThrowingCallable call, String operation, String code) {
    assertThatIllegalStateException()
        .isThrownBy(call)
        .withMessageContaining(operation + " failed: " + code);
  }
}
