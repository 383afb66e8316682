package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/**
 * Cases A34 to A36: the event queue. That EndGetEvent gives the queued COM object itself (A35) is
 * left to the native tests: what Java gets is a snapshot of it.
 */
class EventCasesTest {
  private static final MediaEvent EVENT = MediaEvent.of(MediaEventType.END_OF_STREAM);

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  @DisplayName("A34 one subscriber at a time, and one queued event gives one Invoke in total")
  void a34_oneSubscriberAtATime() throws Exception {
    try (MediaEventQueue queue = MediaEventQueue.create()) {
      RecordingCallback c1 = RecordingCallback.keeping();
      RecordingCallback c2 = RecordingCallback.keeping();
      Object s1 = new Object();
      Object s2 = new Object();
      assertThat(queue.beginGetEvent(c1, s1)).as("a new subscription").isTrue();
      assertThat(queue.beginGetEvent(c1, s1)).as("MF_S_MULTIPLE_BEGIN").isFalse();
      refused(() -> queue.beginGetEvent(c1, s2), "MF_E_MULTIPLE_BEGIN (0xC00D36D9)");
      refused(() -> queue.beginGetEvent(c1, null), "MF_E_MULTIPLE_BEGIN (0xC00D36D9)");
      refused(() -> queue.beginGetEvent(c2, s1), "MF_E_MULTIPLE_SUBSCRIBERS (0xC00D36DA)");
      assertThatNullPointerException().isThrownBy(() -> queue.beginGetEvent(null, null));
      queue.queue(EVENT);
      AsyncResult result = c1.awaitOnly().result();
      assertThat(result.state()).isSameAs(s1);
      assertThat(queue.endGetEvent(result)).isEqualTo(EVENT);
      c1.assertNoMoreThan(1);
      c2.assertNoMoreThan(0);
    }
  }

  @Test
  @DisplayName("A35 in Invoke: EndGetEvent gives the event, once; the result has no object")
  void a35_endGetEventGivesTheEventOnce() throws Exception {
    try (MediaEventQueue queue = MediaEventQueue.create()) {
      CompletableFuture<MediaEvent> first = new CompletableFuture<>();
      AtomicReference<Object> object = new AtomicReference<>(this);
      CompletableFuture<Throwable> second = new CompletableFuture<>();
      AsyncCallback callback =
          result -> {
            object.set(result.object());
            first.complete(queue.endGetEvent(result));
            try {
              queue.endGetEvent(result);
            } catch (IllegalStateException e) {
              second.complete(e);
            }
          };
      queue.beginGetEvent(callback, null);
      queue.queue(EVENT);
      assertThat(first.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS)).isEqualTo(EVENT);
      assertThat(second.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
          .hasMessageContaining("E_FAIL (0x80004005)");
      assertThat(object.get()).as("E_POINTER").isNull();
    }
  }

  @Test
  @DisplayName("A36 a queue that goes lets go of its subscriber, and Invoke never runs")
  void a36_aQueueThatGoesLetsGoOfItsSubscriber() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    MediaEventQueue queue = MediaEventQueue.create();
    queue.beginGetEvent(callback, null);
    assertThat(PendingOperations.all().count()).isEqualTo(1);
    queue.close();
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    callback.assertNoMoreThan(0);
  }

  private static void refused(ThrowingCallable begin, String code) {
    assertThatIllegalStateException()
        .isThrownBy(begin)
        .withMessageContaining("BeginGetEvent failed: " + code);
  }
}
