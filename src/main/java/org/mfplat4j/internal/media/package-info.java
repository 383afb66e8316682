/** What is behind {@code org.mfplat4j.media}. Not exported. */
@NullMarked
package org.mfplat4j.internal.media;

import org.jspecify.annotations.NullMarked;
