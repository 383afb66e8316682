/** One asynchronous operation: how its callback is reached, its result, its future. */
@NullMarked
package org.mfplat4j.internal.operation;

import org.jspecify.annotations.NullMarked;
