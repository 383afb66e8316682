/** Files, and the platform that opens them. */
@NullMarked
package org.mfplat4j.internal.file;

import org.jspecify.annotations.NullMarked;
