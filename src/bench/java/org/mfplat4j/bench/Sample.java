package org.mfplat4j.bench;

import java.util.Locale;

/**
 * What one run of a workload measured. Its text is what a worker answers.
 *
 * @param operations reads that were completed
 * @param nanos how long that took
 * @param cpuNanos what all threads of the process used meanwhile; −1 where that is not known
 * @param allocatedBytes what they allocated on the Java heap; −1 where that is not known
 * @param p50 the median latency in nanoseconds, and so on
 */
record Sample(
    long operations,
    long nanos,
    long cpuNanos,
    long allocatedBytes,
    long p50,
    long p90,
    long p99,
    long p999,
    long max) {
  double operationsPerSecond() {
    return operations * 1e9 / nanos;
  }

  double cpuMicrosPerOperation() {
    return cpuNanos < 0 ? Double.NaN : cpuNanos / 1e3 / operations;
  }

  double bytesPerOperation() {
    return allocatedBytes < 0 ? Double.NaN : (double) allocatedBytes / operations;
  }

  String encoded() {
    return String.format(
        Locale.ROOT,
        "sample %d %d %d %d %d %d %d %d %d",
        operations,
        nanos,
        cpuNanos,
        allocatedBytes,
        p50,
        p90,
        p99,
        p999,
        max);
  }

  static Sample decode(String line) {
    String[] words = line.split(" ");
    long[] numbers = new long[9];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Long.parseLong(words[i + 1]);
    }
    return new Sample(
        numbers[0],
        numbers[1],
        numbers[2],
        numbers[3],
        numbers[4],
        numbers[5],
        numbers[6],
        numbers[7],
        numbers[8]);
  }
}
