/** Byte streams and their views. */
@NullMarked
package org.mfplat4j.internal.stream;

import org.jspecify.annotations.NullMarked;
