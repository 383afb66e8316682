/** Event queues and those who wait for events. */
@NullMarked
package org.mfplat4j.internal.event;

import org.jspecify.annotations.NullMarked;
