package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperations;

/**
 * After every test of the suite, as many operations are pending and as many objects alive as before
 * it: none, except for what Wine keeps. Registered for all tests in {@code META-INF/services}; does
 * nothing where there is no Media Foundation.
 */
public final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(NoLeaks.class);

  /** What there is; after a test that {@linkplain LeaksOnWine leaks on Wine}, not nothing. */
  private record Counts(int pending, long liveObjects, int javaObjects) {
    static Counts now() {
      return new Counts(
          PendingOperations.all().count(), Natives.liveObjects(), JavaObjects.all().count());
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (MediaFoundation.isAvailable()) {
      context.getStore(NAMESPACE).put("before", Counts.now());
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Counts before = context.getStore(NAMESPACE).get("before", Counts.class);
    if (before == null) {
      return;
    }
    Optional<LeaksOnWine> leaks = onWine(context);
    if (leaks.isPresent()) {
      Limits.eventually(
          () ->
              assertThat(PendingOperations.all().count())
                  .as("operations that Wine keeps: %s", leaks.get().value())
                  .isEqualTo(before.pending() + leaks.get().operations()));
      if (leaks.get().objects()) {
        assertThat(Natives.liveObjects())
            .as("objects that Wine keeps: %s", leaks.get().value())
            .isGreaterThan(before.liveObjects());
      }
      return;
    }
    // A queue thread may be on its way out of the last callback. There may be less than before:
    // what
    // a test that leaks on Wine did not keep may have gone after that test's end.
    Limits.eventually(
        () -> {
          assertThat(PendingOperations.all().count())
              .as("pending after the test: %s", PendingOperations.all().describe())
              .isEqualTo(before.pending());
          assertThat(Natives.liveObjects())
              .as("live native objects")
              .isLessThanOrEqualTo(before.liveObjects());
          assertThat(JavaObjects.all().count())
              .as("Java objects in native hands")
              .isEqualTo(before.javaObjects());
        });
  }

  /** What Wine is known to keep after this test; nothing elsewhere. */
  static Optional<LeaksOnWine> onWine(ExtensionContext context) {
    return context
        .getTestMethod()
        .map(method -> method.getAnnotation(LeaksOnWine.class))
        .filter(leaks -> TestPlatform.isOneOf(Arrays.stream(leaks.versions())));
  }
}
