package org.mfplat4j.internal.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why the native library could not be loaded, in one sentence that names the reason, the file, and
 * what helps. The system says the reason in words of its own, and sometimes another one.
 */
final class LoadFailure {
  private static final String ANOTHER_FOLDER =
      "; name another folder with -D" + LibraryCache.FOLDER_PROPERTY + "=FOLDER";

  private LoadFailure() {}

  /** There is no such library among the application's jars. */
  static UnsatisfiedLinkError absent(Machine machine) {
    return new UnsatisfiedLinkError(
        "the native library of mfplat4j for "
            + machine.platform()
            + " is on neither the class path nor the module path: add the jar mfplat4j with the"
            + " classifier "
            + machine.platform()
            + ", or name a folder that has "
            + machine.fileName()
            + " with -D"
            + LibraryLoader.PATH_PROPERTY
            + "=FOLDER");
  }

  /** The folder that the user named has no library. */
  static UnsatisfiedLinkError notInFolder(Path file) {
    return new UnsatisfiedLinkError(
        "the system property "
            + LibraryLoader.PATH_PROPERTY
            + " names the folder \""
            + file.getParent()
            + "\", which has no "
            + file.getFileName());
  }

  /** The cache has no place. */
  static UnsatisfiedLinkError noCacheFolder() {
    return new UnsatisfiedLinkError(
        "there is no folder for the native library of mfplat4j: neither XDG_CACHE_HOME or"
            + " LOCALAPPDATA nor the user's home is known"
            + ANOTHER_FOLDER);
  }

  /** The library could not be brought into this place. */
  static UnsatisfiedLinkError notWritten(Path file, IOException cause) {
    String text = String.valueOf(cause.getMessage());
    String reason;
    if (isFull(text)) {
      reason = "the disk is full";
    } else if (text.contains("Read-only file system")) {
      reason = "the file system is mounted read-only";
    } else if (cause instanceof AccessDeniedException || text.contains("Permission denied")) {
      reason = "this user may not write there";
    } else {
      reason = text;
    }
    return caused(
        "the native library of mfplat4j could not be written to \""
            + file
            + "\": "
            + reason
            + ANOTHER_FOLDER,
        cause);
  }

  private static boolean isFull(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.contains("no space left")
        || lower.contains("not enough space")
        || lower.contains("disk quota exceeded");
  }

  /** The folder must not be trusted. */
  static IOException notPrivate(Path folder) {
    return new IOException("the folder \"" + folder + "\" belongs to another user");
  }

  /** The system does not load the file. */
  static UnsatisfiedLinkError notLoaded(Path file, Machine machine, UnsatisfiedLinkError cause) {
    String text = String.valueOf(cause.getMessage());
    return caused("\"" + file + "\" could not be loaded: " + reason(file, machine, text), cause);
  }

  private static String reason(Path file, Machine machine, String text) {
    String built = builtFor(file);
    if (built == null) {
      return "it is not a library of this system, or not whole";
    }
    if (!built.equals(machine.platform())) {
      return "it is built for " + built + ", and this JVM is of " + machine.platform();
    }
    if (text.contains("static TLS block")) {
      return "the room for thread locals that the C library keeps for loaded libraries (static TLS)"
          + " is used up; start the JVM with the environment variable"
          + " GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384";
    }
    if (text.contains("failed to map segment") || text.contains("Operation not permitted")) {
      return (isNoexec(file)
              ? "its file system is mounted noexec, which forbids to run code from it"
              : "the system forbids to run code from it, as a file system does that is mounted"
                  + " noexec")
          + ANOTHER_FOLDER;
    }
    if (mentionsCLibrary(text)) {
      return "the C library of this system is missing, too old, or not the GNU one, which the"
          + " library needs in version 2.34 or newer ("
          + ownWords(file, text)
          + ")";
    }
    return ownWords(file, text);
  }

  private static boolean mentionsCLibrary(String text) {
    return List.of("GLIBC_", "libc.so", "libm.so", "ld-linux", "ld-musl", "Error relocating")
        .stream()
        .anyMatch(text::contains);
  }

  /** What the system said, without the name of the file before it. */
  private static String ownWords(Path file, String text) {
    String name = file + ": ";
    return text.startsWith(name) ? text.substring(name.length()) : text;
  }

  private static boolean isNoexec(Path file) {
    try {
      FileStore store = Files.getFileStore(file);
      String point = store.toString().replaceFirst(" \\(.*\\)$", "");
      return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
          .map(line -> line.split(" "))
          .anyMatch(
              fields ->
                  fields.length > 3
                      && fields[1].equals(point)
                      && List.of(fields[3].split(",")).contains("noexec"));
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** The platform that the file is a library of, by its first bytes; null if it is none. */
  private static @Nullable String builtFor(Path file) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer head = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
      while (head.hasRemaining() && channel.read(head) > 0) {
        // Until it is full, or the file ends.
      }
      head.flip();
      if (head.getInt(0) == 0x464C457F) {
        return "linux-" + elfProcessor(head.getShort(18) & 0xFFFF);
      }
      int header = head.getInt(60);
      return head.getShort(0) == 0x5A4D && head.getInt(header) == 0x4550
          ? "windows-" + peProcessor(head.getShort(header + 4) & 0xFFFF)
          : null;
    } catch (IOException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static String elfProcessor(int machine) {
    return switch (machine) {
      case 3 -> "x86";
      case 40 -> "arm";
      case 62 -> "x86_64";
      case 183 -> "arm64";
      case 243 -> "riscv64";
      default -> "machine type " + machine;
    };
  }

  private static String peProcessor(int machine) {
    return switch (machine) {
      case 0x14C -> "x86";
      case 0x8664 -> "x86_64";
      case 0xAA64 -> "arm64";
      default -> "machine type " + machine;
    };
  }

  private static UnsatisfiedLinkError caused(String message, Throwable cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(message);
    error.initCause(cause);
    return error;
  }
}
