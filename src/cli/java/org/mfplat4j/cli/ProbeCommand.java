package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.media.MediaAttribute;
import org.mfplat4j.media.MediaFormat;
import org.mfplat4j.media.MediaType;
import org.mfplat4j.media.SourceReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mfplat4j probe FILE}: what is in a media file. */
@Command(
    name = "probe",
    description = {
      "Says what is in a media file: how long it plays, and what each of its streams is.",
      "On Linux WAVE files are understood; on Windows, what Media Foundation understands."
    })
final class ProbeCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli, as is the next one.
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", converter = FilePath.class, description = "The media file.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(names = "--json", description = "Print JSON, with all attributes of all types.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (MediaFoundation platform = MediaFoundation.startup();
        MediaFile media = MediaFile.open(platform, file)) {
      if (json) {
        spec.commandLine().getOut().println(Json.of(describe(media.reader())));
        spec.commandLine().getOut().flush();
      } else {
        print(media.reader());
      }
    }
    return ExitCode.OK;
  }

  private void print(SourceReader reader) throws IOException {
    Table facts = new Table();
    facts.add("duration", reader.duration().map(ProbeCommand::seconds).orElse("not known"));
    for (int stream = 0; stream < reader.streamCount(); stream++) {
      for (MediaType type : reader.nativeMediaTypes(stream)) {
        facts.add("stream " + stream, line(type));
      }
    }
    facts.print(spec.commandLine().getOut());
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.6f s", duration.toNanos() / 1e9);
  }

  /** The kind of a type, and what most people want to know. */
  static String line(MediaType type) {
    List<String> parts = new ArrayList<>();
    parts.add(name(type.majorType()));
    parts.add(name(type.subtype()));
    type.samplesPerSecond().ifPresent(rate -> parts.add(rate + " Hz"));
    type.channels().ifPresent(count -> parts.add(count + (count == 1 ? " channel" : " channels")));
    type.bitsPerSample().ifPresent(bits -> parts.add(bits + " bit"));
    if (type.width().isPresent() && type.height().isPresent()) {
      parts.add(type.width().getAsInt() + "x" + type.height().getAsInt());
    }
    type.picturesPerSecond()
        .ifPresent(rate -> parts.add(String.format(Locale.ROOT, "%.3f pictures a second", rate)));
    return String.join(", ", parts);
  }

  private static String name(Optional<UUID> format) {
    return format.map(MediaFormat::nameOf).orElse("not known");
  }

  private Map<String, Object> describe(SourceReader reader) throws IOException {
    List<Object> streams = new ArrayList<>();
    for (int stream = 0; stream < reader.streamCount(); stream++) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("stream", stream);
      facts.put("selected", reader.isSelected(stream));
      facts.put("type", attributes(reader.currentMediaType(stream)));
      facts.put(
          "nativeTypes",
          reader.nativeMediaTypes(stream).stream().map(ProbeCommand::attributes).toList());
      streams.add(facts);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("file", file.toString());
    reader.duration().ifPresent(duration -> all.put("seconds", duration.toNanos() / 1e9));
    all.put("streams", streams);
    return all;
  }

  /** By name: numbers as they are, GUIDs by their names where they have one, bytes in Base64. */
  private static Map<String, Object> attributes(MediaType type) {
    Map<String, Object> named = new TreeMap<>();
    type.attributes().forEach((key, value) -> named.put(MediaAttribute.nameOf(key), text(value)));
    return named;
  }

  private static Object text(Object value) {
    if (value instanceof UUID format) {
      return MediaFormat.nameOf(format);
    }
    return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value;
  }
}
