package org.mfplat4j;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.DirectBufferPool;
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.NativeLibrary;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperations;
import org.mfplat4j.internal.Quirks;
import org.mfplat4j.internal.ResultHandle;
import org.mfplat4j.internal.Upcall;

/**
 * The platform: started once or several times, and up until it was closed as often. The way to
 * everything else in this package.
 *
 * <pre>{@code
 * try (MediaFoundation mf = MediaFoundation.startup();
 *     ByteStream stream = mf.openFile(path)) {
 *   …
 * }
 * }</pre>
 *
 * <p><b>Threading.</b> Any thread may call any method, but {@link #close} not from a callback.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/initializing-media-foundation">Microsoft:
 *     Initializing Media Foundation</a>
 */
public final class MediaFoundation implements AutoCloseable {
  // As long as MFShutdown waits for results on Windows, by the longest figure in its documentation.
  private static final long DRAIN_SECONDS = 5;
  // While the last close waits for what has begun.
  private static volatile boolean draining;
  // In which callbacks return that have nothing more to do.
  private static final long MOMENT_MILLIS = 50;

  /**
   * What starts and closes have in common. Apart from the entrance class, whose initialiser must
   * not be able to fail: there is no second try.
   */
  private static final class Life {
    static final System.Logger LOGGER = System.getLogger("org.mfplat4j");
    // Changed under TRANSITION: what a new start begins must not end with the start before it.
    static final AtomicInteger STARTED = new AtomicInteger();
    static final ReentrantLock TRANSITION = new ReentrantLock();
  }

  private final AtomicBoolean closed = new AtomicBoolean();

  private MediaFoundation() {}

  /**
   * Whether there is a Media Foundation here: throws nothing but an {@link OutOfMemoryError}, after
   * which it may be asked again, and the answer never changes.
   *
   * @return true if {@link #startup} can be called
   */
  public static boolean isAvailable() {
    return NativeLibrary.unavailabilityCause() == null;
  }

  /**
   * Why there is no Media Foundation here: a platform that is not supported, a native library that
   * could not be loaded, a Windows without mfplat.dll (an N edition).
   *
   * @return the cause, whose message is one clear sentence; null if Media Foundation is available
   */
  public static @Nullable Throwable unavailabilityCause() {
    return NativeLibrary.unavailabilityCause();
  }

  /**
   * Which implementation and which engine are in use, or would be, and why. On Windows the first
   * call of this or {@link #startup} tries when files take their position, which takes a few
   * milliseconds.
   *
   * @return the description
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain #isAvailable()
   *     available}
   */
  public static Platform platform() {
    requireAvailable();
    String[] lines = Natives.describe().split("\n", -1);
    return new Platform(lines[0], lines[1], lines[2], lines[3], Quirks.get().positions());
  }

  /**
   * Starts the platform, {@code MFStartup}. Counted: each start needs its own {@link #close}.
   *
   * @return the started platform
   * @throws UnsupportedOperationException if Media Foundation is not {@linkplain #isAvailable()
   *     available}, or is of another version ({@code MF_E_BAD_STARTUP_VERSION})
   * @throws IOException if it could not be started
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfstartup">Microsoft:
   *     MFStartup</a>
   */
  public static MediaFoundation startup() throws IOException {
    requireAvailable();
    // Made first: a start that nobody can take back must not happen for want of memory.
    MediaFoundation started = new MediaFoundation();
    // Here no callback of the user's can be in the way of what is tried.
    Quirks unused = Quirks.get();
    NativeLibrary.beginUse();
    int hr = Natives.startup();
    if (hr < 0) {
      NativeLibrary.endUse();
    }
    Failures.check(hr, "MFStartup", "");
    Life.TRANSITION.lock();
    try {
      Life.STARTED.incrementAndGet();
    } finally {
      Life.TRANSITION.unlock();
    }
    return started;
  }

