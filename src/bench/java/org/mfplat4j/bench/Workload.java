package org.mfplat4j.bench;

import java.util.Locale;

/**
 * One way to read a file. Its text is what a runner says to a worker, in Java or in C.
 *
 * @param block bytes a read
 * @param depth reads in flight
 * @param pattern which blocks
 * @param mode who begins the next read
 * @param uncached whether the file is read past the page cache (O_DIRECT)
 * @param streams how many streams on the file are open and take turns; only this library's loop has
 *     more than one
 */
record Workload(int block, int depth, Pattern pattern, Mode mode, boolean uncached, int streams) {
  enum Pattern {
    RANDOM,
    SEQUENTIAL
  }

  /** CHAINED: the completion of the one before; EXTERNAL: a thread that waits for completions. */
  enum Mode {
    CHAINED,
    EXTERNAL
  }

  static Workload cached(int block, int depth, Pattern pattern, Mode mode) {
    return new Workload(block, depth, pattern, mode, false, 1);
  }

  static Workload uncached(int block, int depth, Mode mode) {
    return new Workload(block, depth, Pattern.RANDOM, mode, true, 1);
  }

  Workload withStreams(int count) {
    return new Workload(block, depth, pattern, mode, uncached, count);
  }

  /** {@code 4096 32 random chained cached 1}. */
  String encoded() {
    return String.format(
            Locale.ROOT,
            "%d %d %s %s %s %d",
            block,
            depth,
            pattern,
            mode,
            uncached ? "uncached" : "cached",
            streams)
        .toLowerCase(Locale.ROOT);
  }

  static Workload decode(String[] words, int from) {
    return new Workload(
        Integer.parseInt(words[from]),
        Integer.parseInt(words[from + 1]),
        Pattern.valueOf(words[from + 2].toUpperCase(Locale.ROOT)),
        Mode.valueOf(words[from + 3].toUpperCase(Locale.ROOT)),
        words[from + 4].equals("uncached"),
        Integer.parseInt(words[from + 5]));
  }

  /** For a person: {@code cached 4 KiB random, depth 32, chained}. */
  @Override
  public String toString() {
    String size = block % (1 << 20) == 0 ? (block >> 20) + " MiB" : (block >> 10) + " KiB";
    return String.format(
            Locale.ROOT,
            "%s %s %s, depth %d, %s%s",
            uncached ? "uncached" : "cached",
            size,
            pattern,
            depth,
            mode,
            streams == 1 ? "" : ", " + streams + " streams")
        .replace("RANDOM", "random")
        .replace("SEQUENTIAL", "sequential")
        .replace("CHAINED", "chained")
        .replace("EXTERNAL", "external");
  }
}
