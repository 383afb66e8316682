package org.mfplat4j.bench;

import static org.mfplat4j.bench.Workload.Mode.CHAINED;
import static org.mfplat4j.bench.Workload.Mode.EXTERNAL;
import static org.mfplat4j.bench.Workload.Pattern.RANDOM;
import static org.mfplat4j.bench.Workload.Pattern.SEQUENTIAL;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mfplat4j.bench.Goal.Measure;

/** What the library wants to reach, and the workloads that show whether it does. */
final class Goals {
  private static final String OURS = "mfplat4j uring";
  private static final String OURS_THREADS = "mfplat4j threads";
  private static final String BEST_PEER = "AFC fixed";
  private static final String DEFAULT_PEER = "AFC default";
  private static final String NO_SPIN = Contender.WITHOUT_SPIN;
  private static final String AS_USED = "AFC fixed as used";
  private static final double NO_GARBAGE = 0.5;
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  private static final Workload CACHED_4K_1 = Workload.cached(4 * KIB, 1, RANDOM, CHAINED);
  private static final Workload CACHED_4K_32 = Workload.cached(4 * KIB, 32, RANDOM, CHAINED);
  private static final Workload CACHED_4K_128 = Workload.cached(4 * KIB, 128, RANDOM, CHAINED);
  private static final Workload SEQUENTIAL_4K_32 =
      Workload.cached(4 * KIB, 32, SEQUENTIAL, CHAINED);
  private static final Workload CACHED_64K_1 = Workload.cached(64 * KIB, 1, RANDOM, CHAINED);
  private static final Workload CACHED_64K_32 = Workload.cached(64 * KIB, 32, RANDOM, CHAINED);
  private static final Workload CACHED_1M_1 = Workload.cached(MIB, 1, RANDOM, CHAINED);
  private static final Workload CACHED_1M_32 = Workload.cached(MIB, 32, RANDOM, CHAINED);
  private static final Workload EXTERNAL_4K_1 = Workload.cached(4 * KIB, 1, RANDOM, EXTERNAL);
  private static final Workload EXTERNAL_4K_32 = Workload.cached(4 * KIB, 32, RANDOM, EXTERNAL);
  private static final Workload UNCACHED_4K_1 = Workload.uncached(4 * KIB, 1, CHAINED);
  private static final Workload UNCACHED_EXTERNAL_4K_1 = Workload.uncached(4 * KIB, 1, EXTERNAL);
  private static final Workload UNCACHED_4K_32 = Workload.uncached(4 * KIB, 32, CHAINED);
  private static final Workload UNCACHED_4K_128 = Workload.uncached(4 * KIB, 128, CHAINED);
  private static final Workload UNCACHED_64K_32 = Workload.uncached(64 * KIB, 32, CHAINED);
  private static final Workload UNCACHED_1M_8 = Workload.uncached(MIB, 8, CHAINED);

  private static final List<Goal> ALL = new ArrayList<>();

