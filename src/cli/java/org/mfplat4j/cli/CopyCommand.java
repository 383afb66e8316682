package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.Callable;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
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
          + " the rate (1 kB = 1000 bytes).",
      "The copy is written beside DST and gets its name at the end. A copy that fails, or is ended by"
          + " Ctrl-C or SIGTERM, leaves DST as it was and no other file; one that is killed may leave a"
          + " file .mfplat4j-*.tmp."
    },
    footerHeading = "%nWhat is kept:%n",
    footer = {
      "  The bytes, the mode and the time of modification. Blocks of 4096 zeros become holes.",
      "  Not kept: owner and group, the set-user-ID, set-group-ID and sticky bits, access lists, extended"
          + " attributes, other times, and space that was reserved.",
      "  Symbolic links are followed: as SRC the file behind it is copied; as DST the file behind it is"
          + " replaced, and the link stays; one that leads to nothing is refused.",
      "  Hard links: other names of DST keep its old content; the copy has one name.",
      "  Devices, pipes, sockets and directories are refused, on both sides.",
      "  Files of others: DST is replaced by a file of yours, if you may write to it and to its folder."
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
      description = "Replace DST if it exists, once the copy is complete.")
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
      KeptAttributes kept = KeptAttributes.of(source);
      try (Replacement copy = Replacement.begin(destination, source, "the destination", force)) {
        try (ByteStream to =
            platform.openFile(copy.part(), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST)) {
          copy.writtenBy(to);
          copy(from, to, figures);
        }
        if (verify) {
          verify(platform, from, copy.part(), figures);
        }
        copy.commit(kept);
      }
    }
    figures.print(spec.commandLine().getOut());
    return ExitCode.OK;
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

  private void verify(MediaFoundation platform, ByteStream from, Path part, Table figures)
      throws IOException, InterruptedException {
    from.position(0);
    String expected = sha256(from, "verify SRC");
    try (ByteStream copy = platform.openFile(part)) {
      String actual = sha256(copy, "verify DST");
      if (!actual.equals(expected)) {
        throw Replacement.refused(
            destination,
            "the copy differs from the source: SHA-256 " + actual + ", not " + expected);
      }
    }
    figures.add("sha256", expected);
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
