package org.mfplat4j.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project's own files are, for tests that read sources. */
public final class ProjectFiles {
  private ProjectFiles() {}

  /** The folder of pom.xml: the working directory, or one above it. */
  public static Path root() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("pom.xml")) && Files.exists(folder.resolve("native"))) {
        return folder;
      }
    }
    throw new AssertionError(
        "the tests run outside of the project: " + Path.of("").toAbsolutePath());
  }
}
