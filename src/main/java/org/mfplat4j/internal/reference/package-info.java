/** Native references: leases, results that are ended once, and what users forget. */
@NullMarked
package org.mfplat4j.internal.reference;

import org.jspecify.annotations.NullMarked;
