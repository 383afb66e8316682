package org.mfplat4j.internal.platform;

import org.mfplat4j.internal.jni.Natives;

/**
 * What this platform does otherwise than Media Foundation's documentation says; {@code
 * native/mfplat/quirks.h} has the questions and the evidence. Found out once in a process, at the
 * first question, which {@link org.mfplat4j.MediaFoundation#startup} does. Any thread.
 *
 * @param beginWriteHangs BeginWrite of a file never completes, and takes a thread of the platform
 * @param losesReplies a serial queue in reply mode stops, and never goes on
 * @param freesQueuesEarly MFUnlockWorkQueue may free a queue that one of its threads still uses
 * @param cancelsOpensUntruly MFCancelCreateFile says that it stops an open which it does not stop
 * @param takesPositionLate file streams take their position when a transfer executes, or it is not
 *     known when they do
 * @param positions that, and how it was found out, in one sentence
 */
public record Quirks(
    boolean beginWriteHangs,
    boolean losesReplies,
    boolean freesQueuesEarly,
    boolean cancelsOpensUntruly,
    boolean takesPositionLate,
    String positions) {
  // The bits of native/bridge/found_quirks.h.
  private static final int BEGIN_WRITE_HANGS = 1;
  private static final int LOSES_REPLIES = 2;
  private static final int FREES_QUEUES_EARLY = 4;
  private static final int CANCELS_OPENS_UNTRULY = 8;
  private static final int TAKES_POSITION_LATE = 16;

  /**
   * The quirks of the platform in use, which must be available. The first call may take a while.
   */
  public static Quirks get() {
    return Found.QUIRKS;
  }

  /** Whether BeginWrite must not be called on this stream: one of the platform's own. */
  public static boolean hangsInBeginWrite(long stream) {
    return get().beginWriteHangs && Natives.isPlatformStream(stream);
  }

  private static Quirks of(int bits) {
    return new Quirks(
        (bits & BEGIN_WRITE_HANGS) != 0,
        (bits & LOSES_REPLIES) != 0,
        (bits & FREES_QUEUES_EARLY) != 0,
        (bits & CANCELS_OPENS_UNTRULY) != 0,
        (bits & TAKES_POSITION_LATE) != 0,
        Natives.positions());
  }

  /** Initialised by the first question; a constant for the compiler from then on. */
  private static final class Found {
    static final Quirks QUIRKS = of(Natives.findQuirks());
  }
}
