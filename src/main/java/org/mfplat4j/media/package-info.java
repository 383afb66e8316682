/**
 * What Media Foundation does with byte streams: media types, samples and their buffers.
 *
 * <p><b>Threading.</b> Every type here may be used from any thread.
 *
 * <p><b>Lifetime.</b> A {@link org.mfplat4j.media.MediaType} is a value. A {@link
 * org.mfplat4j.media.Sample}, a {@link org.mfplat4j.media.MediaBuffer} and a {@link
 * org.mfplat4j.media.BufferLock} own one reference each; the code that was given one closes it. The
 * garbage collector finds one that was forgotten, releases it, and reports it to the {@link
 * System.Logger} named {@code org.mfplat4j}.
 */
@NullMarked
package org.mfplat4j.media;

import org.jspecify.annotations.NullMarked;
