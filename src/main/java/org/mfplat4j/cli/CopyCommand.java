package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.Callable;
import org.mfplat4j.AccessMode;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mfplat4j copy SRC DST}: reads and writes in flight together. */
@Command(
    name = "copy",
    description = {
      "Copies a file, reading and writing asynchronously, and prints its length, the time that took and"
          + " the rate (1 GB = 1000000000 bytes).",
      "A copy that fails leaves no file behind."
    })
final class CopyCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as are the next two.
  private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SRC",
      converter = FilePath.class,
      description = "The file to copy.")
  @SuppressWarnings("NullAway.Init")
  private Path source;

  @Parameters(
      index = "1",
      paramLabel = "DST",
      converter = FilePath.class,
      description = "The copy: a file that does not exist yet.")
  @SuppressWarnings("NullAway.Init")
  private Path destination;

  @Mixin private final PipelineOptions pipeline = new PipelineOptions();

  @Option(
      names = {"-f", "--force"},
      description = "Replace DST if it exists.")
  private boolean force;

  @Option(
      names = "--verify",
      description = "Then read both files back and compare their SHA-256, which is printed.")
  private boolean verify;

  @Option(names = "--no-progress", description = "Show no progress bar on the terminal.")
  private boolean noProgress;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Table figures = new Table();
    try (MediaFoundation platform = MediaFoundation.startup();
        // Before the destination, so that a missing source leaves nothing behind.
        ByteStream from = platform.openFile(source)) {
      refuseImpossibleDestination();
      ByteStream to =
          platform.openFile(
              destination,
              AccessMode.WRITE,
              force ? OpenMode.DELETE_IF_EXIST : OpenMode.FAIL_IF_EXIST);
      try {
        try (to) {
          copy(from, to, figures);
        }
        if (verify) {
          verify(platform, from, figures);
        }
      } catch (Throwable e) {
        deleteIncomplete();
        throw e;
      }
    }
    figures.print(spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private void refuseImpossibleDestination() throws IOException {
    if (!Files.exists(destination)) {
      return;
    }
    if (Files.isSameFile(destination, source)) {
      throw refused("the destination is the very file that is to be copied");
    }
    if (Files.isDirectory(destination)) {
      throw refused("the destination is a directory");
    }
    if (!force) {
      throw refused("the destination exists; --force replaces it");
    }
  }

  private FileSystemException refused(String reason) {
    return new FileSystemException(destination.toString(), null, reason);
  }

  private void copy(ByteStream from, ByteStream to, Table figures)
      throws IOException, InterruptedException {
    long length = from.length();
    long bytes;
    long nanos;
    String refusal;
    try (Progress progress = progress("copy", length)) {
      PipelinedWriter writer = new PipelinedWriter(to, pipeline.depth(), progress::advance);
      long start = System.nanoTime();
      try {
        bytes = reader(from, length, writer, Progress.none()).readAll();
        writer.finish();
      } finally {
        writer.awaitPending();
      }
      nanos = System.nanoTime() - start;
      refusal = writer.refusal();
    }
    if (bytes != length) {
      warn(Errors.changed(source, length, bytes));
    }
    figures.addRate(bytes, nanos);
    figures.add("writes", refusal == null ? "asynchronous" : "synchronous: " + refusal);
  }

  private void verify(MediaFoundation platform, ByteStream from, Table figures)
      throws IOException, InterruptedException {
    from.position(0);
    String expected = sha256(from, "verify SRC");
    try (ByteStream copy = platform.openFile(destination)) {
      String actual = sha256(copy, "verify DST");
      if (!actual.equals(expected)) {
        throw refused("the copy differs from the source: SHA-256 " + actual + ", not " + expected);
      }
    }
    figures.add("sha256", expected);
  }

  /** A copy that is not one must not be taken for one. */
  private void deleteIncomplete() {
    String outcome;
    try {
      Files.delete(destination);
      outcome = "was deleted";
    } catch (IOException e) {
      outcome = "could not be deleted: " + Errors.describe(e);
    }
    warn("\"" + destination + "\" is no copy and " + outcome);
  }

  private void warn(String text) {
    spec.commandLine().getErr().println(Errors.line("warning: " + text));
  }

  private String sha256(ByteStream stream, String task) throws IOException, InterruptedException {
    MessageDigest digest = Sha256.digest();
    long length = stream.length();
    try (Progress progress = progress(task, length)) {
      reader(stream, length, digest::update, progress).readAll();
    }
    return Sha256.text(digest);
  }

  private PipelinedReader reader(ByteStream stream, long length, BlockSink sink, Progress progress)
      throws IOException {
    return new PipelinedReader(
        stream, length, pipeline.blockSize(), pipeline.depth(), sink, progress::advance);
  }

  private Progress progress(String task, long length) {
    return noProgress ? Progress.none() : Progress.forWhoeverWatches(task, length);
  }
}
