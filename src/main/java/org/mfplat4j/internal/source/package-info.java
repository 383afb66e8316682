/**
 * What is behind the byte streams that are written in Java: the door through which native code
 * comes for their sources, the transfers under way, and the sources that the library brings along.
 * Not exported.
 */
@NullMarked
package org.mfplat4j.internal.source;

import org.jspecify.annotations.NullMarked;
