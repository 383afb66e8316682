package org.mfplat4j.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar, or none. */
final class Progress implements AutoCloseable {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final int UPDATE_MILLIS = 200;

  /** The terminal's last line. Can be closed twice, and ends the line once. */
  private static final class Line extends ConsoleProgressBarConsumer {
    private boolean closed;

    Line(PrintStream terminal) {
      super(terminal);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        super.close();
      }
    }
  }

  private record Bar(ProgressBar bar, Line line) {}

  private final @Nullable Bar shown;

  private Progress(@Nullable Bar shown) {
    this.shown = shown;
  }

  /**
   * A bar on standard error, since standard output is for results; none if that is no terminal, or
   * nothing to do.
   *
   * @param task what is done
   * @param length how many bytes there are to do it to
   */
  static Progress forWhoeverWatches(String task, long length) {
    return length > 0 && Terminal.isInteractive() ? on(System.err, task, length) : none();
  }

  /** No bar. */
  static Progress none() {
    return new Progress(null);
  }

  /**
   * A bar in the last line of a terminal.
   *
   * @param task what is done
   * @param length how many bytes there are to do it to
   */
  static Progress on(PrintStream terminal, String task, long length) {
    boolean small = length < 10 * MIB;
    Line line = new Line(terminal);
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(length)
            .setUnit(small ? "KiB" : "MiB", small ? KIB : MIB)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .setConsumer(line)
            .build();
    return new Progress(new Bar(bar, line));
  }

  /** So many bytes more were read. */
  void advance(long bytes) {
    if (shown != null) {
      shown.bar().stepBy(bytes);
    }
  }

  @Override
  public void close() {
    if (shown != null) {
      shown.bar().close();
      // The bar forgets that if it is closed before it was first drawn.
      shown.line().close();
    }
  }
}
