/** Where the native library is, and how it is loaded: {@link LibraryLoader}. */
@NullMarked
package org.mfplat4j.internal.library;

import org.jspecify.annotations.NullMarked;
