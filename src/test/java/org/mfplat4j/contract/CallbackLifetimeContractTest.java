package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.ComProbe;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.QueueBlocker;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** One object with several callbacks: each has an identity of its own, and all keep the object. */
class CallbackLifetimeContractTest {
  private static final UUID IUNKNOWN = UUID.fromString("00000000-0000-0000-c000-000000000046");

  @RegisterExtension final Workbench bench = new Workbench();

  private final CountDownLatch invoked = new CountDownLatch(2);

  /** What Microsoft's article has a nested class for each callback for. */
  private static final class Owner {
    private final CountDownLatch invoked;

    Owner(CountDownLatch invoked) {
      this.invoked = invoked;
    }

    void onOpened(AsyncResult result) {
      result.close();
      invoked.countDown();
    }

    void onRead(AsyncResult result) {
      result.close();
      invoked.countDown();
    }
  }

  @Test
  void eachCallbackHasAnIdentityOfItsOwn() throws Exception {
    Owner owner = new Owner(invoked);
    try (CallbackObject opened = CallbackObject.of(owner::onOpened);
        CallbackObject read = CallbackObject.of(owner::onRead);
        ComObject openedIdentity = opened.queryInterface(IUNKNOWN).orElseThrow();
        ComObject readIdentity = read.queryInterface(IUNKNOWN).orElseThrow()) {
      assertThat(openedIdentity.address()).isNotEqualTo(readIdentity.address());
    }
  }

  @Test
  void theOwnerLivesWhileAnOperationIsPendingAndNoLonger() throws Exception {
    WeakReference<Owner> owner;
    try (QueueBlocker blocked = QueueBlocker.on(WorkQueue.STANDARD)) {
      owner = invokeBoth();
      collect();
      assertThat(owner.get()).as("the pending operations keep it").isNotNull();
    }
    Limits.eventually(invoked);
    assertCollectable(owner);
  }

  // In a method of its own, so that no local variable holds the owner; likewise below.
  private WeakReference<Owner> invokeBoth() {
    Owner owner = new Owner(invoked);
    try (AsyncResult opened = AsyncResult.create(null, owner::onOpened, null);
        AsyncResult read = AsyncResult.create(null, owner::onRead, null)) {
      opened.invokeCallback();
      read.invokeCallback();
    }
    return new WeakReference<>(owner);
  }

  @Test
  void theOwnerLivesWhileNativeCodeHoldsOneOfItsCallbacks() throws Exception {
    long[] address = new long[1];
    WeakReference<Owner> owner = giveToNativeCode(address);
    collect();
    assertThat(owner.get()).as("native code keeps it").isNotNull();
    assertThat(ComProbe.release(address[0])).isZero();
    assertCollectable(owner);
  }

  private WeakReference<Owner> giveToNativeCode(long[] address) {
    Owner owner = new Owner(invoked);
    try (CallbackObject opened = CallbackObject.of(owner::onOpened);
        CallbackObject read = CallbackObject.of(owner::onRead)) {
      assertThat(JavaObjects.all().count()).isEqualTo(2);
      address[0] = read.address();
      ComProbe.addReference(read.address());
    }
    assertThat(JavaObjects.all().count()).isEqualTo(1);
    return new WeakReference<>(owner);
  }

  @Test
  void objectAndStateLiveAsLongAsTheResult() throws Exception {
    AsyncResult[] result = new AsyncResult[1];
    WeakReference<Owner> payload = createWithPayload(result);
    collect();
    assertThat(payload.get()).as("the native result keeps it").isNotNull();
    assertThat(result[0].object()).isSameAs(payload.get());
    result[0].close();
    result[0] = null;
    assertCollectable(payload);
  }

  private WeakReference<Owner> createWithPayload(AsyncResult[] result) {
    Owner owner = new Owner(invoked);
    result[0] = AsyncResult.create(owner, AsyncResult::close, owner);
    return new WeakReference<>(owner);
  }

  @Test
  void aPrivateQueueStaysForTheCallbacksThatNameIt() throws Exception {
    WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD);
    Owner owner = new Owner(invoked);
    CallbackObject callback =
        CallbackObject.of(
            RecordingCallback.keeping().with(CallbackParameters.on(queue)).doing(owner::onRead));
    queue.close();
    try (callback;
        AsyncResult result = AsyncResult.create(null, callback, null)) {
      result.invokeCallback();
      result.invokeCallback();
      Limits.eventually(invoked);
    }
  }

  private static void collect() {
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
  }

  private static void assertCollectable(WeakReference<?> reference) {
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(reference.get()).isNull();
        });
  }
}
