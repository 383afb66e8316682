package org.mfplat4j.internal.queue;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.Mmcss;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.operation.OwnedResult;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.text.WideString;

/** The registration of one queue; has no state. */
final class QueueMmcss implements Mmcss {
  private static final int LONGEST_CLASS = 256;

  private final NativeWorkQueue queue;

  QueueMmcss(NativeWorkQueue queue) {
    this.queue = queue;
  }

  @Override
  public void beginRegister(
      String mmcssClass, int taskId, int priority, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    char[] name = WideString.of(Objects.requireNonNull(mmcssClass, "mmcssClass"));
    begin(
        PendingRegistration.Kind.REGISTER,
        callback,
        state,
        (id, delivery) ->
            Natives.beginRegisterWithMmcss(
                queue.id(), name, taskId, priority, id, delivery.flagBits(), delivery.queueId()));
  }

  @Override
  public int endRegister(AsyncResult result) throws IOException {
    int[] task = new int[1];
    registration(PendingRegistration.Kind.REGISTER, result)
        .end(address -> Natives.endRegisterWithMmcss(address, task));
    return task[0];
  }

  @Override
  public void beginUnregister(AsyncCallback callback, @Nullable Object state) throws IOException {
    begin(
        PendingRegistration.Kind.UNREGISTER,
        callback,
        state,
        (id, delivery) ->
            Natives.beginUnregisterWithMmcss(
                queue.id(), id, delivery.flagBits(), delivery.queueId()));
  }

  @Override
  public void endUnregister(AsyncResult result) throws IOException {
    registration(PendingRegistration.Kind.UNREGISTER, result).end(Natives::endUnregisterWithMmcss);
  }

  @Override
  public String mmcssClass() throws IOException {
    char[] name = new char[LONGEST_CLASS];
    int[] size = {name.length};
    ask("MFGetWorkQueueMMCSSClass", id -> Natives.getMmcssClass(id, name, size));
    return new String(name, 0, Math.max(0, size[0] - 1));
  }

  @Override
  public int taskId() throws IOException {
    int[] task = new int[1];
    ask("MFGetWorkQueueMMCSSTaskId", id -> Natives.getMmcssTaskId(id, task));
    return task[0];
  }

  @Override
  public int priority() throws IOException {
    int[] priority = new int[1];
    ask("MFGetWorkQueueMMCSSPriority", id -> Natives.getMmcssPriority(id, priority));
    return priority[0];
  }

  @FunctionalInterface
  private interface Begin {
    int begin(long id, Delivery delivery);
  }

  @FunctionalInterface
  private interface Question {
    int ask(int queue);
  }

  private void begin(
      PendingRegistration.Kind kind, AsyncCallback callback, @Nullable Object state, Begin begin)
      throws IOException {
    PlatformState.requireAvailable();
    try (Delivery delivery = Delivery.of(callback, kind.begin())) {
      PendingRegistration pending = new PendingRegistration(kind, queue, delivery, state);
      int hr = pending.begin(id -> begin.begin(id, delivery));
      Failures.check(hr, kind.begin(), queue.toString());
    }
  }

  private PendingRegistration registration(PendingRegistration.Kind kind, AsyncResult result) {
    if (OwnedResult.sourceOf(result) instanceof PendingRegistration pending
        && pending.is(kind, queue)) {
      return pending;
    }
    throw Failures.illegalArgument(
        kind.end(),
        queue.toString(),
        "the result is that of " + OwnedResult.sourceOf(result).describe());
  }

  private void ask(String operation, Question question) throws IOException {
    PlatformState.requireAvailable();
    queue.acquire(operation);
    try {
      Failures.check(question.ask(queue.id()), operation, queue.toString());
    } finally {
      queue.release();
    }
  }
}
