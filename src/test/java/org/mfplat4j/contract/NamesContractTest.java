package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.ChildJvm;
import org.mfplat4j.testing.ChildJvm.Ended;
import org.mfplat4j.testing.ScratchFolder;

/**
 * The file that is opened is the one that {@code java.nio.file} opens, whatever the locale, the
 * bytes of its name and the folder that relative paths start from. Each case in a JVM of its own,
 * which has its encoding and its folder from its first moment on.
 */
class NamesContractTest {
  @RegisterExtension final ScratchFolder folder = new ScratchFolder();

  @ParameterizedTest
  @Tag("linux-only")
  @ValueSource(strings = {"POSIX", "C.UTF-8"})
  void aNameMayHaveAnyByte(String locale) throws Exception {
    assertDone(new ChildJvm(folder.path()).environment("LC_ALL", locale).run(EveryByte.class));
  }

  @Test
  @Tag("linux-only")
  void theEncodingOfNamesMayBeAnother() throws Exception {
    assertDone(
        new ChildJvm(folder.path())
            .property("sun.jnu.encoding", "ISO-8859-1")
            .run(EveryByte.class));
  }

  @ParameterizedTest
  @Tag("linux-only")
  @ValueSource(strings = {"POSIX", "C.UTF-8"})
  void aRelativePathStartsWhereJavaSays(String locale) throws Exception {
    Path elsewhere = Files.createDirectory(folder.path().resolve("elsewhere"));
    Path here = Files.createDirectory(folder.path().resolve("here"));
    for (String name : new String[] {"name", "%C3%A4", "%E4"}) {
      Files.write(Path.of(URI.create(elsewhere.toUri() + name)), new byte[5]);
      Files.write(Path.of(URI.create(here.toUri() + name)), new byte[7]);
    }
    assertDone(
        new ChildJvm(here)
            .environment("LC_ALL", locale)
            .property("user.dir", elsewhere.toString())
            .run(SameFiles.class, "5"));
    assertDone(new ChildJvm(here).environment("LC_ALL", locale).run(SameFiles.class, "7"));
  }

  @Test
  void aRelativePathStartsThereOnEveryPlatform() throws Exception {
    Path elsewhere = Files.createDirectory(folder.path().resolve("elsewhere"));
    Path here = Files.createDirectory(folder.path().resolve("here"));
    Files.write(elsewhere.resolve("name"), new byte[5]);
    Files.write(here.resolve("name"), new byte[7]);
    assertDone(
        new ChildJvm(here).property("user.dir", elsewhere.toString()).run(SameFiles.class, "5"));
  }

  @Test
  @Tag("linux-only")
  void anEmptyVariableNamesNoFolder() throws Exception {
    Ended ended = new ChildJvm(folder.path()).environment("TMPDIR", "").run(TemporaryFile.class);
    assertThat(ended.output()).contains("origin /tmp/");
  }

  @Test
  @Tag("linux-only")
  void aFolderThatIsMissingIsNamed() throws Exception {
    Ended ended =
        new ChildJvm(folder.path())
            .environment("TMPDIR", "/no/such/folder")
            .run(TemporaryFile.class);
    assertThat(ended.output())
        .contains("NoSuchFileException")
        .contains("a temporary file in /no/such/folder");
  }

  @Test
  @Tag("linux-only")
  void theFolderOfTemporaryFilesMayHaveAnyName() throws Exception {
    Path odd = Files.createDirectory(Path.of(URI.create(folder.path().toUri() + "%E4%C3%A4")));
    // The child's environment takes text: a link to the folder cannot be named otherwise.
    Path link = Files.createSymbolicLink(folder.path().resolve("link"), odd);
    Ended ended =
        new ChildJvm(folder.path()).environment("TMPDIR", link.toString()).run(TemporaryFile.class);
    assertThat(ended.output()).contains("origin " + link);
  }

  private static void assertDone(Ended ended) {
    assertThat(ended.output()).contains("all the same");
    assertThat(ended.exitCode()).isZero();
  }

  private static void check(boolean holds, Object what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static int bytesIn(ByteStream stream) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(1000);
    return stream.read(bytes);
  }

  /** Reads, writes and creates files with each byte in their names. */
  public static final class EveryByte {
    private EveryByte() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Files.createDirectory(Path.of("names")).toAbsolutePath();
      try (MediaFoundation platform = MediaFoundation.startup()) {
        int files = 0;
        for (int value = 1; value < 256; value++) {
          if (value == '/') {
            continue;
          }
          String name = String.format(Locale.ROOT, "x%%%02X.bin", value);
          Path path = Path.of(URI.create(folder.toUri() + name));
          Files.write(path, new byte[value]);
          files++;
          Path relative = folder.getParent().relativize(path);
          for (Path each : new Path[] {path, relative}) {
            try (ByteStream stream = platform.openFile(each)) {
              check(bytesIn(stream) == value, name);
            }
            try (ByteStream stream =
                platform
                    .openFileAsync(each, FileAccess.READ_WRITE, OpenMode.APPEND_IF_EXIST)
                    .get()) {
              check(stream.length() == value, name);
            }
          }
          Path created = Path.of(URI.create(folder.toUri() + "new" + name));
          platform.openFile(created, FileAccess.WRITE, OpenMode.FAIL_IF_EXIST).close();
          files++;
          check(Files.exists(created), name);
        }
        try (Stream<Path> all = Files.list(folder)) {
          check(all.count() == files, "as many files as were made");
        }
      }
      System.out.println("all the same");
    }
  }

  /** Opens each file here by its relative path, with this library and with Java. */
  public static final class SameFiles {
    private SameFiles() {}

    public static void main(String[] arguments) throws Exception {
      int files = 0;
      try (MediaFoundation platform = MediaFoundation.startup();
          Stream<Path> all = Files.list(Path.of(""))) {
        for (Path each : (Iterable<Path>) all::iterator) {
          if (each.toString().endsWith(".txt")) {
            continue;
          }
          try (ByteStream stream = platform.openFile(each)) {
            check(bytesIn(stream) == Integer.parseInt(arguments[0]), each);
            check(Files.size(each) == Integer.parseInt(arguments[0]), each);
          }
          files++;
        }
      }
      check(files > 0, "some files");
      System.out.println("all the same");
    }
  }

  /** Makes a temporary file and says where. */
  public static final class TemporaryFile {
    private TemporaryFile() {}

    public static void main(String[] arguments) throws Exception {
      try (MediaFoundation platform = MediaFoundation.startup();
          ByteStream stream =
              platform.openTempFile(FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST)) {
        System.out.println("origin " + stream.attributes().originName().orElseThrow());
      }
    }
  }
}
