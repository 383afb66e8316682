package org.mfplat4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.TestPlatform;

/**
 * A stream behaves as an array of bytes with a position, whatever is done to it in whatever order.
 * Of a sequence that fails, the shortest that still does is reported.
 *
 * <p>Wine does what it can: no asynchronous writes, no SetLength, no Flush, and a read is waited
 * for before the next step.
 */
class StreamModelTest {
  private static final int LONGEST_SEQUENCE = 60 * Limits.STRESS;

  private static MediaFoundation platform;

  private Path folder;
  private long liveObjects;

  @BeforeContainer
  static void startup() throws IOException {
    platform = MediaFoundation.startup();
  }

  @AfterContainer
  static void shutdown() throws IOException {
    platform.close();
  }

  @BeforeTry
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("mfplat4j-model");
    liveObjects = Natives.liveObjects();
  }

  // Jupiter's extensions, NoLeaks among them, do not see these tests.
  @AfterTry
  void nothingIsLeft() {
    Limits.eventually(
        () -> {
          assertThat(PendingOperations.all().count())
              .as("pending: %s", PendingOperations.all().describe())
              .isZero();
          assertThat(Natives.liveObjects()).as("live native objects").isEqualTo(liveObjects);
        });
    // On Wine the platform closes the file a little after the last operation has ended.
    Limits.eventually(() -> assertThatCode(this::deleteFolder).doesNotThrowAnyException());
  }

  private void deleteFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("file.bin"));
    Files.deleteIfExists(folder);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void aStreamIsAnArrayOfBytesWithAPosition(@ForAll("sequences") List<Step> steps)
      throws Exception {
    ModelledStream stream = new ModelledStream(platform, folder.resolve("file.bin"));
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

  @Provide
  Arbitrary<List<Step>> sequences() {
    return steps().list().ofMinSize(1).ofMaxSize(LONGEST_SEQUENCE);
  }

  private static Arbitrary<Step> steps() {
    Arbitrary<Integer> seeds = Arbitraries.integers().between(0, 255);
    Arbitrary<Boolean> direct = Arbitraries.of(true, false);
    List<Tuple2<Integer, Arbitrary<Step>>> steps = new ArrayList<>();
    steps.add(Tuple.of(3, Combinators.combine(sizes(), direct).as(Step.Read::new)));
    steps.add(Tuple.of(3, Combinators.combine(sizes(), seeds, direct).as(Step.Write::new)));
    steps.add(Tuple.of(8, Combinators.combine(sizes(), direct).as(Step.BeginRead::new)));
    steps.add(Tuple.of(2, Combinators.combine(sizes(), sizes(), direct).as(Step.ReadAt::new)));
    steps.add(
        Tuple.of(2, Combinators.combine(sizes(), sizes(), seeds, direct).as(Step.WriteAt::new)));
    steps.add(Tuple.of(4, Combinators.combine(sizes(), sizes(), direct).as(Step.BeginReadAt::new)));
    steps.add(Tuple.of(8, Arbitraries.integers().between(0, 7).map(Step.End::new)));
    steps.add(Tuple.of(4, sizes().map(Step.SetPosition::new)));
    steps.add(Tuple.of(2, Combinators.combine(origins(), offsets()).as(Step.Seek::new)));
    steps.add(Tuple.of(1, Arbitraries.just(new Step.Cancel())));
    steps.add(Tuple.of(2, Arbitraries.just(new Step.AskLength())));
    steps.add(Tuple.of(1, Arbitraries.just(new Step.Close())));
    steps.add(Tuple.of(3, Arbitraries.just(new Step.Reopen())));
    if (!TestPlatform.isWine()) {
      steps.add(Tuple.of(8, Combinators.combine(sizes(), seeds, direct).as(Step.BeginWrite::new)));
      steps.add(
          Tuple.of(
              4, Combinators.combine(sizes(), sizes(), seeds, direct).as(Step.BeginWriteAt::new)));
      steps.add(Tuple.of(2, sizes().map(Step.SetLength::new)));
      steps.add(Tuple.of(1, Arbitraries.just(new Step.Flush())));
    }
    return Arbitraries.frequencyOf(steps);
  }

  /** For sizes, lengths and positions: few bytes, about a page, or many pages. */
  private static Arbitrary<Integer> sizes() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.integers().between(0, 20)),
        Tuple.of(2, Arbitraries.integers().between(4090, 4102)),
        Tuple.of(1, Arbitraries.integers().between(0, 70_000)));
  }

  private static Arbitrary<SeekOrigin> origins() {
    return Arbitraries.of(SeekOrigin.class);
  }

  private static Arbitrary<Integer> offsets() {
    return Arbitraries.integers().between(-5_000, 5_000);
  }
}
