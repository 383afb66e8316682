package org.mfplat4j.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A new file that appears under its name at once and whole, or not at all. It is written beside its
 * place under another name, and renamed at the end. Until then the file that was there stays as it
 * is. If the writing fails, or a signal ends the program, what was written is deleted.
 *
 * <p><b>Threading.</b> One thread writes and commits. A thread of the JVM deletes the file when the
 * program ends before that.
 */
final class Replacement implements AutoCloseable {
  private static final long CLOSE_MILLIS = 1000;
  // On Windows a file may be in use for a moment longer: by the platform, or by a virus scanner.
  private static final int ATTEMPTS = 20;
  private static final long BETWEEN_ATTEMPTS_MILLIS = 50;
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private final Path place;
  private final boolean replaces;
  private final Path part;
  private final Thread atExit = new Thread(this::giveUpAtExit, "mfplat4j-unfinished-file");

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock: the file has got its name, or has been given up.
  private boolean over;
  private volatile @Nullable AutoCloseable writer;

  private Replacement(Path place, boolean replaces) {
    this.place = place;
    this.replaces = replaces;
    String name = ".mfplat4j-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp";
    this.part = place.resolveSibling(name);
  }

  /**
   * Begins the file.
   *
   * @param target its name; behind a symbolic link, the file that the link leads to
   * @param source where its content comes from, which must be another file
   * @param what messages call the target: "the destination"
   * @param force whether a file that exists is to be replaced
   */
  static Replacement begin(Path target, Path source, String what, boolean force)
      throws IOException {
    boolean exists = Files.exists(target);
    if (exists) {
      refuseUnlessReplaceable(target, source, what, force);
    } else if (Files.isSymbolicLink(target)) {
      throw refused(target, what + " is a symbolic link to nothing");
    }
    Path place = exists ? target.toRealPath() : target.toAbsolutePath();
    Path folder = place.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(target.toString(), null, "its folder does not exist");
    }
    Replacement replacement = new Replacement(place, exists);
    Runtime.getRuntime().addShutdownHook(replacement.atExit);
    try {
      Files.createFile(replacement.part, attributes(folder));
    } catch (Throwable e) {
      replacement.forgetExit();
      throw e;
    }
    return replacement;
  }

  private static void refuseUnlessReplaceable(Path target, Path source, String what, boolean force)
      throws IOException {
    if (Files.isSameFile(target, source)) {
      throw refused(target, what + " is the very file that is to be read");
    }
    if (Files.isDirectory(target)) {
      throw refused(target, what + " is a directory");
    }
    if (!Files.isRegularFile(target)) {
      throw refused(target, what + " is a pipe, a socket or a device, not a file");
    }
    if (!force) {
      throw refused(target, what + " exists; --force replaces it");
    }
    if (!Files.isWritable(target)) {
      throw refused(target, what + " must not be written by you");
    }
  }

  static FileSystemException refused(Path path, String reason) {
    return new FileSystemException(path.toString(), null, reason);
  }

  /** No other user reads the file before it has its mode. */
  private static FileAttribute<?>[] attributes(Path folder) {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PRIVATE)}
        : new FileAttribute<?>[0];
  }

  /** Where to write, until the file gets its name. */
  Path part() {
    return part;
  }

  /** What has the file open: to be closed before it can be deleted, where the system wants that. */
  void writtenBy(AutoCloseable writer) {
    this.writer = writer;
  }

  /**
   * Gives the file its name. It must be closed.
   *
   * @param kept the attributes that it is to have
   */
  void commit(KeptAttributes kept) throws IOException {
    patiently(this::force);
    patiently(() -> kept.applyTo(part));
    patiently(this::giveName);
    forgetExit();
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  /** Repeats, a few times, what a file that is in use does not allow. */
  private static void patiently(Action action) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        action.run();
        return;
      } catch (FileSystemException e) {
        // What has a class of its own does not pass.
        if (e.getClass() != FileSystemException.class || attempt == ATTEMPTS) {
          throw e;
        }
        sleep();
      }
    }
  }

  /** Else a computer that stops now might come back with the new name and without the bytes. */
  private void force() throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private void giveName() throws IOException {
    lock.lock();
    try {
      if (over) {
        throw new InterruptedIOException("the program is ending");
      }
      if (replaces) {
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
      } else {
        appear();
      }
      over = true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a name that is free, which another program may have taken meanwhile. */
  private void appear() throws IOException {
    try {
      // Unlike a move, this fails where the name is taken.
      Files.createLink(place, part);
      Files.delete(part);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without hard links.
      Files.move(part, place);
    }
  }

  /** Deletes what was written, unless it was committed. */
  @Override
  public void close() throws IOException {
    if (end()) {
      forgetExit();
      patiently(() -> Files.deleteIfExists(part));
    }
  }

  /** Whether this call decides that the file is given up. */
  private boolean end() {
    lock.lock();
    try {
      boolean first = !over;
      over = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void giveUpAtExit() {
    if (end() && !isDeleted()) {
      closeWriter();
      for (int i = 0; i < ATTEMPTS && !isDeleted(); i++) {
        sleep();
      }
    }
  }

  private boolean isDeleted() {
    try {
      Files.deleteIfExists(part);
      return true;
    } catch (IOException e) {
      // Windows does not delete what is open.
      return false;
    }
  }

  /** On another thread, since the end of the program must not wait for it. */
  private void closeWriter() {
    AutoCloseable open = writer;
    if (open == null) {
      return;
    }
    Thread closer =
        new Thread(
            () -> {
              try {
                open.close();
              } catch (Exception e) {
                // Then the deletion fails as well.
              }
            });
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(BETWEEN_ATTEMPTS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forgetExit() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The program is ending, and finds that there is nothing to do.
    }
  }

  /** Whether a path is something that bytes are sent to, and not a file that could be lost. */
  static boolean isSpecial(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }
}
