/** Reads and writes of one stream: positions, turns, buffers. */
@NullMarked
package org.mfplat4j.internal.transfer;

import org.jspecify.annotations.NullMarked;
