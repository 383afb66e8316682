package org.mfplat4j.internal.library;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the native library is brought from its jar, since the system loads files only. A folder for
 * the user alone, and in it one for each content, named by its SHA-256:
 *
 * <pre>
 * mfplat4j/natives/lock
 * mfplat4j/natives/0123…ef/libmfplat4j.so
 * </pre>
 *
 * <p>A file is written under another name and then moved into its place, so that there is a whole
 * one or none, however many JVMs write it at the same time. Each load checks the content. A lock
 * that all hold together while they load keeps away those that sweep.
 */
final class LibraryCache {
  /** Names the folder in which to make ours, in place of the user's folder for caches. */
  static final String FOLDER_PROPERTY = "org.mfplat4j.cache";

  private static final String PART = ".part";
  private static final Duration UNUSED = Duration.ofDays(30);
  private static final Duration BETWEEN_NOTES = Duration.ofDays(1);
  private static final long LOCK_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LOCK_RETRY_MILLIS = 10;
  // A string, since strings alone are the same objects in all class loaders: the JVM does not let
  // two of them lock the same file.
  private static final String ONE_LOADER_AT_A_TIME = "org.mfplat4j.cache.lock".intern();

  private final Path root;
  private final Machine machine;

  LibraryCache(Path root, Machine machine) {
    this.root = root;
    this.machine = machine;
  }

  /** The cache of the user who runs this JVM, or the folder that the property names. */
  static LibraryCache ofUser(Machine machine) {
    String named = System.getProperty(FOLDER_PROPERTY, "");
    Path folder =
        named.isEmpty()
            ? userFolder(
                machine,
                System.getenv(machine.isWindows() ? "LOCALAPPDATA" : "XDG_CACHE_HOME"),
                System.getProperty("user.home"))
            // A folder of its own in it: what else is there is not ours, nor are its rights.
            : Path.of(named).toAbsolutePath().resolve("mfplat4j");
    if (folder == null) {
      throw LoadFailure.noCacheFolder();
    }
    return new LibraryCache(folder, machine);
  }

  /** The user's folder for caches and our own in it; null when neither is known. */
  static @Nullable Path userFolder(
      Machine machine, @Nullable String variable, @Nullable String home) {
    Path caches = absolute(variable);
    if (caches == null) {
      Path known = absolute(home);
      caches =
          known == null ? null : known.resolve(machine.isWindows() ? "AppData/Local" : ".cache");
    }
    return caches == null ? null : caches.resolve("mfplat4j").resolve("natives");
  }

