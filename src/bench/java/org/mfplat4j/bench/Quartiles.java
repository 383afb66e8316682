package org.mfplat4j.bench;

import java.util.Arrays;

/** The middle of several measurements, and how far they lie apart. */
record Quartiles(double lower, double median, double upper) {
  static Quartiles of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
  }

  /** Between two values, in proportion. */
  private static double at(double[] sorted, double quantile) {
    double index = quantile * (sorted.length - 1);
    int below = (int) index;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (index - below);
  }
}
