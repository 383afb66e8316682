package org.mfplat4j.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs what JMH measures, crossings and dispatch, and compares it with the goals. */
final class Microbenchmarks {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /** What one operation takes and allocates. */
  private record Cost(double nanos, double error, double bytes) {}

  private final Map<String, Cost> costs = new TreeMap<>();

  /** Runs them all, in JVMs of their own. */
  static Microbenchmarks run(boolean full) throws RunnerException {
    TimeValue iteration = TimeValue.milliseconds(full ? 1000 : 500);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(CrossingBenchmark.class.getSimpleName())
            .include(DispatchBenchmark.class.getSimpleName())
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(full ? 2 : 1)
            .warmupIterations(full ? 3 : 2)
            .warmupTime(iteration)
            .measurementIterations(full ? 5 : 3)
            .measurementTime(iteration)
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend(
                "-Dmfplat4j.bench.library=" + System.getProperty("mfplat4j.bench.library"),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED")
            .verbosity(VerboseMode.SILENT);
    if (!FfmCrossings.areThere()) {
      options.exclude(FfmCrossingBenchmark.class.getSimpleName());
    }
    Microbenchmarks all = new Microbenchmarks();
    Collection<RunResult> results = new Runner(options.build()).run();
    for (RunResult result : results) {
      all.add(result);
    }
    return all;
  }

  private void add(RunResult result) {
    String executor = result.getParams().getParam("executor");
    String method = result.getParams().getBenchmark();
    String name = executor == null ? method.substring(method.lastIndexOf('.') + 1) : executor;
    Result<?> time = result.getPrimaryResult();
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATION);
    costs.put(
        name,
        new Cost(
            time.getScore(),
            time.getScoreError(),
            allocated == null ? Double.NaN : allocated.getScore()));
  }

  /** The rows of the table of goals. */
  void goals(Report report) {
    String crossing = "completion crossing";
    String ours = "mfplat4j";
    nanosBy(report, crossing, "upcallMfplat4j", "upcallRawJni", 1.3);
    nanosBy(report, crossing, "upcallMfplat4j", "upcallJna", 0.3);
    report.add(
        Goal.row("12", crossing, ours, "ns, in batches", false, 5, cost("queuedMfplat4j", true)));
    report.add(
        Goal.row("12", crossing, ours, "heap bytes", false, 0.5, cost("upcallMfplat4j", false)));
    rateBy(report, "work queue, one worker", "STANDARD", "ForkJoinPool of 1", 1.5);
    rateBy(report, "work queue, one worker", "STANDARD", "ThreadPoolExecutor of 1", 4);
    rateBy(report, "work queue, all workers", "MULTITHREADED", "ForkJoinPool", 1.5);
    rateBy(report, "work queue, all workers", "MULTITHREADED", "ThreadPoolExecutor", 3);
  }

  /** All figures. */
  void table(Report report) {
    report.add("## Crossings and dispatch");
    report.add("");
    report.add(
        "By JMH. An upcall of mfplat4j is a whole completion: registered, invoked through"
            + " IMFAsyncCallback, found, released; a queued one is that and a work item, which is put and"
            + " waits with others. Downcalls and upcalls by java.lang.foreign are"
            + (FfmCrossings.areThere() ? " here" : " left out")
            + ": they need Java 22.");
    report.add("");
    report.add("| | ns | ± | heap bytes |");
    report.add("|---|---|---|---|");
    costs.forEach(
        (name, cost) ->
            report.add(
                String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f |",
                    name,
                    cost.nanos,
                    cost.error,
                    cost.bytes)));
    report.add("");
  }

  private void nanosBy(Report report, String what, String ours, String peer, double limit) {
    report.add(
        Goal.row(
            "12",
            what,
            "mfplat4j",
            "time by that of " + peer,
            false,
            limit,
            ratio(costs.get(ours), costs.get(peer))));
  }

  private void rateBy(Report report, String what, String ours, String peer, double limit) {
    report.add(
        Goal.row(
            "13",
            what,
            ours,
            "rate by that of " + peer,
            true,
            limit,
            ratio(costs.get(peer), costs.get(ours))));
  }

  /** JMH gives a mean, and so the quartiles are one. */
  private static Optional<Quartiles> ratio(Cost one, Cost other) {
    if (one == null || other == null) {
      return Optional.empty();
    }
    double ratio = one.nanos / other.nanos;
    return Optional.of(Quartiles.of(ratio));
  }

  private Optional<Quartiles> cost(String name, boolean nanos) {
    return Optional.ofNullable(costs.get(name))
        .map(cost -> nanos ? cost.nanos : cost.bytes)
        .filter(value -> !value.isNaN())
        .map(value -> Quartiles.of(value));
  }
}
