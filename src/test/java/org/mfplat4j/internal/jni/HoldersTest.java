package org.mfplat4j.internal.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mfplat4j.testing.ProjectFiles;

/**
 * A class that makes something in its initialiser is initialised while there is memory for that.
 */
class HoldersTest {
  /** Asked for by native code that is there by then, or unable to fail for lack of memory. */
  private static final Set<String> OTHERS =
      Set.of(
          "internal.platform.RetiredQueues$Rest",
          "internal.jni.Holders",
          "internal.platform.Quirks$Found");

  @Test
  void everyClassWithAnInitialiserIsListed() throws Exception {
    Path classes = ProjectFiles.root().resolve("target/classes/org/mfplat4j");
    Set<String> found;
    try (Stream<Path> files = Files.walk(classes)) {
      found =
          files
              .filter(path -> path.toString().endsWith(".class"))
              .filter(HoldersTest::hasInitialiser)
              .map(path -> classes.relativize(path).toString().replaceAll("[/\\\\]", "."))
              .map(name -> name.substring(0, name.length() - ".class".length()))
              .filter(name -> !name.startsWith("cli."))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    found.removeAll(OTHERS);
    assertThat(found).isEqualTo(new TreeSet<>(Holders.NAMES));
  }

  private static boolean hasInitialiser(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains("<clinit>");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
