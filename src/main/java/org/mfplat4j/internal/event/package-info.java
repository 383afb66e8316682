/** Event queues and what waits for events. */
@NullMarked
package org.mfplat4j.internal.event;

import org.jspecify.annotations.NullMarked;
