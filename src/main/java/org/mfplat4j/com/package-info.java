/**
 * Pointers, for code that shares objects with other native code: {@link org.mfplat4j.com.ComObject}
 * for any object, {@link org.mfplat4j.com.CallbackObject} for callbacks, and the pointers of
 * streams and results. Everything else of the library gets along without.
 */
@NullMarked
package org.mfplat4j.com;

import org.jspecify.annotations.NullMarked;
