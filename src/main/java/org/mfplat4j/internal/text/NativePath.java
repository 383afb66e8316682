package org.mfplat4j.internal.text;

import java.io.IOError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import org.mfplat4j.internal.jni.Natives;

/**
 * A path as {@code MFCreateFile} takes it: UTF-16, so that the file is the very one that {@code
 * java.nio.file} would open.
 *
 * <p>On Linux a path is bytes, and its string need not say which: the JVM's encoding for names may
 * not know them, or they may be no text at all. The bytes cross as UTF-8; each byte that is no part
 * of valid UTF-8 crosses as a lone surrogate, U+DC80 to U+DCFF, which the engine turns back.
 * (Python calls that <em>surrogateescape</em>.)
 *
 * <p>Any thread. Nothing here touches the disk.
 */
public final class NativePath {
  /** From this length on Windows wants a prefix; java.nio.file draws the line there, too. */
  private static final int LONG_PATH = 247;

  /** What a path may have at most with that prefix. */
  private static final int LONGEST_PATH = 32_000;

  /** So long that the system refuses the name before it looks for a file. */
  private static final String TOO_LONG = "x".repeat(4096);

  private NativePath() {}

  /** Whether the process is in the folder that relative paths of Java start from. */
  private static final class WorkingDirectory {
    static final boolean IS_DEFAULT =
        Natives.isWorkingDirectory(WideString.of(unixName(Path.of("").toAbsolutePath())));
  }

  /**
   * The path's characters and a zero.
   *
   * @param path a path of the default file system
   * @throws IOException if no file can have this path
   */
  public static char[] of(Path path) throws IOException {
    if (path.getFileSystem().getSeparator().equals("\\")) {
      Path absolute = absolute(path);
      return WideString.of(windowsName(absolute.toString(), absolute.normalize().toString()));
    }
    // As java.nio.file does: a relative path stays one unless it would lead elsewhere, for it is
    // valid also where the path of the working directory is not.
    boolean usable = path.isAbsolute() || WorkingDirectory.IS_DEFAULT;
    return WideString.of(unixName(usable ? path : path.toAbsolutePath()));
  }

  private static Path absolute(Path path) throws IOException {
    try {
      return path.toAbsolutePath();
    } catch (IOError e) {
      // A path without its drive, where the drive is gone.
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  /** The bytes of a path, see above. */
  static String unixName(Path path) {
    String text = path.toString();
    if (text.isEmpty()) {
      return ".";
    }
    // Every encoding of file names has ASCII, and nothing else becomes ASCII.
    return text.chars().allMatch(unit -> unit < 0x80) ? text : decode(bytes(path));
  }

  /** The bytes of a path. Java tells them nowhere but in the path's URI. */
  private static byte[] bytes(Path path) {
    byte[] absolute = absoluteBytes(path);
    if (path.isAbsolute()) {
      return absolute;
    }
    int folder = absoluteBytes(path.getFileSystem().getPath("")).length;
    // The root ends with a slash; other folders are followed by one.
    return Arrays.copyOfRange(absolute, folder == 1 ? 1 : folder + 1, absolute.length);
  }

  private static byte[] absoluteBytes(Path path) {
    // Of a path that exists, toUri would ask the disk whether it is a folder.
    String uri = path.resolve(TOO_LONG).toUri().getRawPath();
    String escaped = uri.substring(0, uri.length() - TOO_LONG.length() - 1);
    return escaped.isEmpty() ? new byte[] {'/'} : unescape(escaped);
  }

  /** The bytes of a URI's path, where {@code %C3} is a byte and other characters are one each. */
  private static byte[] unescape(String escaped) {
    ByteBuffer bytes = ByteBuffer.allocate(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes.put((byte) Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put((byte) escaped.charAt(i));
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** UTF-8 as UTF-16, and each byte that is no part of it as a lone surrogate. */
  static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    // Never more units than bytes.
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult outcome = decoder.decode(in, out, true);
    while (outcome.isError()) {
      for (int i = 0; i < outcome.length(); i++) {
        out.put((char) (0xDC00 | (in.get() & 0xFF)));
      }
      outcome = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }

  /**
   * A path that Windows takes at any length. Behind the prefix it takes names as they are, without
   * {@code .} and {@code ..} and with all that it would drop from the end of others.
   *
   * @param absolute the absolute path
   * @param normalized the same without {@code .} and {@code ..}
   */
  static String windowsName(String absolute, String normalized) throws FileSystemException {
    if (absolute.length() <= LONG_PATH) {
      return absolute;
    }
    if (absolute.length() > LONGEST_PATH) {
      throw new FileSystemException(
          absolute, null, "the path is longer than " + LONGEST_PATH + " characters");
    }
    String name = normalized.replaceFirst("[. ]+$", "");
    return name.startsWith("\\\\") ? "\\\\?\\UNC" + name.substring(1) : "\\\\?\\" + name;
  }
}