  /**
   * Opens a file that exists, for reading.
   *
   * @param path the file
   * @return the stream, to be closed by the caller
   * @throws IOException as {@link #openFile(Path, AccessMode, OpenMode, FileFlag...)} does
   */
  public ByteStream openFile(Path path) throws IOException {
    return openFile(path, AccessMode.READ, OpenMode.FAIL_IF_NOT_EXIST);
  }

  /**
   * Opens a file, {@code MFCreateFile}. The position is 0.
   *
   * <p>Media Foundation lets many streams read a file, or one write it; others in the same process
   * get a sharing violation. Only regular files can be opened on Linux: pipes and devices have no
   * length. Files of /proc say that theirs is 0, and are read to their end nevertheless.
   *
   * <p>What {@code java.nio.file} would open, this opens: the very file, whatever the locale and
   * the bytes of its name, with a relative path from the folder that {@link Path#toAbsolutePath}
   * starts from. The empty path is that folder. On Windows paths may be longer than 260 characters.
   *
   * @param path the file, of the default file system; a relative path stays relative in messages
   * @param access what the stream is for
   * @param mode what to do if the file exists, and if it does not
   * @param flags wishes
   * @return the stream, to be closed by the caller
   * @throws java.nio.file.NoSuchFileException the file, or a directory on the way to it, does not
   *     exist
   * @throws java.nio.file.FileAlreadyExistsException the file exists, with {@link
   *     OpenMode#FAIL_IF_EXIST}
   * @throws java.nio.file.AccessDeniedException {@code E_ACCESSDENIED}: no permission
   * @throws java.nio.file.FileSystemException with the code in the message: a directory; a pipe, a
   *     socket or a device, such as {@code CON} on Windows; somebody else has the file open ({@code
   *     ERROR_SHARING_VIOLATION}), too many open files, a name that is too long
   * @throws IllegalArgumentException {@code E_INVALIDARG}: {@link OpenMode#RESET_IF_EXIST} or
   *     {@link OpenMode#DELETE_IF_EXIST}, which empty the file, for reading only; then nothing
   *     happens to the file
   * @throws java.nio.file.ProviderMismatchException the path is of another file system
   * @throws IllegalStateException if this platform was closed
   * @throws IOException if the file could not be opened otherwise
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreatefile">Microsoft:
   *     MFCreateFile</a>
   */
  public ByteStream openFile(Path path, AccessMode access, OpenMode mode, FileFlag... flags)
      throws IOException {
    FileToOpen file = new FileToOpen(path, access, mode, flags);
    requireOpen("MFCreateFile on \"" + file.name() + "\"");
    char[] name = file.nativePath("MFCreateFile");
    long[] stream = new long[1];
    file.check(
        Natives.createFile(access.value(), mode.value(), file.flags(), name, stream),
        "MFCreateFile");
    return ByteStream.owning(stream[0], file.name(), access);
  }

  /**
   * Begins to open a file, {@code MFBeginCreateFile}: as {@link #openFile(Path, AccessMode,
   * OpenMode, FileFlag...)}, but the calling thread does not wait for the disk, nor does {@link
   * WorkQueue#STANDARD}. (On Wine 8 files are opened on that queue.)
   *
   * <pre>{@code
   * mf.beginOpenFile(path, AccessMode.READ, OpenMode.FAIL_IF_NOT_EXIST,
   *     result -> streams.add(mf.endOpenFile(result)), null);
   * }</pre>
   *
   * <p>What is wrong with the file, such as that it does not exist, is the status of the result,
   * and thrown by {@link #endOpenFile}. A stream that nobody asks for goes when the result is
   * closed, or found by the garbage collector.
   *
   * @param path the file, of the default file system
   * @param access what the stream is for
   * @param mode what to do if the file exists, and if it does not
   * @param callback is invoked exactly once, on a thread of the platform, unless this method
   *     throws; kept reachable until then
   * @param state what {@link AsyncResult#state} gives back
   * @param flags wishes
   * @return the operation, which can be cancelled
   * @throws IllegalArgumentException if the access and the mode contradict each other or the path
   *     is of another file system, as for {@link #openFile(Path, AccessMode, OpenMode,
   *     FileFlag...)}; or the callback names a queue that was closed ({@code
   *     MF_E_INVALID_WORKQUEUE})
   * @throws IllegalStateException if this platform was closed
   * @throws IOException if the operation could not begin; then nothing is invoked
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfbegincreatefile">Microsoft:
   *     MFBeginCreateFile</a>
   */
  public OpenOperation beginOpenFile(
      Path path,
      AccessMode access,
      OpenMode mode,
      AsyncCallback callback,
      @Nullable Object state,
      FileFlag... flags)
      throws IOException {
    Objects.requireNonNull(callback, "callback");
    FileToOpen file = new FileToOpen(path, access, mode, flags);
    requireOpen(PendingOpen.BEGIN + " on \"" + file.name() + "\"");
    return PendingOpen.begin(file, callback, state).operation();
  }

