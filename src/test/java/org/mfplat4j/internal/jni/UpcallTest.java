package org.mfplat4j.internal.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mfplat4j.testing.UncaughtExceptions;

/** The door from native code, called as native code does: by name and signature. */
class UpcallTest {
  private static final int E_UNEXPECTED = 0x8000FFFF;

  private final List<String> seen = new ArrayList<>();

  @Test
  void nativeCodeFindsItsTwoMethods() throws Exception {
    Method invoke = Upcall.class.getDeclaredMethod("invoke", long.class, long.class, int.class);
    Method abandoned = Upcall.class.getDeclaredMethod("abandoned", long.class);
    assertThat(Modifier.isStatic(invoke.getModifiers())).isTrue();
    assertThat(invoke.getReturnType()).isEqualTo(int.class);
    assertThat(Modifier.isStatic(abandoned.getModifiers())).isTrue();
    assertThat(abandoned.getReturnType()).isEqualTo(void.class);
  }

  @Test
  void theOperationIsInvokedOnceAndTakesTheReference() throws Exception {
    long id = PendingOperations.all().register(new Recording(null));
    assertThat(invoke(id, 42, 7)).isZero();
    assertThat(seen).containsExactly("invoked 42 7");
    assertThat(invoke(id, 42, 7)).as("a stale id").isNegative();
    assertThat(seen).hasSize(1);
    assertThat(PendingOperations.all().count()).isZero();
  }

  @Test
  void aThreadThatNoQueueHasComeToHasNoOthersToInvoke() throws Exception {
    assertThat(NativeLibrary.unavailabilityCause()).isNull();
    long id = PendingOperations.all().register(new Recording(null));
    assertThat(call("invokeWithOthers", id, 42, 7)).isZero();
    assertThat(seen).containsExactly("invoked 42 7");
    assertThat(call("invokeWithOthers", id, 42, 7)).as("a stale id").isNegative();
  }

  @Test
  void aStaleIdTakesNoReference() throws Exception {
    assertThat(invoke(-1, 42, 0)).isNegative();
    assertThat(seen).isEmpty();
  }

  @Test
  void whatUserCodeThrowsReachesTheHandlerAndTheReferenceIsTaken() throws Exception {
    for (Throwable thrown :
        new Throwable[] {new IllegalStateException("x"), new Exception("y"), new Error("z")}) {
      try (UncaughtExceptions uncaught = UncaughtExceptions.capture()) {
        long id = PendingOperations.all().register(new Recording(thrown));
        assertThat(invoke(id, 1, 0)).isZero();
        assertThat(uncaught.soFar()).containsExactly(thrown);
      }
      assertThat(PendingOperations.all().count()).isZero();
    }
  }

  @Test
  void aHandlerThatThrowsIsSurvived() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    try {
      Thread.currentThread()
          .setUncaughtExceptionHandler(
              (thread, thrown) -> {
                seen.add("handler");
                throw new IllegalStateException("from the handler");
              });
      long id = PendingOperations.all().register(new Recording(new Exception("x")));
      assertThat(invoke(id, 1, 0)).isZero();
      assertThat(seen).contains("handler");
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
  }

  @Test
  void anOperationThatWillNeverCompleteIsAbandonedOnce() throws Exception {
    long id = PendingOperations.all().register(new Recording(null));
    abandon(id);
    abandon(id);
    assertThat(seen).containsExactly("abandoned", "in abandoned: true");
    assertThat(invoke(id, 1, 0)).isNegative();
    assertThat(PendingOperations.all().count()).isZero();
  }

  @Test
  void theTestThreadIsNoQueueThread() throws Exception {
    Thread thread = new Thread(() -> seen.add("on a queue thread: " + Upcall.onQueueThread()));
    thread.start();
    thread.join();
    assertThat(seen).containsExactly("on a queue thread: false");
  }

  @Test
  void aThreadThatAbandonsOrReleasesIsTakenForAQueueThreadMeanwhile() throws Exception {
    assertThat(NativeLibrary.unavailabilityCause()).isNull();
    Thread thread =
        new Thread(
            () -> {
              try {
                abandon(PendingOperations.all().register(new Recording(null)));
                note("after abandoned");
                long object =
                    JavaObjects.all()
                        .expose(new Noting(), id -> Natives.createJavaCallback(id, 0, 0));
                Natives.release(object);
                note("after released");
              } catch (Exception e) {
                seen.add(e.toString());
              }
            });
    thread.start();
    thread.join();
    assertThat(seen)
        .containsExactly(
            "abandoned",
            "in abandoned: true",
            "after abandoned: false",
            "in released: true",
            "after released: false");
  }

  private void note(String where) {
    seen.add(where + ": " + Upcall.onQueueThread());
  }

  private final class Noting extends LastingCallback {
    @Override
    protected void invoked(long result, int status) {}

    @Override
    protected void released() {
      note("in released");
    }
  }

  private static int invoke(long id, long result, int status) throws Exception {
    return call("invoke", id, result, status);
  }

  // On a thread of its own, which Upcall then takes for a queue thread for good.
  private static int call(String name, long id, long result, int status) throws Exception {
    Method invoke = Upcall.class.getDeclaredMethod(name, long.class, long.class, int.class);
    invoke.setAccessible(true);
    int[] answer = {E_UNEXPECTED};
    Exception[] failure = new Exception[1];
    Thread caller = Thread.currentThread();
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.currentThread()
                    .setUncaughtExceptionHandler(caller.getUncaughtExceptionHandler());
                answer[0] = (int) invoke.invoke(null, id, result, status);
              } catch (ReflectiveOperationException e) {
                failure[0] = e;
              }
            });
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw failure[0];
    }
    return answer[0];
  }

  private static void abandon(long id) throws Exception {
    Method abandoned = Upcall.class.getDeclaredMethod("abandoned", long.class);
    abandoned.setAccessible(true);
    abandoned.invoke(null, id);
  }

  private final class Recording extends PendingOperation {
    private final Throwable thrown;

    Recording(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    protected void invoked(long result, int status) throws Exception {
      seen.add("invoked " + result + " " + status);
      if (thrown instanceof Exception exception) {
        throw exception;
      }
      if (thrown instanceof Error error) {
        throw error;
      }
    }

    @Override
    protected void abandoned() {
      seen.add("abandoned");
      note("in abandoned");
    }

    @Override
    public String describe() {
      return "recording";
    }
  }
}
