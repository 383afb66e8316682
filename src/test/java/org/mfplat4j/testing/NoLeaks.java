package org.mfplat4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.JavaObjects;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperations;

/**
 * After every test of the suite, nothing is pending, and as many native objects are alive as before
 * it. Registered for all tests in {@code META-INF/services}; does nothing where there is no Media
 * Foundation.
 */
public final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(NoLeaks.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    if (MediaFoundation.isAvailable()) {
      context.getStore(NAMESPACE).put("live", Natives.liveObjects());
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Long before = context.getStore(NAMESPACE).get("live", Long.class);
    if (before == null) {
      return;
    }
    Optional<LeaksOnWine> leaks = onWine(context);
    if (leaks.isPresent()) {
      Limits.eventually(
          () ->
              assertThat(PendingOperations.all().count())
                  .as("operations that Wine keeps: %s", leaks.get().value())
                  .isEqualTo(leaks.get().operations()));
      if (leaks.get().objects()) {
        assertThat(Natives.liveObjects())
            .as("objects that Wine keeps: %s", leaks.get().value())
            .isGreaterThan(before);
      }
      return;
    }
    // A queue thread may be on its way out of the last callback.
    Limits.eventually(
        () -> {
          assertThat(PendingOperations.all().count())
              .as("pending after the test: %s", PendingOperations.all().describe())
              .isZero();
          assertThat(Natives.liveObjects()).as("live native objects").isEqualTo(before);
          assertThat(JavaObjects.all().count()).as("Java objects in native hands").isZero();
        });
  }

  /** What Wine is known to keep after this test; nothing elsewhere. */
  static Optional<LeaksOnWine> onWine(ExtensionContext context) {
    return context
        .getTestMethod()
        .map(method -> method.getAnnotation(LeaksOnWine.class))
        .filter(leaks -> TestPlatform.isWine());
  }
}
