/** The door to all rooms. */
@NullMarked
package org.mfplat4j.internal.provider;

import org.jspecify.annotations.NullMarked;
