/**
 * The one crossing between Java and native code: what goes down, what comes up, and what is pending
 * between the two.
 */
@NullMarked
package org.mfplat4j.internal.jni;

import org.jspecify.annotations.NullMarked;
