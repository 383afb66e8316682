package org.mfplat4j.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A ratio that the library wants to reach on a workload.
 *
 * @param number its number in the list of goals
 * @param measure what is compared: the rate of operations, or what one of them costs
 * @param reference whom we are compared with
 * @param limit the least ratio, or the greatest where less is better
 */
record Goal(
    String number,
    Workload workload,
    String contender,
    Measure measure,
    String reference,
    double limit) {
  enum Measure {
    RATE("rate", true, Sample::operationsPerSecond),
    CPU("CPU an operation", false, Sample::cpuMicrosPerOperation),
    P50("median latency", false, sample -> sample.p50()),
    P99("99th percentile", false, sample -> sample.p99());

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
    Optional<Quartiles> ratio = measurements.ratio(contender, reference, measure.value);
    String reached = ratio.map(r -> format(r.median())).orElse("not measured");
    String spread = ratio.map(r -> format(r.lower()) + " – " + format(r.upper())).orElse("");
    String verdict =
        ratio
            .map(r -> measure.moreIsBetter ? r.median() >= limit : r.median() <= limit)
            .map(met -> met ? "met" : "**missed**")
            .orElse("");
    return String.join(
        " | ",
        "| " + number,
        workload.toString(),
        contender,
        measure.text + " by that of " + reference,
        (measure.moreIsBetter ? "≥ " : "≤ ") + format(limit),
        reached,
        spread,
        verdict + " |");
  }

  private static String format(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
