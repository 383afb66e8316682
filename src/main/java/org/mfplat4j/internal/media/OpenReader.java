package org.mfplat4j.internal.media;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperation;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.internal.platform.PlatformEnd;
import org.mfplat4j.internal.platform.PlatformState;

/**
 * A source reader from before it is made until it is released: pending for the platform, which
 * closes it at its end, and for the JVM, which does at its exit. A process that ends with readers
 * crashes on Wine.
 *
 * <p>The release runs on a thread of its own. In a callback of the reader it would block later
 * opens on Wine, and while the platform still uses the reader it can block for good.
 */
final class OpenReader extends PendingOperation implements PlatformEnd.Listener {
  /** How long a close waits. */
  static final long CLOSE_SECONDS = 5;

  // How long the platform may keep its own references once nothing is pending. It takes 2 ms.
  private static final long SETTLE_MILLIS = 1000;

  private static final System.Logger LOGGER = System.getLogger("org.mfplat4j");

  // Guarded by itself, as is the hook.
  private static final Set<OpenReader> OPEN = new HashSet<>();
  private static @Nullable Thread hook;

  private final String subject;
  private final long stream;
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile long id;
  // Null until the reader is made.
  private volatile @Nullable ReaderOperations operations;

  private OpenReader(String subject, long stream) {
    this.subject = subject;
    this.stream = stream;
  }

  /**
   * A reader is about to be made.
   *
   * @param subject what messages call it
   * @param stream the address of its byte stream, which no other reader may have
   */
  static OpenReader begin(String subject, long stream) {
    OpenReader reader = new OpenReader(subject, stream);
    synchronized (OPEN) {
      if (OPEN.stream().anyMatch(other -> other.stream == stream)) {
        throw Failures.illegalState(
            HResultTable.MF_E_INVALIDREQUEST,
            NativeSourceReader.OPEN,
            subject,
            "another source reader has the stream");
      }
      OPEN.add(reader);
      if (hook == null) {
        addHook();
      }
    }
    reader.id = PendingOperations.all().register(reader);
    // Asked after it was registered: the last close waits for it, or is seen here.
    if (!PlatformState.isStarted()) {
      reader.ended();
      throw Failures.illegalState(
          HResultTable.MF_E_SHUTDOWN,
          NativeSourceReader.OPEN,
          subject,
          "the platform is not started");
    }
    return reader;
  }

  private static void addHook() {
    Thread made = new Thread(OpenReader::closeAll, "mfplat4j-readers-exit");
    try {
      Runtime.getRuntime().addShutdownHook(made);
      hook = made;
    } catch (IllegalStateException exiting) {
      // Too late. The reader is the hook's that opened it.
    }
  }

  /** The reader is made. */
  void opened(ReaderOperations made) {
    operations = made;
    if (!PlatformState.isStarted()) {
      made.close();
    }
  }

  @Nullable ReaderOperations operations() {
    return operations;
  }

  /** Nothing native is left, or nothing was made. */
  void ended() {
    PendingOperations.all().withdraw(id);
    synchronized (OPEN) {
      OPEN.remove(this);
      Thread unused = hook;
      if (OPEN.isEmpty() && unused != null) {
        removeHook(unused);
      }
    }
    released.countDown();
  }

  // It would keep the class loader.
  private static void removeHook(Thread unused) {
    try {
      Runtime.getRuntime().removeShutdownHook(unused);
      hook = null;
    } catch (IllegalStateException exiting) {
      // It runs.
    }
  }

  /** Releases the reader, with which nothing is pending. Any thread. */
  void release(long reader) {
    Thread thread = new Thread(() -> releaseHere(reader), "mfplat4j-reader-close");
    thread.setDaemon(true);
    thread.start();
  }

  private void releaseHere(long reader) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS);
    try {
      while (Natives.referenceCount(reader) > 1 && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      // Not of the caller's doing: this thread is ours.
      Thread.currentThread().interrupt();
    }
    Natives.release(reader);
    ended();
  }

  /** Waits until the reader is released, and reports what takes too long. */
  void awaitReleased() {
    try {
      if (!released.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "{0} is left behind, to be released later: {1}",
            subject,
            describe());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeAll() {
    List<OpenReader> open;
    synchronized (OPEN) {
      open = List.copyOf(OPEN);
    }
    open.forEach(OpenReader::platformEnds);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    try {
      for (OpenReader reader : open) {
        if (!reader.released.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void platformEnds() {
    ReaderOperations made = operations;
    if (made != null) {
      made.close();
    }
  }

  @Override
  public String describe() {
    ReaderOperations made = operations;
    return made == null ? NativeSourceReader.OPEN + " for " + subject : made.describe();
  }

  // Native code knows the reader by another table.

  @Override
  protected void invoked(long result, int status) {
    Natives.release(result);
  }

  @Override
  protected void abandoned() {}
}
