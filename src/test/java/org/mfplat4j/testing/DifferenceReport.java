package org.mfplat4j.testing;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Says in the test's report that it asserted a difference of Wine, where {@link
 * TestPlatform#isWine} told it to. Registered for all tests in {@code META-INF/services}.
 */
public final class DifferenceReport implements BeforeEachCallback, AfterEachCallback {
  @Override
  public void beforeEach(ExtensionContext context) {
    TestPlatform.takeDifference();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (TestPlatform.takeDifference()) {
      context.publishReportEntry("asserted difference", "Wine");
    }
  }
}
