package org.mfplat4j;

/**
 * What runs behind the API, for people to read.
 *
 * @param implementation whose Media Foundation it is: {@code mfplat.dll (Windows)}, {@code
 *     mfplat.dll (Wine 8.0)} or {@code mfplat4j portable engine}
 * @param engine how files are read: {@code uring}, {@code threads}, or {@code mfplat} where Media
 *     Foundation does that itself
 * @param reason why this engine, in one sentence
 * @param uring whether the kernel's io_uring can be used, and if not why; {@code not applicable} on
 *     Windows
 * @param positions when files take the position of a transfer, and how that was found out: {@code
 *     early}, when it begins, as it is documented; or {@code late}, when it executes, or not known.
 *     Transfers of one stream overlap where it is early, and take turns where it is late
 */
public record Platform(
    String implementation, String engine, String reason, String uring, String positions) {}