  // A relative path is to be ignored, by the XDG specification; a JVM that knows no home has "?".
  private static @Nullable Path absolute(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return null;
    }
    try {
      Path path = Path.of(name);
      return path.isAbsolute() ? path : null;
    } catch (InvalidPathException e) {
      // "?" is no name on Windows.
      return null;
    }
  }

  /** The folder of the whole cache, which need not exist. */
  Path root() {
    return root;
  }

  /** Loads this content, from its file here or from a copy. */
  void load(byte[] content) {
    String hash = hash(content);
    synchronized (ONE_LOADER_AT_A_TIME) {
      Path folder = root.resolve(hash);
      Path file = folder.resolve(machine.fileName());
      boolean brought = false;
      try {
        makeFolder(root);
        makeFolder(folder);
        Lock lock = Lock.shared(root);
        try {
          if (!hasContent(file, hash)) {
            write(file, content, hash);
            brought = true;
          }
          noteUse(folder);
          if (!LibraryLoader.loadUnlessTaken(file, machine)) {
            loadCopyIn(folder, content);
          }
        } finally {
          lock.close();
        }
      } catch (IOException e) {
        throw LoadFailure.notWritten(file, e);
      }
      sweep(folder, brought);
    }
  }

  /** Loads a copy of this content, which is another class loader's already. */
  void loadCopy(byte[] content) {
    Path folder = root.resolve(hash(content));
    synchronized (ONE_LOADER_AT_A_TIME) {
      try {
        makeFolder(root);
        makeFolder(folder);
        Lock lock = Lock.shared(root);
        try {
          noteUse(folder);
          loadCopyIn(folder, content);
        } finally {
          lock.close();
        }
      } catch (IOException e) {
        throw LoadFailure.notWritten(folder, e);
      }
      sweep(folder, false);
    }
  }

  private void loadCopyIn(Path folder, byte[] content) throws IOException {
    Path copy = folder.resolve(UUID.randomUUID() + "-" + machine.fileName());
    try {
      Files.write(copy, content, StandardOpenOption.CREATE_NEW);
      LibraryLoader.loadUnlessTaken(copy, machine);
    } finally {
      // Linux needs the name no longer. Windows keeps the file as long as it is loaded: then
      // another process that sweeps deletes it.
      deleteIfPossible(copy);
    }
  }

  private void write(Path file, byte[] content, String hash) throws IOException {
    Path part = file.resolveSibling(UUID.randomUUID() + PART);
    try {
      Files.write(part, content, StandardOpenOption.CREATE_NEW);
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        // Windows does not replace a file that somebody has loaded; then it is there already.
        if (!hasContent(file, hash)) {
          throw e;
        }
      }
    } finally {
      deleteIfPossible(part);
    }
  }

  private static boolean hasContent(Path file, String hash) throws IOException {
    return Files.isRegularFile(file) && hash(Files.readAllBytes(file)).equals(hash);
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  /** Makes a folder for the owner alone, or sees to it that it is one. */
  private static void makeFolder(Path folder) throws IOException {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createDirectories(folder, ownerOnly);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("\"" + e.getFile() + "\" is not a folder", e);
    }
    if (!posix) {
      return;
    }
    int mode = (Integer) Files.getAttribute(folder, "unix:mode");
    if (user(folder) != ownUser(folder)) {
      throw LoadFailure.notPrivate(folder);
    }
    if ((mode & 0077) != 0) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /**
   * The user that files of this process belong to. Not the owner of /proc/self: that is root where
   * the JVM's file has capabilities, or may not be read.
   */
  private static int ownUser(Path folder) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("Uid:")) {
          // Real, effective, saved, and for the file system.
          return (int) Long.parseLong(List.of(line.split("\\s+")).get(4));
        }
      }
    }
    Path own = Files.createTempFile(folder, null, PART);
    try {
      return user(own);
    } finally {
      deleteIfPossible(own);
    }
  }

  private static int user(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid");
  }

  /** The folder's time says when it was last used, to the day. */
  private static void noteUse(Path folder) {
    try {
      Instant now = Instant.now();
      if (Files.getLastModifiedTime(folder).toInstant().isBefore(now.minus(BETWEEN_NOTES))) {
        Files.setLastModifiedTime(folder, FileTime.from(now));
      }
    } catch (IOException e) {
      // A cache that can only be read is not swept either.
    }
  }

  /**
   * Deletes what no JVM needs: copies and parts that were left, other contents long unused. Nothing
   * that has another name than ours.
   */
  void sweep(Path own, boolean others) {
    // Only Windows leaves copies, and only a crash leaves parts.
    if (!others && !machine.isWindows()) {
      return;
    }
    try (Lock lock = Lock.exclusive(root)) {
      if (!lock.isHeld()) {
        // Others load just now. Some later load sweeps.
        return;
      }
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, LibraryCache::isOurs)) {
        for (Path folder : folders) {
          boolean unused =
              others
                  && !folder.equals(own)
                  && Files.getLastModifiedTime(folder)
                      .toInstant()
                      .isBefore(Instant.now().minus(UNUSED));
          sweepFolder(folder, unused);
        }
      }
    } catch (IOException e) {
      // What is left costs some room, and nothing else.
    }
  }

  private static boolean isOurs(Path folder) {
    return folder.getFileName().toString().matches("[0-9a-f]{64}") && Files.isDirectory(folder);
  }

  private void sweepFolder(Path folder, boolean unused) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean library = name.equals(machine.fileName());
        if (library ? unused : name.endsWith(machine.fileName()) || name.endsWith(PART)) {
          deleteIfPossible(file);
        }
      }
    }
    if (unused) {
      deleteIfPossible(folder);
    }
  }

  private static void deleteIfPossible(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // On Windows it is loaded.
    }
  }

  /**
   * A lock of the whole cache, which may not be had: on some network file systems there is none.
   */
  private record Lock(@Nullable FileChannel channel, @Nullable FileLock held)
      implements AutoCloseable {

    /** Held by all threads that load. Waits for one that sweeps, up to a bound. */
    static Lock shared(Path root) {
      return open(root, true, LOCK_WAIT_NANOS);
    }

    /** Held by the thread that sweeps, if none loads just now. */
    static Lock exclusive(Path root) {
      return open(root, false, 0);
    }

    private static Lock open(Path root, boolean shared, long waitNanos) {
      FileChannel channel = null;
      try {
        channel =
            FileChannel.open(
                root.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        return new Lock(channel, lock(channel, shared, waitNanos));
      } catch (IOException | OverlappingFileLockException e) {
        return new Lock(channel, null);
      }
    }

    private static @Nullable FileLock lock(FileChannel channel, boolean shared, long waitNanos)
        throws IOException {
      long start = System.nanoTime();
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      while (lock == null && System.nanoTime() - start < waitNanos) {
        try {
          TimeUnit.MILLISECONDS.sleep(LOCK_RETRY_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return null;
        }
        lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      }
      return lock;
    }

    boolean isHeld() {
      return held != null;
    }

    @Override
    public void close() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        // The lock goes with the process.
      }
    }
  }
}
