package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.internal.jni.NativeLibrary;
import org.mfplat4j.testing.ChildJvm;
import org.mfplat4j.testing.ChildJvm.Ended;
import org.mfplat4j.testing.ScratchFolder;
import org.mfplat4j.testing.TestPlatform;

/**
 * Loading never throws out of a static initialiser: whatever is missing has a clear cause. Each
 * case in a JVM of its own, since the answer never changes within one.
 */
class LoadingTest {
  @RegisterExtension final ScratchFolder folder = new ScratchFolder();

  @Test
  void withAllInPlaceMediaFoundationIsAvailable() throws Exception {
    Ended ended = new ChildJvm(folder.path()).run(AvailabilityReport.class);
    assertThat(ended.output()).contains("available: true").contains("cause: null");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void withoutTheNativeLibraryTheCauseNamesTheMissingJar() throws Exception {
    Ended ended =
        new ChildJvm(folder.path())
            .classPath(classPathWithoutNatives())
            .run(AvailabilityReport.class);
    assertUnavailable(ended, "is on neither the class path nor the module path");
    assertThat(ended.output()).contains("with the classifier").contains("-x86_64");
  }

  @Test
  void onAnUnsupportedPlatformTheCauseNamesIt() throws Exception {
    for (String arch : new String[] {"riscv64", "x86", ""}) {
      Ended ended =
          new ChildJvm(folder.path()).property("os.arch", arch).run(AvailabilityReport.class);
      assertUnavailable(ended, "supports Linux and Windows on x86-64, not");
    }
    Ended mac =
        new ChildJvm(folder.path()).property("os.name", "Mac OS X").run(AvailabilityReport.class);
    assertUnavailable(mac, "not Mac OS X");
  }

  @Test
  void onMuslTheCauseNamesIt() throws Exception {
    assertUnavailable(
        new ChildJvm(folder.path())
            .property("org.mfplat4j.pretend.libc", "musl")
            .run(AvailabilityReport.class),
        "mfplat4j needs the GNU C library, and this JVM runs on musl");
  }

  @Test
  void theCommandLineSaysItToo() throws Exception {
    Ended ended =
        new ChildJvm(folder.path())
            .property("os.arch", "x86")
            .run(org.mfplat4j.cli.Main.class, "read", "any");
    assertThat(ended.output()).contains("(a JVM of 32 bits)").doesNotContain("\tat ");
    assertThat(ended.exitCode()).isNotZero();
  }

  @Test
  void aFolderOfTheUsersIsLoadedFromAsItIs() throws Exception {
    Path own = Files.createDirectories(folder.path().resolve("own"));
    Files.copy(library(), own.resolve(library().getFileName()));
    Ended ended =
        new ChildJvm(folder.path())
            .classPath(classPathWithoutNatives())
            .property("org.mfplat4j.library.path", own.toString())
            .property(CACHE, cache().toString())
            .run(AvailabilityReport.class);
    assertThat(ended.output()).contains("available: true");
    assertThat(cache()).doesNotExist();
  }

  @Test
  void aFolderOfTheUsersWithoutTheLibraryIsNamed() throws Exception {
    assertUnavailable(
        new ChildJvm(folder.path())
            .property("org.mfplat4j.library.path", folder.path().toString())
            .run(AvailabilityReport.class),
        "names the folder \"" + folder.path() + "\", which has no " + library().getFileName());
  }

  @Test
  void aLibraryForAnotherProcessorIsNamed() throws Exception {
    byte[] content = Files.readAllBytes(library());
    ByteBuffer head = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (head.getShort(0) == 0x5A4D) {
      head.putShort(head.getInt(60) + 4, (short) 0xAA64);
    } else {
      head.putShort(18, (short) 183);
    }
    assertUnavailable(runWith(content), "-arm64, and this JVM is of ");
  }

  @Test
  @Tag("linux-only")
  void aCLibraryThatIsMissingIsNamed() throws Exception {
    String content =
        new String(Files.readAllBytes(library()), StandardCharsets.ISO_8859_1)
            .replace("libc.so.6", "libc.so.9");
    assertUnavailable(
        runWith(content.getBytes(StandardCharsets.ISO_8859_1)),
        "the C library of this system is missing, too old, or not the GNU one");
  }

  @Test
  void aLibraryThatIsNotWholeIsNamed() throws Exception {
    assertUnavailable(runWith(new byte[100]), "not a library of this system, or not whole");
  }

  @Test
  void withoutAFolderToWriteToTheCauseNamesIt() throws Exception {
    Path inTheWay = Files.writeString(folder.path().resolve("file"), "in the way");
    assertUnavailable(
        new ChildJvm(folder.path())
            .property(CACHE, inTheWay.toString())
            .run(AvailabilityReport.class),
        "could not be written to \"" + inTheWay);
  }

  /** The folder that the user names may have anything in it, and any rights. */
  @Test
  void nothingElseChangesInTheFolderThatIsNamedForTheCache() throws Exception {
    Path documents = Files.createDirectories(cache().resolve("documents"));
    Path letter = Files.writeString(documents.resolve("letter.txt"), "a letter");
    Set<PosixFilePermission> rights = PosixFilePermissions.fromString("rwxrwxrwx");
    if (!TestPlatform.isWindowsLike()) {
      Files.setPosixFilePermissions(cache(), rights);
    }
    Files.setLastModifiedTime(documents, FileTime.from(Instant.now().minus(Duration.ofDays(40))));

    assertThat(runWithCache().output()).contains("available: true");

    assertThat(letter).hasContent("a letter");
    assertThat(cache().toFile().list()).containsExactlyInAnyOrder("documents", "mfplat4j");
    if (!TestPlatform.isWindowsLike()) {
      assertThat(Files.getPosixFilePermissions(cache())).isEqualTo(rights);
    }
  }

  @Test
  void aFileInTheCacheThatSomebodyHasSwappedIsNotLoaded() throws Exception {
    assertThat(runWithCache().output()).contains("available: true");
    Path name = library().getFileName();
    Path file;
    try (Stream<Path> files = Files.walk(cache())) {
      file = files.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
    }
    byte[] genuine = Files.readAllBytes(file);
    Files.write(file, new byte[100]);

    assertThat(runWithCache().output()).contains("available: true");
    assertThat(file).hasBinaryContent(genuine);
  }

  @Test
  void manyThatStartAtOnceOnAnEmptyCacheAllLoad() throws Exception {
    // A JVM under Wine takes seconds to start.
    int count = TestPlatform.isWindowsLike() ? 4 : 20;
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<Ended>> children = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Path own = Files.createDirectories(folder.path().resolve("child" + i));
        children.add(
            threads.submit(
                () ->
                    new ChildJvm(own)
                        .property(CACHE, cache().toString())
                        .run(AvailabilityReport.class)));
      }
      for (Future<Ended> child : children) {
        assertThat(child.get().output()).contains("available: true");
      }
    } finally {
      threads.shutdownNow();
    }
    try (Stream<Path> files = Files.walk(cache())) {
      assertThat(files.filter(Files::isRegularFile).map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", library().getFileName().toString());
    }
  }

