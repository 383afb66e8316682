package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mfplat4j read FILE}: the main job, with figures. */
@Command(
    name = "read",
    description = {
      "Reads a whole file asynchronously through a callback, and prints its length, the time that took,"
          + " the rate (1 GB = 1000000000 bytes) and the SHA-256."
    })
final class ReadCommand implements Callable<Integer> {
  private static final int MAX_DEPTH = 4096;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as are the next two.
  private CommandSpec spec;

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Parameters(paramLabel = "FILE", converter = FilePath.class, description = "The file to read.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = {"-b", "--block-size"},
      paramLabel = "SIZE",
      defaultValue = "1M",
      converter = BlockSize.class,
      description =
          "Bytes in one read, 1 to 1G: 4096, 64K, 1M, 1MiB. The default is ${DEFAULT-VALUE}.")
  private int blockSize;

  private int depth;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|-",
      converter = FilePath.class,
      description =
          "Copy the bytes to this file, which is replaced; with - to standard output, and the figures to"
              + " standard error.")
  private @Nullable Path output;

  @Option(names = "--no-hash", description = "Leave out the SHA-256.")
  private boolean noHash;

  @Option(
      names = {"-d", "--depth"},
      paramLabel = "N",
      defaultValue = "4",
      description = "Reads in flight, 1 to 4096. The default is ${DEFAULT-VALUE}.")
  void depth(int depth) {
    if (depth < 1 || depth > MAX_DEPTH) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '--depth': " + depth + " is not between 1 and " + MAX_DEPTH);
    }
    this.depth = depth;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    MessageDigest digest = noHash ? null : sha256();
    BlockSink hash = digest == null ? null : digest::update;
    Table figures = new Table();
    try (MediaFoundation platform = MediaFoundation.startup();
        // Before the output, so that a missing input leaves nothing behind.
        ByteStream stream = platform.openFile(file)) {
      if (output == null) {
        read(stream, hash, figures);
      } else {
        try (Output copy = Output.open(output, file, main.standardOutput())) {
          read(stream, hash == null ? copy : hash.then(copy), figures);
        }
      }
    }
    if (digest != null) {
      figures.add("sha256", HexFormat.of().formatHex(digest.digest()));
    }
    boolean outputTaken = output != null && Output.isStandardOutput(output);
    figures.print(outputTaken ? spec.commandLine().getErr() : spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private void read(ByteStream stream, @Nullable BlockSink sink, Table figures)
      throws IOException, InterruptedException {
    long length = stream.length();
    long bytes;
    long nanos;
    try (Progress progress = Progress.forWhoeverWatches(length)) {
      PipelinedReader reader =
          new PipelinedReader(stream, length, blockSize, depth, sink, progress::advance);
      long start = System.nanoTime();
      bytes = reader.readAll();
      nanos = System.nanoTime() - start;
    }
    if (bytes != length) {
      String change = "changed while it was read, from " + length + " to " + bytes + " bytes";
      spec.commandLine().getErr().println(Errors.line("warning: \"" + file + "\" " + change));
    }
    figures.add("bytes", Long.toString(bytes));
    figures.add("time", String.format(Locale.ROOT, "%.6f s", nanos / 1e9));
    // Bytes per nanosecond are gigabytes per second.
    figures.add("rate", String.format(Locale.ROOT, "%.3f GB/s", (double) bytes / nanos));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
