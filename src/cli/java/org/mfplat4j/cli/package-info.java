/**
 * The command line, {@code mfplat4j}: {@code read} a file through a callback, {@code copy} it, and
 * {@code info} on what does the reading. Written against the public API alone, as a user's program
 * would be.
 *
 * <p>Exit codes: 0 done, 1 the operation failed, 2 the command line was wrong. Errors are one line
 * on standard error.
 */
@NullMarked
package org.mfplat4j.cli;

import org.jspecify.annotations.NullMarked;
