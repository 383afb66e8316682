package org.mfplat4j.internal.source;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;

/**
 * A source that a native stream uses. Kept reachable under its id, which native code has instead of
 * a reference, from before the stream is made until the last reference to the stream is gone.
 */
public final class AttachedSource {
  private static final System.Logger LOGGER = System.getLogger("org.mfplat4j");

  private static final Map<Long, AttachedSource> ATTACHED = new ConcurrentHashMap<>();
  private static final AtomicLong LAST_ID = new AtomicLong();

  static {
    Natives.initializeSources();
  }

  private final ByteStreamSource source;
  private final String name;
  private final @Nullable Consumer<? super Throwable> onFailure;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Throwable lastFailure;

  /** Failures go to the handler; without one, to the log. */
  public AttachedSource(
      ByteStreamSource source, String name, @Nullable Consumer<? super Throwable> onFailure) {
    this.source = source;
    this.name = name;
    this.onFailure = onFailure;
  }

  /**
   * Makes the native stream; an HRESULT. On success the source is closed when the stream is, or
   * when its last reference goes.
   */
  public int createStream(int capabilities, boolean serial, long[] stream) {
    long id = LAST_ID.incrementAndGet();
    ATTACHED.put(id, this);
    int hr = Natives.createSourceStream(id, capabilities, serial, stream);
    if (hr < 0) {
      ATTACHED.remove(id);
    }
    return hr;
  }

  /** The stream has not come about: the source stays its owner's, and open. */
  public void disown() {
    closed.set(true);
  }

  /** The source with this id; null when its stream is gone. */
  static @Nullable AttachedSource find(long id) {
    return ATTACHED.get(id);
  }

  /** Forgets the source with this id, whose stream is gone. */
  static @Nullable AttachedSource detach(long id) {
    return ATTACHED.remove(id);
  }

  /** How many sources have a native stream. For tests. */
  public static int count() {
    return ATTACHED.size();
  }

  public String name() {
    return name;
  }

  /** What the source threw last, or its stage completed with. */
  public @Nullable Throwable lastFailure() {
    return lastFailure;
  }

  ByteStreamSource source() {
    return source;
  }

  /** Closes the source the first time. */
  void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      source.close();
    }
  }

  /** The code for what a method threw, which is kept and reported. */
  int failed(String operation, Throwable thrown) {
    int hr = keep(thrown);
    report(operation, thrown);
    return hr;
  }

  /**
   * The code for a failure, which is kept. Never throws, whatever the user's exception does: native
   * code waits for the code.
   */
  int keep(Throwable thrown) {
    Throwable failure = unwrap(thrown);
    lastFailure = failure;
    try {
      return Failures.code(failure);
    } catch (Throwable again) {
      return HResultTable.E_FAIL;
    }
  }

  private static Throwable unwrap(Throwable thrown) {
    try {
      return Failures.unwrap(thrown);
    } catch (Throwable again) {
      return thrown;
    }
  }

  /** Tells the user of a failure that native code has seen as a code. */
  void report(String operation, Throwable thrown) {
    Throwable failure = unwrap(thrown);
    try {
      if (onFailure != null) {
        onFailure.accept(failure);
      } else if (!(failure instanceof UnsupportedOperationException)) {
        // That one is an answer.
        LOGGER.log(System.Logger.Level.WARNING, describe(operation), failure);
      }
    } catch (Throwable again) {
      log(System.Logger.Level.ERROR, "The failure handler of \"" + name + "\" failed", again);
    }
  }

  /** Notes a failure that no transfer waits for any more. */
  void failedLate(String operation, Throwable thrown) {
    log(System.Logger.Level.DEBUG, describe(operation) + " after it was settled", thrown);
  }

  private String describe(String operation) {
    return operation + " of the source \"" + name + "\" failed";
  }

  private static void log(System.Logger.Level level, String message, Throwable thrown) {
    try {
      LOGGER.log(level, message, thrown);
    } catch (Throwable ignored) {
      // There is none left to tell, and nothing may reach native code.
    }
  }
}
