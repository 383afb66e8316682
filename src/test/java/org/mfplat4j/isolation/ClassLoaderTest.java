package org.mfplat4j.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.testing.ChildJvm;
import org.mfplat4j.testing.ChildJvm.Ended;
import org.mfplat4j.testing.ScratchFolder;
import org.mfplat4j.testing.TestPlatform;

/**
 * The library in several class loaders of one JVM: each works by itself, and goes when its class
 * loader goes.
 */
class ClassLoaderTest {
  // What the JVM itself keeps by and by; a class loader that stays has some MB.
  private static final long METASPACE_SLACK_KIB = 4096;

  @RegisterExtension final ScratchFolder folder = new ScratchFolder();

  private Path file;
  private Path cache;

  @BeforeEach
  void writeFile() throws Exception {
    file = Files.write(folder.path().resolve("file.bin"), org.mfplat4j.testing.Pattern.bytes(8192));
    cache = folder.path().resolve("cache");
  }

  @Test
  void severalWorkAtTheSameTimeAndLeaveOneFile() throws Exception {
    Ended ended = run("together");

    assertThat(ended.output()).contains("application: 5 rounds").doesNotContain("Exception");
    assertThat(ended.output().split("application: 5 rounds", -1)).hasSize(4);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    if (!TestPlatform.isWindowsLike()) {
      // There a file that is loaded stays, until somebody sweeps.
      try (Stream<Path> files = Files.walk(cache)) {
        assertThat(files.map(path -> path.getFileName().toString()))
            .filteredOn(name -> name.contains("."))
            .containsExactly("libmfplat4j.so");
      }
    }
  }

  @Test
  void redeploymentsLeaveNothingBehind() throws Exception {
    Ended ended = run("redeploy", TestPlatform.isWindowsLike() ? "6" : "100");

    assertThat(ended.output()).contains("not collected: 0");
    if (!TestPlatform.isWindowsLike()) {
      assertThat(figure(ended, "after", "libraries")).isZero();
      assertThat(figure(ended, "after", "threads"))
          .isLessThanOrEqualTo(figure(ended, "before", "threads"));
      assertThat(figure(ended, "after", "files"))
          .isLessThanOrEqualTo(figure(ended, "before", "files"));
      assertThat(figure(ended, "after", "metaspace"))
          .isLessThanOrEqualTo(figure(ended, "before", "metaspace") + METASPACE_SLACK_KIB);
    }
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  /** What is left may ask for operations of the class loader that was collected. */
  @Test
  void aLibraryThatOutlivesItsClassLoaderIsGivenToNoOther() throws Exception {
    Ended ended = run("outlived");

    assertThat(ended.output())
        .contains("not collected: 0")
        .containsPattern("answer: .*unsupported JNI version 0xFFFFFFFF")
        .contains("application: 5 rounds");
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  private static long figure(Ended ended, String when, String name) {
    Matcher found = Pattern.compile(when + ":.* " + name + " (\\d+)").matcher(ended.output());
    assertThat(found.find()).as(ended.output()).isTrue();
    return Long.parseLong(found.group(1));
  }

  private Ended run(String scenario, String... more) throws Exception {
    return new ChildJvm(folder.path())
        .property("org.mfplat4j.cache", cache.toString())
        // The JVM's own threads come and go otherwise, and they are counted, too.
        .option("-XX:-UseDynamicNumberOfCompilerThreads")
        .option("-XX:-UseDynamicNumberOfGCThreads")
        .run(
            IsolationScenarios.class,
            Stream.concat(Stream.of(scenario, file.toString()), Stream.of(more))
                .toArray(String[]::new));
  }
}
