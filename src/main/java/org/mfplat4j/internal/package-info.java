/**
 * The way between the public API and native code. Not exported; may change at any time.
 *
 * <p>{@link org.mfplat4j.internal.Natives} holds every native method, {@link
 * org.mfplat4j.internal.Upcall} is the only door from native code, {@link
 * org.mfplat4j.internal.Failures} the only place where a code becomes an exception.
 */
@NullMarked
package org.mfplat4j.internal;

import org.jspecify.annotations.NullMarked;
