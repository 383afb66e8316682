package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** Events as futures: each its own, none lost, and all told when no more will come. */
class NextEventContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

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

  private static MediaEvent get(CompletableFuture<MediaEvent> future) throws Exception {
    return future.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Test
  void eachFutureGetsAnEventOfItsOwnInTheOrderOfTheCalls() throws Exception {
    List<CompletableFuture<MediaEvent>> futures = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      futures.add(queue.nextEvent());
    }
    assertThat(PendingOperations.all().count()).as("one subscription for all").isEqualTo(1);
    for (int i = 0; i < 5; i++) {
      queue.queue(event(i));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(get(futures.get(i))).isEqualTo(event(i));
    }
  }

  @Test
  void nothingIsSubscribedWhileNobodyWaits() throws Exception {
    queue.queue(event(1));
    get(queue.nextEvent());
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    queue.queue(event(2));
    assertThat(queue.poll()).contains(event(2));
  }

  @Test
  void anEventThatNobodyWantsAnyMoreIsKeptForTheNext() throws Exception {
    CompletableFuture<MediaEvent> cancelled = queue.nextEvent();
    assertThat(cancelled.cancel(true)).isTrue();
    queue.queue(event(1));
    queue.queue(event(2));
    assertThat(get(queue.nextEvent())).isEqualTo(event(1));
    assertThat(get(queue.nextEvent())).isEqualTo(event(2));
  }

  @Test
  void anEventThatIsKeptIsTheFirstForPoll() throws Exception {
    queue.nextEvent().cancel(true);
    queue.queue(event(1));
    queue.queue(event(2));
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    assertThat(queue.poll()).contains(event(1));
    assertThat(queue.take()).isEqualTo(event(2));
  }

  @Test
  void aFutureThatTimedOutLeavesItsEventToTheNextInLine() throws Exception {
    CompletableFuture<MediaEvent> impatient = queue.nextEvent().orTimeout(1, TimeUnit.MILLISECONDS);
    CompletableFuture<MediaEvent> patient = queue.nextEvent();
    assertThat(impatient).failsWithin(Limits.EVENTUALLY);
    queue.queue(event(1));
    assertThat(get(patient)).isEqualTo(event(1));
  }

  @Test
  void shutdownFailsEveryFuture() throws Exception {
    CompletableFuture<MediaEvent> first = queue.nextEvent();
    CompletableFuture<MediaEvent> second = queue.nextEvent();
    queue.shutdown();
    isShutDown(first);
    isShutDown(second);
    isShutDown(queue.nextEvent());
  }

  @Test
  void closeFailsEveryFuture() {
    CompletableFuture<MediaEvent> future = queue.nextEvent();
    queue.close();
    isShutDown(future);
    isShutDown(queue.nextEvent());
  }

  @Test
  void anEventThatWasKeptIsGoneWithTheShutdown() throws Exception {
    queue.nextEvent().cancel(true);
    queue.queue(event(1));
    Limits.eventually(() -> assertThat(PendingOperations.all().count()).isZero());
    queue.shutdown();
    isShutDown(queue.nextEvent());
  }

  private static void isShutDown(CompletableFuture<MediaEvent> future) {
    assertThat(future)
        .failsWithin(Limits.EVENTUALLY)
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("BeginGetEvent failed: MF_E_SHUTDOWN (0xC00D3E85)");
  }

  @Test
  void whileACallbackIsSubscribedAFutureFails() throws Exception {
    queue.beginGetEvent(RecordingCallback.keeping(), null);
    assertThat(queue.nextEvent())
        .failsWithin(Limits.EVENTUALLY)
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("MF_E_MULTIPLE_SUBSCRIBERS");
  }

  @Test
  void aDependentThatWantsTheNextOneGetsItWithoutRecursion() throws Exception {
    int count = 3000;
    CountDownLatch done = new CountDownLatch(count);
    List<Integer> seen = new ArrayList<>();
    chain(seen, done);
    for (int i = 0; i < count; i++) {
      queue.queue(event(i));
    }
    assertThat(done.await(Limits.EVENTUALLY.multipliedBy(5).toMillis(), TimeUnit.MILLISECONDS))
        .isTrue();
    for (int i = 0; i < count; i++) {
      assertThat(seen.get(i)).isEqualTo(i);
    }
  }

  private void chain(List<Integer> seen, CountDownLatch done) {
    queue
        .nextEvent()
        .thenAccept(
            event -> {
              seen.add(event.type().code());
              boolean more = done.getCount() > 1;
              done.countDown();
              if (more) {
                chain(seen, done);
              }
            });
  }

  @Test
  void futuresThatWereForgottenDoNotPileUp() throws Exception {
    for (int i = 0; i < 1000; i++) {
      queue.nextEvent().cancel(true);
    }
    assertThat(PendingOperations.all().count()).isEqualTo(1);
    CompletableFuture<MediaEvent> last = queue.nextEvent();
    queue.queue(event(1));
    assertThat(last).succeedsWithin(Limits.EVENTUALLY).isEqualTo(event(1));
  }

  @Test
  void manyThreadsThatCancelAtRandomLoseNothing() throws Exception {
    int count = 400;
    List<MediaEvent> got = Collections.synchronizedList(new ArrayList<>());
    Thread producer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < count; i++) {
                  queue.queue(event(i));
                }
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    List<Thread> consumers = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      Thread consumer =
          new Thread(
              () -> {
                int round = 0;
                while (got.size() < count) {
                  CompletableFuture<MediaEvent> future = queue.nextEvent();
                  if (++round % 3 == 0 && future.cancel(true)) {
                    continue;
                  }
                  try {
                    got.add(future.get(50, TimeUnit.MILLISECONDS));
                  } catch (TimeoutException e) {
                    if (!future.cancel(true)) {
                      got.add(future.join());
                    }
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                }
              });
      consumers.add(consumer);
      consumer.start();
    }
    producer.start();
    producer.join();
    for (Thread consumer : consumers) {
      consumer.join(Limits.EVENTUALLY.multipliedBy(10).toMillis());
    }
    assertThat(got.stream().map(event -> event.type().code()).distinct()).hasSize(count);
    assertThat(got).hasSize(count);
  }
}