  private static final String CACHE = "org.mfplat4j.cache";

  private Path cache() {
    return folder.path().resolve("cache");
  }

  private Ended runWithCache() throws Exception {
    return new ChildJvm(folder.path())
        .property(CACHE, cache().toString())
        .run(AvailabilityReport.class);
  }

  /** With this as the library of the user's folder. */
  private Ended runWith(byte[] content) throws Exception {
    Path own = Files.createDirectories(folder.path().resolve("own"));
    Files.write(own.resolve(library().getFileName()), content);
    return new ChildJvm(folder.path())
        .property("org.mfplat4j.library.path", own.toString())
        .run(AvailabilityReport.class);
  }

  /** The library of this platform, as it was built. */
  private static Path library() throws Exception {
    String name =
        TestPlatform.isWindowsLike()
            ? "/org/mfplat4j/internal/windows-x86_64/mfplat4j.dll"
            : "/org/mfplat4j/internal/linux-x86_64/libmfplat4j.so";
    return Path.of(NativeLibrary.class.getResource(name).toURI());
  }

  @Test
  @Tag("linux-only")
  void anUnknownEngineIsRefusedByName() throws Exception {
    Ended ended =
        new ChildJvm(folder.path())
            .property(NativeLibrary.ENGINE_PROPERTY, "steam")
            .run(AvailabilityReport.class);
    assertUnavailable(ended, "org.mfplat4j.engine must be uring or threads, not \"steam\"");
  }

  @Test
  @Tag("linux-only")
  void eitherEngineCanBeForced() throws Exception {
    Ended ended =
        new ChildJvm(folder.path())
            .property(NativeLibrary.ENGINE_PROPERTY, "threads")
            .run(AvailabilityReport.class);
    assertThat(ended.output()).contains("engine=threads").contains("forced");
  }

  @Test
  @Tag("windows-n")
  void onAWindowsWithoutMediaFoundationTheCauseSaysHowToGetIt() throws Exception {
    // The run has no mfplat.dll: this very process, and the children that it starts.
    assertThat(MediaFoundation.isAvailable()).isFalse();
    assertThat(MediaFoundation.unavailabilityCause())
        .hasMessageContaining("mfplat.dll could not be loaded")
        .hasMessageContaining("Media Feature Pack");
    assertUnavailable(
        new ChildJvm(folder.path()).run(AvailabilityReport.class), "Media Feature Pack");
  }

  private static void assertUnavailable(Ended ended, String cause) {
    assertThat(ended.output())
        .contains("available: false")
        .contains(cause)
        .contains("startup: UnsupportedOperationException: Media Foundation is not available: ")
        .contains("platform: UnsupportedOperationException: Media Foundation is not available: ")
        .contains("put: UnsupportedOperationException: Media Foundation is not available: ")
        .doesNotContain("ExceptionInInitializerError")
        .doesNotContain("NoClassDefFoundError");
    assertThat(ended.exitCode()).isZero();
  }

  /** This run's class path, with the library's classes copied without their natives. */
  private List<Path> classPathWithoutNatives() throws IOException {
    List<Path> all = ChildJvm.ownClassPath();
    List<Path> entries = new ArrayList<>();
    for (Path path : all) {
      if (Files.exists(path.resolve("org/mfplat4j/internal/jni/Natives.class"))) {
        Path classes = folder.path().resolve("classes");
        copyWithoutNatives(path, classes);
        entries.add(classes);
      } else if (!path.toString().matches(".*mfplat4j-[^/\\\\]*-x86_64\\.jar")) {
        // Where the tests run from our jars, the natives have one of their own.
        entries.add(path);
      }
    }
    assertThat(entries).isNotEqualTo(all);
    return entries;
  }

  private static void copyWithoutNatives(Path from, Path to) throws IOException {
    List<String> natives = Arrays.asList("linux-x86_64", "windows-x86_64");
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes)
              throws IOException {
            if (natives.contains(source.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(source)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path source, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(source, to.resolve(from.relativize(source)));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
