package org.mfplat4j.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FileFlag;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;

/**
 * What most tests need: a started platform, a fresh folder, and streams that are closed when the
 * test is over. Registered as a field with {@code @RegisterExtension}; used by the test's own
 * thread.
 */
public final class Workbench implements BeforeEachCallback, AfterEachCallback {
  private final List<ByteStream> streams = new ArrayList<>();
  private MediaFoundation platform;
  private final ScratchFolder folder = new ScratchFolder();

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder.beforeEach(context);
    platform = MediaFoundation.startup();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    for (ByteStream stream : streams) {
      stream.close();
    }
    streams.clear();
    platform.close();
    folder.afterEach(context);
  }

  public MediaFoundation platform() {
    return platform;
  }

  public Path folder() {
    return folder.path();
  }

  /** The path of a file that does not exist yet. */
  public Path missing(String name) {
    return folder.path().resolve(name);
  }

  /** A new file with this many bytes of {@link Pattern}. */
  public Path file(int length) throws IOException {
    return Files.write(Files.createTempFile(folder.path(), "file", ".bin"), Pattern.bytes(length));
  }

  /** A stream for reading on a new file. */
  public ByteStream reading(int length) throws IOException {
    return open(file(length), FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST);
  }

  /** Opens a file; the stream is closed after the test, if the test does not. */
  public ByteStream open(Path path, FileAccess access, OpenMode mode, FileFlag... flags)
      throws IOException {
    ByteStream stream = platform.openFile(path, access, mode, flags);
    streams.add(stream);
    return stream;
  }

  /** Opens a file for reading. */
  public ByteStream open(Path path) throws IOException {
    return open(path, FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST);
  }
}
