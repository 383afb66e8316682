package org.mfplat4j.internal.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FileFlag;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.OpenOperation;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.internal.operation.OwnedResult;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.internal.stream.NativeAttributes;
import org.mfplat4j.internal.stream.NativeByteStream;

/** One start of the platform, to be taken back once. */
public final class StartedPlatform implements MediaFoundation {
  private final AtomicBoolean closed = new AtomicBoolean();

  private StartedPlatform() {}

  /** Starts the platform once more. */
  public static MediaFoundation startup() throws IOException {
    PlatformState.requireAvailable();
    // Made first: where memory is short, no start may remain that cannot be taken back.
    StartedPlatform started = new StartedPlatform();
    PlatformState.start();
    return started;
  }

  @Override
  public void close() throws IOException {
    if (Upcall.onQueueThread()) {
      throw new IllegalStateException(
          "MFShutdown must not be called on a work queue thread: close MediaFoundation elsewhere");
    }
    if (closed.compareAndSet(false, true)) {
      PlatformState.end();
    }
  }

  @Override
  public ByteStream openFile(Path path) throws IOException {
    return openFile(path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @Override
  public ByteStream openFile(Path path, FileAccess access, OpenMode mode, FileFlag... flags)
      throws IOException {
    FileToOpen file = new FileToOpen(path, access, mode, flags);
    requireOpen("MFCreateFile on \"" + file.name() + "\"");
    char[] name = file.nativePath("MFCreateFile");
    long[] stream = new long[1];
    file.check(
        Natives.createFile(access.value(), mode.value(), file.flags(), name, stream),
        "MFCreateFile");
    return NativeByteStream.owning(stream[0], file.name(), access, file.path());
  }

  @Override
  public OpenOperation beginOpenFile(
      Path path,
      FileAccess access,
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

  @Override
  public ByteStream endOpenFile(AsyncResult result) throws IOException {
    if (OwnedResult.sourceOf(result) instanceof PendingOpen open) {
      return open.end();
    }
    throw new IllegalArgumentException(
        PendingOpen.END
            + " failed: the result is that of "
            + OwnedResult.sourceOf(result).describe());
  }

  @Override
  public CompletableFuture<ByteStream> openFileAsync(
      Path path, FileAccess access, OpenMode mode, FileFlag... flags) {
    return openFileAsync(path, access, mode, FutureOptions.DEFAULT, flags);
  }

  @Override
  public CompletableFuture<ByteStream> openFileAsync(
      Path path, FileAccess access, OpenMode mode, FutureOptions options, FileFlag... flags) {
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

  @Override
  public ByteStream openTempFile(FileAccess access, OpenMode mode, FileFlag... flags)
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
    Path path;
    try {
      NativeHandle lent = new NativeHandle(stream[0], ignored -> {});
      Optional<String> origin = new NativeAttributes(lent, subject).originName();
      name = origin.orElse(subject);
      path = origin.map(Path::of).orElse(null);
    } catch (Throwable e) {
      Natives.release(stream[0]);
      throw e;
    }
    return NativeByteStream.owning(stream[0], name, access, path);
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
}
