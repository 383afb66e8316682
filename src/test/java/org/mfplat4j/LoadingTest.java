package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.internal.NativeLibrary;
import org.mfplat4j.testing.ChildJvm;
import org.mfplat4j.testing.ChildJvm.Ended;
import org.mfplat4j.testing.ScratchFolder;

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
            // Else JavaCPP might find what another process has extracted.
            .property("org.bytedeco.javacpp.cachedir", folder.path().resolve("cache").toString())
            .run(AvailabilityReport.class);
    assertUnavailable(ended, "native library of mfplat4j could not be loaded");
    assertThat(ended.output()).contains("classifier").contains("-x86_64");
  }

  @Test
  void onAnUnsupportedPlatformTheCauseNamesIt() throws Exception {
    for (String arch : new String[] {"aarch64", "x86", ""}) {
      Ended ended =
          new ChildJvm(folder.path()).property("os.arch", arch).run(AvailabilityReport.class);
      assertUnavailable(ended, "supports Linux and Windows on x86-64, not");
    }
    Ended mac =
        new ChildJvm(folder.path()).property("os.name", "Mac OS X").run(AvailabilityReport.class);
    assertUnavailable(mac, "not Mac OS X");
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
      if (Files.exists(path.resolve("org/mfplat4j/internal/Natives.class"))) {
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
