package org.mfplat4j.internal.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FileFlag;
import org.mfplat4j.OpenMode;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.text.NativePath;

/**
 * What one of the ways to open a file was asked for, and what was wrong with the file when that
 * failed.
 */
final class FileToOpen {
  private static final Pattern DEVICE =
      Pattern.compile(
          "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3])\\s*([.:].*)?",
          Pattern.CASE_INSENSITIVE);

  private final Path path;
  private final FileAccess access;
  private final OpenMode mode;
  private final int flags;

  /**
   * What was asked for.
   *
   * @throws ProviderMismatchException if the path is of another file system
   * @throws IllegalArgumentException if the access and the mode contradict each other
   */
  FileToOpen(Path path, FileAccess access, OpenMode mode, FileFlag... flags) {
    this.path = Objects.requireNonNull(path, "path");
    this.access = access;
    this.mode = mode;
    this.flags = bitsOf(flags);
    requireConsistent(access, mode, path.toString());
    if (path.getFileSystem() != FileSystems.getDefault()) {
      throw new ProviderMismatchException(
          String.format(
              "Media Foundation opens files of the default file system, not \"%s\" of the file system"
                  + " \"%s\"",
              path, path.getFileSystem().provider().getScheme()));
    }
  }

  /** Refuses an access that cannot write with a mode that empties the file. */
  static void requireConsistent(FileAccess access, OpenMode mode, String name) {
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(mode, "mode");
    if (access == FileAccess.READ && mode.empties()) {
      throw Failures.illegalArgument(
          "MFCreateFile",
          name,
          "the mode " + mode + " empties the file, which the access READ does not allow");
    }
  }

  static int bitsOf(FileFlag... flags) {
    int bits = 0;
    for (FileFlag flag : Objects.requireNonNull(flags, "flags")) {
      bits |= Objects.requireNonNull(flag, "flags").value();
    }
    return bits;
  }

  /** The path as messages have it. */
  String name() {
    return path.toString();
  }

  Path path() {
    return path;
  }

  FileAccess access() {
    return access;
  }

  OpenMode mode() {
    return mode;
  }

  int flags() {
    return flags;
  }

  /** The path as native code has it: UTF-16 and a zero. */
  char[] nativePath(String operation) throws IOException {
    if (isDevice()) {
      throw Failures.wrongKind(
          HResultTable.ERROR_NOT_SUPPORTED, operation, name(), "is a device, not a file");
    }
    return NativePath.of(path);
  }

  /**
   * Whether the name is one of those that stand for devices on Windows, in any folder. Which of
   * them do depends on its version, so it is asked; of other names it is not.
   */
  private boolean isDevice() {
    Path last = path.getFileName();
    if (last == null
        || !path.getFileSystem().getSeparator().equals("\\")
        || !DEVICE.matcher(last.toString()).matches()) {
      return false;
    }
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).isOther();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // A device has no attributes, and Windows says so in many ways.
      return true;
    }
  }

  /** Throws why the file could not be opened, unless the code is a success. */
  void check(int hr, String operation) throws IOException {
    if (hr >= 0) {
      return;
    }
    String kind = refusedKind(hr);
    throw kind == null
        ? Failures.failure(hr, operation, name())
        : Failures.wrongKind(hr, operation, name(), kind);
  }

  /**
   * What the path names that is no file, if that is why opening it failed. Media Foundation calls a
   * directory "access denied". Asks the disk, but only after such a failure.
   */
  private @Nullable String refusedKind(int hr) {
    if (hr != HResultTable.E_ACCESSDENIED && hr != HResultTable.ERROR_NOT_SUPPORTED) {
      return null;
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return "is a directory";
      }
      return attributes.isOther() ? "is a pipe, a socket or a device, not a file" : null;
    } catch (IOException | RuntimeException e) {
      // Then the code says all that is known.
      return null;
    }
  }
}
