/**
 * The door between the API and its implementation, as {@code java.nio.channels.spi} is for
 * channels. Not exported: there is one implementation, and the API finds it by name.
 */
@NullMarked
package org.mfplat4j.spi;

import org.jspecify.annotations.NullMarked;
