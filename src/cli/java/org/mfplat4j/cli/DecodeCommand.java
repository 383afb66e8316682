package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.media.MediaBuffer;
import org.mfplat4j.media.MediaFormat;
import org.mfplat4j.media.MediaType;
import org.mfplat4j.media.ReadResult;
import org.mfplat4j.media.Sample;
import org.mfplat4j.media.SourceReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mfplat4j decode FILE --output x.wav}: the sound of a media file. */
@Command(
    name = "decode",
    description = {
      "Decodes the first stream of sound of a media file, and writes it as a WAVE file.",
      "On Linux WAVE files are understood; on Windows, what Media Foundation understands."
    })
final class DecodeCommand implements Callable<Integer> {
  private static final int SOUND = SourceReader.FIRST_AUDIO_STREAM;
  private static final long LENGTH_NOT_KNOWN = -1;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as are the next three.
  private CommandSpec spec;

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Parameters(paramLabel = "FILE", converter = FilePath.class, description = "The media file.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE|-",
      converter = FilePath.class,
      description =
          "The WAVE file to write: it appears when it is complete, with the mode and the time of FILE. With -"
              + " to standard output, and the figures to standard error; its head then does not say how"
              + " long it is.")
  @SuppressWarnings("NullAway.Init")
  private Path output;

  @Option(
      names = {"-f", "--force"},
      description = "Replace the output if it exists, once all sound is there.")
  private boolean force;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Table figures = new Table();
    try (MediaFoundation platform = MediaFoundation.startup();
        // Before the output, so that a file without sound leaves nothing behind.
        MediaFile media = MediaFile.open(platform, file)) {
      SourceReader reader = media.reader();
      MediaType type = chooseSound(reader);
      figures.add("type", ProbeCommand.line(type));
      KeptAttributes kept = KeptAttributes.of(file);
      WaveHeader header = new WaveHeader(type);
      try (Output out = Output.open(output, file, main.standardOutput(), force)) {
        long start = System.nanoTime();
        out.accept(header.bytes(LENGTH_NOT_KNOWN));
        long bytes = decode(reader, out, figures);
        if (bytes % 2 != 0) {
          out.accept(ByteBuffer.allocate(1));
        }
        out.replaceHead(header.bytes(bytes));
        out.commit(kept);
        figures.addRate(bytes, System.nanoTime() - start);
      }
    }
    boolean outputTaken = Output.isStandardOutput(output);
    figures.print(outputTaken ? spec.commandLine().getErr() : spec.commandLine().getOut());
    return ExitCode.OK;
  }

  /** Leaves all streams out but the first of sound, which is decoded if it is not plain already. */
  private MediaType chooseSound(SourceReader reader) throws IOException {
    MediaType type;
    try {
      reader.select(SourceReader.ANY_STREAM, false);
      reader.select(SOUND, true);
      type = reader.currentMediaType(SOUND);
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("\"" + file + "\" has no sound", e);
    }
    if (isPlain(type)) {
      return type;
    }
    reader.setCurrentMediaType(SOUND, MediaType.of(MediaFormat.AUDIO, MediaFormat.PCM));
    return reader.currentMediaType(SOUND);
  }

  private static boolean isPlain(MediaType type) {
    return type.subtype()
        .filter(subtype -> subtype.equals(MediaFormat.PCM) || subtype.equals(MediaFormat.FLOAT))
        .isPresent();
  }

  /** While a sample is written, the next one is read. */
  private long decode(SourceReader reader, Output out, Table figures)
      throws IOException, InterruptedException {
    long bytes = 0;
    Duration end = Duration.ZERO;
    CompletableFuture<ReadResult> next = reader.readSampleAsync(SOUND);
    try {
      boolean ended = false;
      while (!ended) {
        try (ReadResult result = MediaFile.get(next, "a sample of \"" + file + "\" was not read")) {
          ended = result.isEndOfStream();
          if (!ended) {
            next = reader.readSampleAsync(SOUND);
          }
          if (result.sample().isPresent()) {
            Sample sample = result.sample().get();
            bytes += write(sample, out);
            end = result.timestamp().plus(sample.duration().orElse(Duration.ZERO));
          }
        }
      }
    } finally {
      next.cancel(false);
    }
    figures.add("end", ProbeCommand.seconds(end));
    return bytes;
  }

  // Copies: bytes that are looked at in place stay in native memory until they are collected.
  private static int write(Sample sample, Output out) throws IOException {
    if (sample.bufferCount() == 0) {
      return 0;
    }
    try (MediaBuffer whole = sample.contiguous()) {
      ByteBuffer bytes = ByteBuffer.allocate(whole.length());
      whole.read(bytes, 0);
      out.accept(bytes.flip());
      return bytes.limit();
    }
  }
}