  static {
    rate("1", CACHED_4K_1, BEST_PEER, 1.2);
    cpu("1", CACHED_4K_1, BEST_PEER, 0.7);
    ALL.add(new Goal("1", CACHED_4K_1, OURS, Measure.P99, BEST_PEER, 1 / 3.0));
    rate("1", CACHED_4K_1, DEFAULT_PEER, 8);
    rate("1", CACHED_4K_1, "C ring", 0.95);
    rate("1", CACHED_4K_1, "C pread", 0.75);
    for (Workload workload : List.of(CACHED_4K_32, CACHED_4K_128)) {
      rate("2", workload, BEST_PEER, 1.35);
      cpu("2", workload, BEST_PEER, 0.75);
      rate("2", workload, DEFAULT_PEER, 8);
      rate("2", workload, "C two rings", 0.95);
      rate("2", workload, "C pread threads", 1.0);
    }
    // For one dispatcher; all are compared here.
    rate("3", CACHED_4K_32, "jasyncfio", 1.25);
    rate("3", CACHED_4K_32, "C ring", 0.9);
    rate("4", SEQUENTIAL_4K_32, BEST_PEER, 2.0);
    rate("4", SEQUENTIAL_4K_32, DEFAULT_PEER, 9);
    rate("4", SEQUENTIAL_4K_32, "C two rings", 0.9);
    rate("5", CACHED_64K_1, BEST_PEER, 1.2);
    rate("5", CACHED_64K_32, BEST_PEER, 1.1);
    rate("5", CACHED_64K_1, AS_USED, 1.8);
    rate("5", CACHED_64K_32, AS_USED, 1.8);
    rate("5", CACHED_64K_1, "C ring", 0.95);
    rate("5", CACHED_64K_32, "C two rings", 0.95);
    rate("6", CACHED_1M_1, BEST_PEER, 1.15);
    rate("6", CACHED_1M_32, BEST_PEER, 1.0);
    rate("6", CACHED_1M_1, AS_USED, 2);
    rate("6", CACHED_1M_32, AS_USED, 2);
    rate("6", CACHED_1M_1, "C ring", 0.95);
    rate("6", CACHED_1M_32, "C two rings", 0.95);
    rate("7", EXTERNAL_4K_1, BEST_PEER, 5);
    rate("7", EXTERNAL_4K_1, DEFAULT_PEER, 8);
    rateOf(NO_SPIN, "7b", EXTERNAL_4K_1, BEST_PEER, 0.9);
    rateOf(NO_SPIN, "7b", EXTERNAL_4K_1, DEFAULT_PEER, 1.0);
    rate("8", EXTERNAL_4K_32, BEST_PEER, 1.3);
    rate("8", EXTERNAL_4K_32, DEFAULT_PEER, 3);
    rateOf(NO_SPIN, "9", UNCACHED_4K_1, BEST_PEER, 1.0);
    rate("9", UNCACHED_4K_1, BEST_PEER, 1.25);
    cpu("9", UNCACHED_4K_1, BEST_PEER, 1.6);
    rate("9", UNCACHED_4K_1, DEFAULT_PEER, 1.25);
    rate("9", UNCACHED_4K_1, "C ring", 0.95);
    rateOf(NO_SPIN, "9b", UNCACHED_EXTERNAL_4K_1, BEST_PEER, 0.95);
    rate("9b", UNCACHED_EXTERNAL_4K_1, BEST_PEER, 1.2);
    rate("9b", UNCACHED_EXTERNAL_4K_1, DEFAULT_PEER, 1.05);
    rate("10", UNCACHED_4K_32, BEST_PEER, 0.95);
    rate("10", UNCACHED_4K_128, BEST_PEER, 1.2);
    cpu("10", UNCACHED_4K_32, BEST_PEER, 0.55);
    cpu("10", UNCACHED_4K_128, BEST_PEER, 0.4);
    rate("10", UNCACHED_4K_32, "C ring", 0.95);
    rate("10", UNCACHED_4K_128, "C ring", 0.95);
    for (Workload workload : List.of(UNCACHED_64K_32, UNCACHED_1M_8)) {
      rate("11", workload, BEST_PEER, 0.95);
      rate("11", workload, "C ring", 0.95);
    }
    cpu("11", UNCACHED_64K_32, BEST_PEER, 0.5);
    cpu("11", UNCACHED_1M_8, BEST_PEER, 0.8);
    for (Workload workload :
        List.of(UNCACHED_4K_32, UNCACHED_4K_128, UNCACHED_64K_32, UNCACHED_1M_8)) {
      cpu(workload.block() == 4 * KIB ? "10" : "11", workload, DEFAULT_PEER, 0.3);
    }
    garbage(CACHED_4K_1, OURS, NO_GARBAGE);
    garbage(CACHED_4K_32, OURS, NO_GARBAGE);
    garbage(CACHED_4K_32, "mfplat4j futures", 100);
    for (Workload workload :
        List.of(
            CACHED_4K_1,
            CACHED_4K_32,
            CACHED_4K_128,
            SEQUENTIAL_4K_32,
            CACHED_64K_1,
            CACHED_64K_32,
            CACHED_1M_1,
            CACHED_1M_32,
            EXTERNAL_4K_1,
            EXTERNAL_4K_32)) {
      ALL.add(new Goal("threads", workload, OURS_THREADS, Measure.RATE, BEST_PEER, 1.0));
    }
  }

  /** On Wine, where the median latency of C++ is what can be had. */
  static List<Goal> onWine() {
    return List.of(
        new Goal("14", CACHED_4K_1, OURS, Measure.P50, FileReads.OVER_MEDIA_FOUNDATION, 1.3),
        new Goal("14", EXTERNAL_4K_1, OURS, Measure.P50, FileReads.OVER_MEDIA_FOUNDATION, 1.1));
  }

  private Goals() {}

  static List<Goal> all() {
    return ALL;
  }

  /**
   * Every workload that a goal is about. Those where somebody waits come first: the engine does not
   * spin on a machine that is loaded, and the load that the many threads of some contenders make
   * takes minutes to sink.
   */
  static Set<Workload> workloads() {
    Set<Workload> workloads = new LinkedHashSet<>(List.of(EXTERNAL_4K_1, EXTERNAL_4K_32));
    ALL.forEach(goal -> workloads.add(goal.workload()));
    return workloads;
  }

  /** Those that show the most in a few minutes. */
  static Set<Workload> fewWorkloads() {
    return new LinkedHashSet<>(
        List.of(
            EXTERNAL_4K_1, CACHED_4K_1, CACHED_4K_32, CACHED_1M_32, UNCACHED_4K_1, UNCACHED_4K_32));
  }

  private static void rate(String number, Workload workload, String reference, double limit) {
    ALL.add(new Goal(number, workload, OURS, Measure.RATE, reference, limit));
  }

  private static void rateOf(
      String contender, String number, Workload workload, String reference, double limit) {
    ALL.add(new Goal(number, workload, contender, Measure.RATE, reference, limit));
  }

  private static void garbage(Workload workload, String contender, double limit) {
    ALL.add(new Goal("garbage", workload, contender, Measure.GARBAGE, null, limit));
  }

  private static void cpu(String number, Workload workload, String reference, double limit) {
    ALL.add(new Goal(number, workload, OURS, Measure.CPU, reference, limit));
  }
}
