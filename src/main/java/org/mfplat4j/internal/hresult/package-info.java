/** Codes, their names, and the exceptions that they become. */
@NullMarked
package org.mfplat4j.internal.hresult;

import org.jspecify.annotations.NullMarked;
