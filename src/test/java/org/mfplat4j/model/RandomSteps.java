package org.mfplat4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.testing.TestPlatform;

/** Sequences of steps from a seed: the same seed gives the same sequence. */
final class RandomSteps {
  private final SplittableRandom random;
  // A kind of step is here as often as its weight says.
  private final List<Supplier<Step>> kinds = new ArrayList<>();

  RandomSteps(long seed) {
    random = new SplittableRandom(seed);
    add(3, () -> new Step.Read(size(), direct()));
    add(3, () -> new Step.Write(size(), pattern(), direct()));
    add(8, () -> new Step.BeginRead(size(), direct()));
    add(2, () -> new Step.ReadAt(size(), size(), direct()));
    add(2, () -> new Step.WriteAt(size(), size(), pattern(), direct()));
    add(4, () -> new Step.BeginReadAt(size(), size(), direct()));
    add(8, () -> new Step.End(random.nextInt(8)));
    add(4, () -> new Step.SetPosition(size()));
    add(2, () -> new Step.Seek(origin(), random.nextInt(-5_000, 5_001)));
    add(1, Step.Cancel::new);
    add(2, Step.AskLength::new);
    add(1, Step.Close::new);
    add(3, Step.Reopen::new);
    if (!TestPlatform.isWine(8, 10)) {
      add(8, () -> new Step.BeginWrite(size(), pattern(), direct()));
      add(4, () -> new Step.BeginWriteAt(size(), size(), pattern(), direct()));
      add(2, () -> new Step.SetLength(size()));
      add(1, Step.Flush::new);
    }
  }

  /** A sequence of 1 to {@code longest} steps. */
  List<Step> next(int longest) {
    int length = random.nextInt(1, longest + 1);
    List<Step> steps = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      steps.add(kinds.get(random.nextInt(kinds.size())).get());
    }
    return steps;
  }

  private void add(int weight, Supplier<Step> kind) {
    for (int i = 0; i < weight; i++) {
      kinds.add(kind);
    }
  }

  /** For sizes, lengths and positions: few bytes, about a page, or many pages. */
  private int size() {
    int kind = random.nextInt(7);
    if (kind < 4) {
      return random.nextInt(21);
    }
    return kind < 6 ? random.nextInt(4090, 4103) : random.nextInt(70_001);
  }

  private int pattern() {
    return random.nextInt(256);
  }

  private boolean direct() {
    return random.nextBoolean();
  }

  private SeekOrigin origin() {
    SeekOrigin[] all = SeekOrigin.values();
    return all[random.nextInt(all.length)];
  }
}
