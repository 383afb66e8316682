package org.mfplat4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.spi.MediaFoundationProvider;

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
public interface MediaFoundation extends AutoCloseable {
  /**
   * Whether there is a Media Foundation here: throws nothing but an {@link OutOfMemoryError}, after
   * which it may be asked again, and the answer never changes.
   *
   * @return true if {@link #startup} can be called
   */
  static boolean isAvailable() {
    return unavailabilityCause() == null;
  }

  /**
   * Why there is no Media Foundation here: a platform that is not supported, a native library that
   * could not be loaded, a Windows without mfplat.dll (an N edition).
   *
   * @return the cause, whose message is one clear sentence; null if Media Foundation is available
   */
  static @Nullable Throwable unavailabilityCause() {
    return MediaFoundationProvider.get().unavailabilityCause();
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
  static Platform platform() {
    return MediaFoundationProvider.get().platform();
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
  static MediaFoundation startup() throws IOException {
    return MediaFoundationProvider.get().startup();
  }

  /**
   * Opens a file that exists, for reading.
   *
   * @param path the file
   * @return the stream, to be closed by the caller
   * @throws IOException as {@link #openFile(Path, FileAccess, OpenMode, FileFlag...)} does
   */
  ByteStream openFile(Path path) throws IOException;

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
  ByteStream openFile(Path path, FileAccess access, OpenMode mode, FileFlag... flags)
      throws IOException;

  /**
   * Begins to open a file, {@code MFBeginCreateFile}: as {@link #openFile(Path, FileAccess,
   * OpenMode, FileFlag...)}, but the calling thread does not wait for the disk, nor does {@link
   * WorkQueue#STANDARD}. (On Wine 8 files are opened on that queue.)
   *
   * <pre>{@code
   * mf.beginOpenFile(path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST,
   *     result -> streams.add(mf.endOpenFile(result)), null);
   * }</pre>
   *
   * <p>What is wrong with the file, such as that it does not exist, is the status of the result,
   * and thrown by {@link #endOpenFile}. A stream that is not asked for goes when the result is
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
   *     is of another file system, as for {@link #openFile(Path, FileAccess, OpenMode,
   *     FileFlag...)}; or the callback names a queue that was closed ({@code
   *     MF_E_INVALID_WORKQUEUE})
   * @throws IllegalStateException if this platform was closed
   * @throws IOException if the operation could not begin; then nothing is invoked
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfbegincreatefile">Microsoft:
   *     MFBeginCreateFile</a>
   */
  OpenOperation beginOpenFile(
      Path path,
      FileAccess access,
      OpenMode mode,
      AsyncCallback callback,
      @Nullable Object state,
      FileFlag... flags)
      throws IOException;

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
   *     operation, for which it stays valid; or what {@link #openFile(Path, FileAccess, OpenMode,
   *     FileFlag...)} says
   * @throws IllegalStateException if this operation was ended, or its result closed, before
   * @throws IOException as {@link #openFile(Path, FileAccess, OpenMode, FileFlag...)} does
   * @see <a
   *     href="https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfendcreatefile">Microsoft:
   *     MFEndCreateFile</a>
   */
  ByteStream endOpenFile(AsyncResult result) throws IOException;

  /**
   * Opens a file with a future that ends the operation, {@link FutureOptions#DEFAULT}.
   *
   * @param path the file, of the default file system
   * @param access what the stream is for
   * @param mode what to do if the file exists, and if it does not
   * @param flags wishes
   * @return the future of the stream, see {@link #openFileAsync(Path, FileAccess, OpenMode,
   *     FutureOptions, FileFlag...)}
   */
  CompletableFuture<ByteStream> openFileAsync(
      Path path, FileAccess access, OpenMode mode, FileFlag... flags);

  /**
   * Opens a file that exists, for reading, with a future that ends the operation.
   *
   * @param path the file, of the default file system
   * @return the future of the stream, see {@link #openFileAsync(Path, FileAccess, OpenMode,
   *     FutureOptions, FileFlag...)}
   */
  default CompletableFuture<ByteStream> openFileAsync(Path path) {
    return openFileAsync(path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST);
  }

  /**
   * Opens a file as {@link #beginOpenFile} does, with a future that ends the operation. What {@link
   * #endOpenFile} would throw is what the future fails with, itself and not wrapped; only mistakes
   * in the arguments are thrown here. What {@link ByteStream#readAsync(java.nio.ByteBuffer,
   * FutureOptions)} says about the future, and the truth of its {@code cancel}, holds: true only
   * where {@link OpenOperation#cancel} stopped it, and then there is no stream.
   *
   * <p><b>Lifetime.</b> The taker of the stream closes it; one that is not taken is found by the
   * garbage collector, and reported.
   *
   * @param path the file, of the default file system
   * @param access what the stream is for
   * @param mode what to do if the file exists, and if it does not
   * @param options where the future completes, and how long opening may take
   * @param flags wishes
   * @return the future of the stream, to be closed by the caller
   * @throws IllegalArgumentException if the access and the mode contradict each other or the path
   *     is of another file system, as for {@link #openFile(Path, FileAccess, OpenMode,
   *     FileFlag...)}
   */
  CompletableFuture<ByteStream> openFileAsync(
      Path path, FileAccess access, OpenMode mode, FutureOptions options, FileFlag... flags);

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
  ByteStream openTempFile(FileAccess access, OpenMode mode, FileFlag... flags) throws IOException;

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
  static ByteBuffer allocateBuffer(int size) {
    return MediaFoundationProvider.get().allocateBuffer(size);
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
  void close() throws IOException;
}
