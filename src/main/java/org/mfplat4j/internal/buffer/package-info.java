/** Direct memory. */
@NullMarked
package org.mfplat4j.internal.buffer;

import org.jspecify.annotations.NullMarked;
