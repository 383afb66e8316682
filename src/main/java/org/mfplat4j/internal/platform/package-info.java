/** Whether the platform is up, what it can do, and what ends with it. */
@NullMarked
package org.mfplat4j.internal.platform;

import org.jspecify.annotations.NullMarked;
