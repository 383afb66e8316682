package org.mfplat4j;

/** What runs behind the API, for people to read. */
public interface Platform {
  /**
   * Whose Media Foundation it is: {@code mfplat.dll (Windows)}, {@code mfplat.dll (Wine 8.0)} or
   * {@code mfplat4j portable engine}.
   *
   * @return its name
   */
  String implementation();

  /**
   * How files are read: {@code uring}, {@code threads}, or {@code mfplat} where Media Foundation
   * does that itself.
   *
   * @return its name
   */
  String engine();

  /**
   * Why this engine, in one sentence.
   *
   * @return the sentence
   */
  String reason();

  /**
   * Whether the kernel's io_uring can be used, and if not why; {@code not applicable} on Windows.
   *
   * @return the answer
   */
  String uring();

  /**
   * When files take the position of a transfer, and how that was found out: {@code early}, when it
   * begins, as it is documented; or {@code late}, when it executes, or not known. Transfers of one
   * stream overlap where it is early, and take turns where it is late.
   *
   * @return the answer
   */
  String positions();
}