  /**
   * Ends the opening of a file, {@code MFEndCreateFile}. Exactly once for each {@link
   * #beginOpenFile}, inside {@link AsyncCallback#invoke} or later, from any thread, also after
   * {@link #close}.
   *
   * @param result the result that the callback received
   * @return the stream, to be closed by the caller
   * @throws java.util.concurrent.CancellationException {@code MF_E_OPERATION_CANCELLED}: it was
   *     {@linkplain OpenOperation#cancel cancelled}
   * @throws IllegalArgumentException {@code E_INVALIDARG}: the result is that of another kind of
   *     operation, for which it stays valid; or what {@link #openFile(Path, AccessMode, OpenMode,
   *     FileFlag...)} says
   * @throws IllegalStateException if this operation was ended, or its result closed, before
   * @throws IOException as {@link #openFile(Path, AccessMode, OpenMode, FileFlag...)} does
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfendcreatefile">Microsoft:
   *     MFEndCreateFile</a>
   */
  public ByteStream endOpenFile(AsyncResult result) throws IOException {
    if (result.completion() instanceof PendingOpen open) {
      return open.end();
    }
    throw new IllegalArgumentException(
        PendingOpen.END + " failed: the result is that of " + result.completion().describe());
  }

  /**
   * Opens a file with a future that ends the operation, {@link FutureOptions#DEFAULT}.
   *
   * @param path the file, of the default file system
   * @param access what the stream is for
   * @param mode what to do if the file exists, and if it does not
   * @param flags wishes
   * @return the future of the stream, see {@link #openFileAsync(Path, AccessMode, OpenMode,
   *     FutureOptions, FileFlag...)}
   */
  public CompletableFuture<ByteStream> openFileAsync(
      Path path, AccessMode access, OpenMode mode, FileFlag... flags) {
    return openFileAsync(path, access, mode, FutureOptions.DEFAULT, flags);
  }

  /**
   * Opens a file as {@link #beginOpenFile} does, with a future that ends the operation. What {@link
   * #endOpenFile} would throw is what the future fails with, itself and not wrapped; only mistakes
   * in the arguments are thrown here. What {@link ByteStream#readAsync(java.nio.ByteBuffer,
   * FutureOptions)} says about the future, and the truth of its {@code cancel}, holds: true only
   * where {@link OpenOperation#cancel} stopped it, and then there is no stream.
   *
   * <p><b>Lifetime.</b> Whoever takes the stream from the future closes it; one that nobody takes
   * is found by the garbage collector, and reported.
   *
   * @param path the file, of the default file system
   * @param access what the stream is for
   * @param mode what to do if the file exists, and if it does not
   * @param options where the future completes, and how long opening may take
   * @param flags wishes
   * @return the future of the stream, to be closed by the caller
   * @throws IllegalArgumentException if the access and the mode contradict each other or the path
   *     is of another file system, as for {@link #openFile(Path, AccessMode, OpenMode,
   *     FileFlag...)}
   */
  public CompletableFuture<ByteStream> openFileAsync(
      Path path, AccessMode access, OpenMode mode, FutureOptions options, FileFlag... flags) {
    Objects.requireNonNull(options, "options");
    FileToOpen file = new FileToOpen(path, access, mode, flags);
    OpenFuture future = new OpenFuture(options);
    future.begin(
        () -> {
          requireOpen(PendingOpen.BEGIN + " on \"" + file.name() + "\"");
          return PendingOpen.begin(file, future, null);
        });
    return future;
  }

