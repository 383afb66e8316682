/** COM objects of callbacks. */
@NullMarked
package org.mfplat4j.internal.callback;

import org.jspecify.annotations.NullMarked;
