package org.mfplat4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.testing.CollectorStorm;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Workbench;

/** Results made in Java by many threads at once, while the collector runs all the time. */
class CreatedResultStressTest {
  private static final int THREADS = 6;

  @RegisterExtension final Workbench bench = new Workbench();

  private final AtomicInteger wrong = new AtomicInteger();

  /** Each instance is for one operation, and held by native code alone. */
  private final class Checking implements AsyncCallback {
    private final Integer object;
    private final CountDownLatch done;

    Checking(Integer object, CountDownLatch done) {
      this.object = object;
      this.done = done;
    }

    @Override
    public CallbackParameters parameters() {
      return CallbackParameters.on(WorkQueue.MULTITHREADED);
    }

    @Override
    public void invoke(AsyncResult result) {
      try (result) {
        if (result.object() != object || !result.state(String.class).equals("state " + object)) {
          wrong.incrementAndGet();
        }
      } finally {
        done.countDown();
      }
    }
  }

  @Test
  void everyInvocationFindsItsOwnObjects() throws Exception {
    int each = 1_000 * Limits.STRESS;
    CountDownLatch done = new CountDownLatch(THREADS * each * 2);
    try (CollectorStorm storm = CollectorStorm.begin()) {
      for (int t = 0; t < THREADS; t++) {
        int first = 1_000_000 * t;
        new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    invokeTwice(first + i, done);
                  }
                })
            .start();
      }
      assertThat(done.await(60, TimeUnit.SECONDS)).as("every callback was invoked twice").isTrue();
      assertThat(storm.collections()).isPositive();
    }
    assertThat(wrong).hasValue(0);
    Limits.eventually(() -> assertThat(JavaObjects.all().count()).isZero());
  }

  private void invokeTwice(int number, CountDownLatch done) {
    Integer object = Integer.valueOf(number);
    try (AsyncResult result =
        AsyncResult.create(object, new Checking(object, done), "state " + object)) {
      result.invokeCallback();
      result.invokeCallback();
    }
  }
}
