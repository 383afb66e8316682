package org.mfplat4j.internal.transfer;

/**
 * Room on the calling thread's stack, for what must not stop half way: a lock or a turn that is
 * taken and cannot be given back stops all that wait for it.
 */
public final class StackRoom {
  // More frames than any such step has below its caller.
  private static final int FRAMES = 24;

  private StackRoom() {}

  /**
   * Does nothing if there is room.
   *
   * @throws StackOverflowError if there is not
   */
  public static void require() {
    if (descend(FRAMES, 1, 2, 3, 4, 5, 6) == 0) {
      throw new AssertionError("nothing adds up to 0 here");
    }
  }

  // Its arguments make each frame as big as those that it stands for.
  private static long descend(int frames, long a, long b, long c, long d, long e, long f) {
    return frames == 0 ? a + b + c : descend(frames - 1, b, c, d, e, f, a) + 1;
  }
}
