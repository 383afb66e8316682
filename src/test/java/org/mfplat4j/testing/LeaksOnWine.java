package org.mfplat4j.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test after which Wine keeps an operation for good. {@link NoLeaks} then asserts that it still
 * does, so that a better Wine is noticed. Such a test has the tag {@code wine-isolate}, too.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LeaksOnWine {
  /** How many operations stay pending. */
  int operations();

  /** Why. */
  String value();
}