  /**
   * Opens a temporary file, {@code MFCreateTempFile}: a new one in the system's folder for such
   * files, which is gone when its stream is closed. (On Wine 8, which has no Close on files, when
   * its last operation has ended, too.) Its full path is the stream's {@link
   * Attributes#originName}.
   *
   * <p>On Linux the folder is {@code $TMPDIR}, else {@code /tmp}; no other user may open the file;
   * and a process that is killed, or exits with the stream open, leaves it there. On Windows the
   * system deletes it in any case.
   *
   * @param access what the stream is for
   * @param mode one that creates files: the others have none to open
   * @param flags wishes
   * @return the stream, to be closed by the caller
   * @throws java.nio.file.NoSuchFileException with a mode that does not create files
   * @throws IllegalArgumentException {@code E_INVALIDARG}: a mode that empties the file, for
   *     reading only
   * @throws IllegalStateException if this platform was closed
   * @throws IOException if the file could not be made
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreatetempfile">Microsoft:
   *     MFCreateTempFile</a>
   */
  public ByteStream openTempFile(AccessMode access, OpenMode mode, FileFlag... flags)
      throws IOException {
    String subject = "a temporary file";
    FileToOpen.requireConsistent(access, mode, subject);
    requireOpen("MFCreateTempFile");
    long[] stream = new long[1];
    Failures.check(
        Natives.createTempFile(access.value(), mode.value(), FileToOpen.bitsOf(flags), stream),
        "MFCreateTempFile",
        subject + " in " + temporaryFolder());
    String name;
    try {
      NativeHandle lent = new NativeHandle(stream[0], ignored -> {});
      name = new Attributes(lent, subject).originName().orElse(subject);
    } catch (Throwable e) {
      Natives.release(stream[0]);
      throw e;
    }
    return ByteStream.owning(stream[0], name, access);
  }

