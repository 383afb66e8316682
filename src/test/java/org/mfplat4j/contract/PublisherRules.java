package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.TestEnvironment.ManualSubscriber;
import org.reactivestreams.tck.TestEnvironment.ManualSubscriberWithSubscriptionSupport;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/**
 * The rules of reactive streams, by their own tests. They are TestNG's, which NoLeaks does not
 * watch: what it does is done here.
 *
 * <p>Two rules are asserted anew, since their own tests count on a quiet machine. Rule 3.9 looks
 * for the error once, a poll after the request (its remaining time is computed with a wrong sign).
 * Rule 3.13 collects garbage once.
 */
abstract class PublisherRules<T> extends FlowPublisherVerification<T> {
  /**
   * After this time without a signal none will come; there are dozens of tests that wait for it.
   */
  private static final long NO_SIGNAL_MILLIS = 100;

  private final TestEnvironment environment;
  private MediaFoundation platform;
  private long liveBefore;

  PublisherRules() {
    this(new TestEnvironment(Limits.EVENTUALLY.toMillis(), NO_SIGNAL_MILLIS));
  }

  private PublisherRules(TestEnvironment environment) {
    super(environment);
    this.environment = environment;
  }

  final MediaFoundation platform() {
    return platform;
  }

  /** Closes what a test's publishers were made of. */
  abstract void closeSources() throws IOException;

  @BeforeMethod
  public void start() throws IOException {
    assertThat(MediaFoundation.isAvailable()).isTrue();
    liveBefore = Natives.liveObjects();
    platform = MediaFoundation.startup();
  }

  @AfterMethod(alwaysRun = true)
  public void nothingIsLeft() throws IOException {
    closeSources();
    platform.close();
    Limits.eventually(
        () -> {
          assertThat(PendingOperations.all().count()).as("pending operations").isZero();
          assertThat(Natives.liveObjects()).as("live native objects").isEqualTo(liveBefore);
        });
  }

  @Override
  @Test
  public void required_spec309_requestZeroMustSignalIllegalArgumentException() throws Throwable {
    assertThat(errorOf(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Override
  @Test
  public void required_spec309_requestNegativeNumberMustSignalIllegalArgumentException()
      throws Throwable {
    assertThat(errorOf(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(errorOf(Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
  }

  @Override
  @Test
  public void
      optional_spec309_requestNegativeNumberMaySignalIllegalArgumentExceptionWithSpecificMessage()
          throws Throwable {
    assertThat(errorOf(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3.9");
  }

  /** What a subscriber's onError hears after a request. */
  private Throwable errorOf(long request) throws Throwable {
    CompletableFuture<Throwable> error = new CompletableFuture<>();
    activePublisherTest(
        10,
        false,
        publisher -> {
          ManualSubscriberWithSubscriptionSupport<T> subscriber =
              new ManualSubscriberWithSubscriptionSupport<>(environment) {
                @Override
                public void onError(Throwable cause) {
                  if (!error.complete(cause)) {
                    environment.flop(cause, "a second onError");
                  }
                }
              };
          environment.subscribe(publisher, subscriber);
          subscriber.request(request);
          error.get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
        });
    return error.join();
  }

  @Override
  @Test
  public void
      required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber()
          throws Throwable {
    activePublisherTest(
        3,
        false,
        publisher -> {
          WeakReference<?> subscriber = cancelled(publisher);
          Limits.eventually(
              () -> {
                System.gc();
                assertThat(subscriber.get()).as("the subscriber that cancelled").isNull();
              });
        });
  }

  /** A subscriber that has had an element and wants no more; nothing here holds it. */
  private WeakReference<?> cancelled(Publisher<T> publisher) throws InterruptedException {
    ManualSubscriber<T> subscriber = environment.newManualSubscriber(publisher);
    subscriber.request(1);
    subscriber.nextElement();
    subscriber.cancel();
    return new WeakReference<>(subscriber);
  }
}
