package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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
          + " the rate (1 kB = 1000 bytes) and the SHA-256."
    })
final class ReadCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as are the next two.
  private CommandSpec spec;

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Parameters(
      paramLabel = "FILE",
      converter = FilePath.class,
      description =
          "The file to read. Pipes, devices and standard input have no position, and are refused.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Mixin private final PipelineOptions pipeline = new PipelineOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|-",
      converter = FilePath.class,
      description =
          "Copy the bytes to this file, as the command copy does: it appears when it is complete, with the"
              + " mode and the time of FILE. To a device or a pipe they are written at once; with - to"
              + " standard output, and the figures to standard error.")
  private @Nullable Path output;

  @Option(
      names = {"-f", "--force"},
      description = "Replace the output if it exists, once all bytes are there.")
  private boolean force;

  @Option(names = "--no-hash", description = "Leave out the SHA-256.")
  private boolean noHash;

  @Override
  public Integer call() throws IOException, InterruptedException {
    MessageDigest digest = noHash ? null : Sha256.digest();
    BlockSink hash = digest == null ? null : digest::update;
    Table figures = new Table();
    if (file.toString().equals("-")) {
      throw new ParameterException(
          spec.commandLine(),
          "'-' would be standard input, which has no length and no position to read at; a file of that"
              + " name is ./-");
    }
    try (MediaFoundation platform = MediaFoundation.startup();
        // Before the output, so that a missing input leaves nothing behind.
        ByteStream stream = platform.openFile(file)) {
      if (output == null) {
        read(stream, hash, figures);
      } else {
        KeptAttributes kept = KeptAttributes.of(file);
        try (Output copy = Output.open(output, file, main.standardOutput(), force)) {
          read(stream, hash == null ? copy : hash.then(copy), figures);
          copy.commit(kept);
        }
      }
    }
    if (digest != null) {
      figures.add("sha256", Sha256.text(digest));
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
    try (Progress progress = Progress.forWhoeverWatches("read", length)) {
      PipelinedReader reader =
          new PipelinedReader(
              stream, length, pipeline.blockSize(), pipeline.depth(), sink, progress::advance);
      long start = System.nanoTime();
      bytes = reader.readAll();
      nanos = System.nanoTime() - start;
    }
    if (bytes != length) {
      String change = Errors.changed(file, length, bytes);
      spec.commandLine().getErr().println(Errors.line("warning: " + change));
    }
    figures.addRate(bytes, nanos);
  }
}
