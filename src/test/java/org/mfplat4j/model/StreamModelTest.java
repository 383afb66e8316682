package org.mfplat4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.PendingOperations;
import org.mfplat4j.testing.Limits;

/**
 * A stream behaves as an array of bytes with a position, whatever is done to it in whatever order.
 * Of a sequence that fails, the seed is reported and a short one that still fails. {@code
 * -Dmfplat4j.test.seed} begins with that sequence.
 *
 * <p>Wine does what it can: no asynchronous writes, no SetLength, no Flush.
 */
class StreamModelTest {
  private static final int SEQUENCES = 200;
  private static final int LONGEST_SEQUENCE = 60 * Limits.STRESS;
  private static final int MOST_RUNS_TO_SHORTEN = 300;

  private static MediaFoundation platform;

  @BeforeAll
  static void startup() throws IOException {
    platform = MediaFoundation.startup();
  }

  @AfterAll
  static void shutdown() throws IOException {
    platform.close();
  }

  @Test
  void aStreamIsAnArrayOfBytesWithAPosition() throws Exception {
    long first = Long.getLong("mfplat4j.test.seed", System.nanoTime());
    for (long seed = first; seed < first + SEQUENCES; seed++) {
      List<Step> steps = new RandomSteps(seed).next(LONGEST_SEQUENCE);
      Throwable failure = failureOf(steps);
      if (failure != null) {
        throw new AssertionError(
            "-Dmfplat4j.test.seed=" + seed + " fails, and so does this alone: " + shorten(steps),
            failure);
      }
    }
  }

  /** Leaves out what the failure does not need: halves of the sequence first, single steps last. */
  private static List<Step> shorten(List<Step> failing) throws IOException {
    List<Step> shortest = failing;
    int runs = 0;
    for (int part = failing.size() / 2; part > 0; part /= 2) {
      for (int from = 0; from + part <= shortest.size() && runs < MOST_RUNS_TO_SHORTEN; runs++) {
        List<Step> shorter = new ArrayList<>(shortest);
        shorter.subList(from, from + part).clear();
        if (failureOf(shorter) != null) {
          shortest = shorter;
        } else {
          from += part;
        }
      }
    }
    return shortest;
  }

  /** Runs a sequence on a new file; null if all went well and nothing is left of it. */
  private static Throwable failureOf(List<Step> steps) throws IOException {
    Path folder = Files.createTempDirectory("mfplat4j-model");
    Path file = folder.resolve("file.bin");
    long liveObjects = Natives.liveObjects();
    try {
      run(steps, file);
      Limits.eventually(
          () -> {
            assertThat(PendingOperations.all().count())
                .as("pending: %s", PendingOperations.all().describe())
                .isZero();
            assertThat(Natives.liveObjects()).as("live native objects").isEqualTo(liveObjects);
          });
      return null;
    } catch (Exception | AssertionError e) {
      return e;
    } finally {
      // On Wine the platform closes the file a little after the last operation has ended.
      Limits.eventually(
          () -> assertThatCode(() -> Files.deleteIfExists(file)).doesNotThrowAnyException());
      Files.deleteIfExists(folder);
    }
  }

  private static void run(List<Step> steps, Path file) throws Exception {
    ModelledStream stream = new ModelledStream(platform, file);
    try {
      for (Step step : steps) {
        step.run(stream);
        stream.check();
      }
      stream.finish();
    } finally {
      stream.abandon();
    }
  }
}
