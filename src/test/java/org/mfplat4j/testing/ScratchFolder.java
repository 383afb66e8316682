package org.mfplat4j.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh folder for each test. On Windows a file that is still open, or a folder that a process
 * works in, cannot be deleted: one that stays so is a finding, but a process that has just ended
 * may need a moment.
 */
public final class ScratchFolder implements BeforeEachCallback, AfterEachCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private Path path;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    path = Files.createTempDirectory("mfplat4j-test");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (NoLeaks.onWine(context).isPresent()) {
      // The file stays open until the process ends.
      return;
    }
    // At once: by default the first try waits for 100 ms, after each test.
    Awaitility.await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .ignoreExceptions()
        .atMost(PATIENCE)
        .untilAsserted(() -> delete(path));
  }

  public Path path() {
    return path;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