  /**
   * A direct buffer for transfers, aligned to pages of 4096 bytes: the kernel copies to it two to
   * five times as fast as to what {@link ByteBuffer#allocateDirect} gives, which is seldom aligned.
   * Freed when the garbage collector finds it, and in no other way; for buffers that are used again
   * and again there is {@link BufferPool}.
   *
   * @param size the capacity in bytes, 0 or more
   * @return a buffer of zeros, from 0 to its size
   * @throws IllegalArgumentException if the size is negative
   * @throws OutOfMemoryError if there is less direct memory (see {@code -XX:MaxDirectMemorySize})
   */
  public static ByteBuffer allocateBuffer(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("the size is negative: " + size);
    }
    return DirectBufferPool.allocate(size).slice();
  }

  /**
   * Takes one start back, {@code MFShutdown}; idempotent. The last one first ends what only waits:
   * scheduled work items are dropped, those that wait for an event are cancelled, and so invoked,
   * and periodic callbacks are removed. Then it waits, up to five seconds, until nothing is pending
   * and every callback has returned; then {@code MFShutdown} waits as long again for results that
   * were not ended. The logger {@code org.mfplat4j} is told at once what each waits for. Streams
   * that are still open can be closed afterwards, but nothing begins on them any more.
   *
   * <p>A thread that is interrupted no longer waits for callbacks, and stays interrupted; {@code
   * MFShutdown} itself knows no interrupts.
   *
   * @throws IllegalStateException if called from a callback, which would wait for itself; nothing
   *     happens
   * @throws IOException if the platform could not be shut down
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfshutdown">Microsoft:
   *     MFShutdown</a>
   */
  @Override
  public void close() throws IOException {
    if (Upcall.onQueueThread()) {
      throw new IllegalStateException(
          "MFShutdown must not be called on a work queue thread: close MediaFoundation elsewhere");
    }
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean last;
    List<PlatformEnd.Listener> ending = List.of();
    Life.TRANSITION.lock();
    try {
      // From here on nothing begins any more, if this was the last start.
      if (Life.STARTED.get() == 1) {
        // First: what waits for its turn must not find the platform down in between.
        draining = true;
      }
      last = Life.STARTED.decrementAndGet() == 0;
      if (last) {
        ending = PlatformEnd.listeners();
      }
    } finally {
      Life.TRANSITION.unlock();
    }
    if (last) {
      ending.forEach(PlatformEnd.Listener::platformEnds);
      try {
        drain();
      } finally {
        draining = false;
      }
      RetiredQueues.giveBackAll();
      reportKeptResults();
    }
    int hr = Natives.shutdown();
    NativeLibrary.endUse();
    Failures.check(hr, "MFShutdown", "");
  }

  /**
   * Whether something may begin. To be asked after the operation was registered: then the last
   * close either waits for it or is seen here. Wine needs this: there, a read that begins on a
   * platform which is down succeeds and never completes.
   */
  static boolean isStarted() {
    return Life.STARTED.get() > 0;
  }

  /**
   * Whether something may begin natively that has begun here: the last close waits for it, as long
   * as it waits for anything.
   */
  static boolean isUp() {
    return isStarted() || draining;
  }

  private void requireOpen(String operation) {
    if (closed.get()) {
      throw new IllegalStateException(operation + " failed: this MediaFoundation was closed");
    }
  }

  /** Where the platform makes temporary files, for people to read. */
  private static String temporaryFolder() {
    boolean windows = File.separatorChar == '\\';
    return Stream.of(
            windows ? new String[] {"TMP", "TEMP", "USERPROFILE"} : new String[] {"TMPDIR"})
        .map(System::getenv)
        .filter(folder -> folder != null && !folder.isEmpty())
        .findFirst()
        .orElse(windows ? "the folder for temporary files" : "/tmp");
  }

  static void requireAvailable() {
    Throwable cause = NativeLibrary.unavailabilityCause();
    if (cause != null) {
      throw new UnsupportedOperationException(
          "Media Foundation is not available: " + cause.getMessage(), cause);
    }
  }

  /** Waits until nothing is pending, and says at once for what, unless that takes a moment only. */
  private static void drain() {
    PendingOperations all = PendingOperations.all();
    try {
      if (all.awaitIdle(MOMENT_MILLIS, TimeUnit.MILLISECONDS) || isStarted()) {
        return;
      }
      String what = all.describe();
      if (all.count() > 0) {
        Life.LOGGER.log(
            System.Logger.Level.INFO,
            "Media Foundation waits up to {0} s before it shuts down, for operations: {1}",
            DRAIN_SECONDS,
            what);
      }
      if (all.awaitIdle(DRAIN_SECONDS, TimeUnit.SECONDS) || isStarted()) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (all.count() == 0) {
        return;
      }
    }
    Life.LOGGER.log(
        System.Logger.Level.WARNING,
        "Media Foundation shuts down in spite of operations: {0}",
        all.describe());
  }

  /** {@code MFShutdown} waits for results that live, without a word. */
  private static void reportKeptResults() {
    int kept = ResultHandle.keptCount();
    if (kept > 0 && !isStarted()) {
      Life.LOGGER.log(
          System.Logger.Level.WARNING,
          "MFShutdown waits up to {0} s for results that were neither ended nor closed; {1}: {2}",
          DRAIN_SECONDS,
          kept,
          ResultHandle.describeKept());
    }
  }
}
