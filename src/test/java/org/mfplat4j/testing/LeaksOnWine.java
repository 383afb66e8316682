package org.mfplat4j.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test after which some versions of Wine keep an operation or a native object for good. {@link
 * NoLeaks} then asserts that they still do, so that a better Wine is noticed. On every other
 * platform it asserts that nothing is kept. A test after which an operation stays pending has the
 * tag {@code wine-isolate}, too.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LeaksOnWine {
  /** The major versions of Wine that keep it. */
  int[] versions();

  /** How many operations stay pending. */
  int operations() default 0;

  /** Whether native objects stay alive. */
  boolean objects() default false;

  /** Why. */
  String value();
}
