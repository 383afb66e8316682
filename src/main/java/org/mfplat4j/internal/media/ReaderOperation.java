package org.mfplat4j.internal.media;

import org.mfplat4j.media.ReadResult;

/** What a source reader carries out, one at a time. */
sealed interface ReaderOperation {
  /** Why an operation that waited is not carried out. */
  enum Drop {
    SEEK,
    FLUSH,
    CLOSE
  }

  /** What messages call it. */
  String name();

  /** It is not carried out. In turn with all that the reader's users are told. */
  void dropped(Drop reason);

  /** It was refused with this code. In turn, as {@link #dropped}. */
  void failed(int hr);

  /** A read. */
  non-sealed interface Read extends ReaderOperation {
    int stream();

    /** Whether the result is wanted no more. Any thread. */
    boolean isGone();

    /** It has ended; the result's sample is this operation's. In turn, as {@link #dropped}. */
    void ended(ReadResult result);
  }

  /** A seek or a flush. */
  non-sealed interface Change extends ReaderOperation {
    /** It is done. In turn, as {@link #dropped}. */
    void done();
  }

  /** A seek, which is done at once. */
  interface Seek extends Change {
    /** In units of 100 ns. */
    long position();
  }
}
