package org.mfplat4j.internal.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.jni.PendingOperations;

/**
 * What would keep the platform busy for as long as it likes, and therefore ends with it: items that
 * wait for a time or an event, periodic callbacks. Any thread.
 */
public final class PlatformEnd {
  /** Something that ends when the last {@link MediaFoundation} is closed. */
  @FunctionalInterface
  public interface Listener {
    /** The platform takes nothing new any more. May be called more than once. */
    void platformEnds();
  }

  private static final Set<Listener> LISTENERS = ConcurrentHashMap.newKeySet();

  private PlatformEnd() {}

  /** Has the listener told, now if it is too late already. */
  public static void add(Listener listener) {
    LISTENERS.add(listener);
    // Asked after it was added: a close in between has told it, or is seen here.
    if (!PlatformState.isStarted()) {
      listener.platformEnds();
    }
  }

  public static void remove(Listener listener) {
    LISTENERS.remove(listener);
  }

  /**
   * What is to be told when the last start has been taken back: those that were added, and the
   * operations that wait.
   */
  static List<Listener> listeners() {
    List<Listener> listeners = new ArrayList<>(LISTENERS);
    PendingOperations.all()
        .forEach(
            operation -> {
              if (operation instanceof Listener listener) {
                listeners.add(listener);
              }
            });
    return listeners;
  }
}
