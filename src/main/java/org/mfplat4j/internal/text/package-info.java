/** Names and other text on their way to native code. */
@NullMarked
package org.mfplat4j.internal.text;

import org.jspecify.annotations.NullMarked;
