package org.mfplat4j.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The samples of one workload: for each contender, one a round, in the order of the rounds. */
final class Measurements {
  private final Workload workload;
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
  private final Map<String, String> refusals = new LinkedHashMap<>();

  Measurements(Workload workload) {
    this.workload = workload;
  }

  Workload workload() {
    return workload;
  }

  void add(String contender, Sample sample) {
    samples.computeIfAbsent(contender, name -> new ArrayList<>()).add(sample);
  }

  void refuse(String contender, String reason) {
    refusals.put(contender, reason);
  }

  Map<String, String> refusals() {
    return refusals;
  }

  /** Who ran it, in the order of the tables. */
  List<String> contenders() {
    return FileReads.NAMES.stream().filter(samples::containsKey).toList();
  }

  /** The quartiles of a contender's samples; empty if it did not run. */
  Optional<Quartiles> of(String contender, ToDoubleFunction<Sample> value) {
    List<Sample> all = samples.get(contender);
    return all == null
        ? Optional.empty()
        : Optional.of(Quartiles.of(all.stream().mapToDouble(value).toArray()));
  }

  /** The ratio of two contenders, of which each round gives one; empty if one did not run. */
  Optional<Quartiles> ratio(String contender, String reference, ToDoubleFunction<Sample> value) {
    List<Sample> ours = samples.get(contender);
    List<Sample> theirs = samples.get(reference);
    if (ours == null || theirs == null) {
      return Optional.empty();
    }
    double[] ratios = new double[Math.min(ours.size(), theirs.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = value.applyAsDouble(ours.get(i)) / value.applyAsDouble(theirs.get(i));
    }
    return Optional.of(Quartiles.of(ratios));
  }
}
