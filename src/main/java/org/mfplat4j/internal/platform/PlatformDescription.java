package org.mfplat4j.internal.platform;

import org.mfplat4j.Platform;

/** What native code says of the platform, line by line. */
record PlatformDescription(
    String implementation, String engine, String reason, String uring, String positions)
    implements Platform {}
