package org.mfplat4j.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the library wants to reach on a workload, most often beside somebody else.
 *
 * @param number its number in the list of goals
 * @param measure what is compared: the rate of operations, or what one of them costs
 * @param reference whom we are compared with; null where the figure itself has a limit
 * @param limit the least ratio or figure, or the greatest where less is better
 */
record Goal(
    String number,
    Workload workload,
    String contender,
    Measure measure,
    @Nullable String reference,
    double limit) {
  enum Measure {
    RATE("rate", true, Sample::operationsPerSecond),
    CPU("CPU an operation", false, Sample::cpuMicrosPerOperation),
    P50("median latency", false, sample -> sample.p50()),
    P99("99th percentile", false, sample -> sample.p99()),
    GARBAGE("heap bytes a read", false, Sample::bytesPerOperation);

    private final String text;
    private final boolean moreIsBetter;
    private final ToDoubleFunction<Sample> value;

    Measure(String text, boolean moreIsBetter, ToDoubleFunction<Sample> value) {
      this.text = text;
      this.moreIsBetter = moreIsBetter;
      this.value = value;
    }
  }

  /** A row of the table of goals; a goal missed says so. */
  String row(Measurements measurements) {
    return row(
        number,
        workload.toString(),
        contender,
        reference == null ? measure.text : measure.text + " by that of " + reference,
        measure.moreIsBetter,
        limit,
        reference == null
            ? measurements.of(contender, measure.value)
            : measurements.ratio(contender, reference, measure.value));
  }

  /** A row of the same table for anything that has a limit. */
  static String row(
      String number,
      String workload,
      String contender,
      String measure,
      boolean moreIsBetter,
      double limit,
      Optional<Quartiles> measured) {
    String verdict =
        measured
            .map(m -> moreIsBetter ? m.median() >= limit : m.median() <= limit)
            .map(met -> met ? "met" : "**missed**")
            .orElse("");
    return String.join(
        " | ",
        "| " + number,
        workload,
        contender,
        measure,
        (moreIsBetter ? "≥ " : "≤ ") + format(limit),
        measured.map(m -> format(m.median())).orElse("not measured"),
        measured.map(m -> format(m.lower()) + " – " + format(m.upper())).orElse(""),
        verdict + " |");
  }

  private static String format(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
