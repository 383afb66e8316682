/** Work queues and what is put on them: items, tasks, timers, waits. */
@NullMarked
package org.mfplat4j.internal.queue;

import org.jspecify.annotations.NullMarked;
