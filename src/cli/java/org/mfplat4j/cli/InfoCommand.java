package org.mfplat4j.cli;

import java.util.concurrent.Callable;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.Platform;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mfplat4j info}: what would do the reading here, and why. */
@Command(
    name = "info",
    description =
        "Says which Media Foundation and which engine are in use and why, what this version can do, and what"
            + " this platform refuses when it is tried.")
final class InfoCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON: the short form of 'doctor --json'.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Table facts = new Table();
    facts.add("mfplat4j", Versions.library());
    facts.add("java", Versions.java());
    facts.add("system", Versions.system());
    Throwable cause = MediaFoundation.unavailabilityCause();
    if (cause == null) {
      addPlatform(facts, MediaFoundation.platform());
    }
    if (json) {
      facts.printJson(spec.commandLine().getOut());
    } else {
      facts.print(spec.commandLine().getOut());
    }
    if (cause != null) {
      spec.commandLine()
          .getErr()
          .println(Errors.line("Media Foundation is not available: " + Errors.describe(cause)));
      return ExitCode.SOFTWARE;
    }
    return ExitCode.OK;
  }

  private static void addPlatform(Table facts, Platform platform) throws InterruptedException {
    facts.add("platform", platform.implementation());
    facts.add("engine", platform.engine());
    facts.add("reason", platform.reason());
    facts.add("io_uring", platform.uring());
    facts.add("positions", platform.positions());
    facts.add(
        "streams",
        "opened at once or asynchronously, temporary, wrapped, written in Java; beginRead and endRead,"
            + " beginWrite and endWrite, read, write, at the position or at one of their own; futures,"
            + " attributes");
    facts.add(
        "views",
        "a stream as InputStream, OutputStream, SeekableByteChannel, AsynchronousByteChannel, Flow.Publisher");
    facts.add(
        "queues",
        "work items and callbacks on the platform's own queues, and on private, serial and shared ones;"
            + " scheduled, periodic, when an event is signalled, with replies; as a scheduled executor");
    facts.add("results", "made in Java, with payloads; callbacks and streams as COM pointers");
    facts.add("refuses", Refusals.ask());
    facts.add("events", "media event queues: callbacks, futures, Flow.Publisher");
  }
}
