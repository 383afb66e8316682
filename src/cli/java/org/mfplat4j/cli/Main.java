package org.mfplat4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: what its commands have in common, and where they meet the process. */
@Command(
    name = "mfplat4j",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Media Foundation's asynchronous I/O from Java, on Windows and on Linux.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the operation failed", "2:the command line was wrong"},
    footer = {
      "",
      "On Linux files are read through io_uring where the kernel has it, else by a pool of threads."
          + " --engine chooses, or the system property org.mfplat4j.engine, or the environment variable"
          + " MFPLAT4J_ENGINE. On Windows mfplat.dll does the reading, and these have no effect."
    },
    subcommands = {
      ReadCommand.class,
      CopyCommand.class,
      ProbeCommand.class,
      DecodeCommand.class,
      QueuesCommand.class,
      InfoCommand.class,
      DoctorCommand.class
    })
public final class Main implements Callable<Integer> {
  /** Names the engine to the library, which looks when it is loaded. */
  private static final String ENGINE_PROPERTY = "org.mfplat4j.engine";

  private final OutputStream standardOutput;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Option(
      names = "--engine",
      scope = ScopeType.INHERIT,
      paramLabel = "ENGINE",
      description = "How the portable engine reads: ${COMPLETION-CANDIDATES}.")
  private @Nullable Engine engine;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from.")
  private boolean stackTrace;

  private Main(OutputStream standardOutput) {
    this.standardOutput = standardOutput;
  }

  /**
   * Runs the program and ends the JVM with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    // For blocks of bytes the descriptor itself, not System.out, which would copy them through its
    // buffer.
    CommandLine program =
        commandLine(new FileOutputStream(FileDescriptor.out))
            .setOut(PrintableWriter.to(System.out))
            .setErr(PrintableWriter.to(System.err));
    int exitCode = program.execute(Arguments.asTyped(args));
    program.getOut().flush();
    program.getErr().flush();
    // Writers of text keep it to themselves that the disk is full, or that the pipe has no reader.
    if (exitCode == ExitCode.OK && System.out.checkError()) {
      System.err.println(Errors.line("standard output cannot be written"));
      exitCode = ExitCode.SOFTWARE;
    }
    System.exit(exitCode);
  }

  /**
   * The program as an object.
   *
   * @param standardOutput where the bytes of a file go on {@code --output -}; text goes to
   *     picocli's out
   */
  static CommandLine commandLine(OutputStream standardOutput) {
    Main main = new Main(standardOutput);
    Errors errors = new Errors(() -> main.stackTrace);
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setExecutionStrategy(main.withEngine(new RunLast()));
  }

  OutputStream standardOutput() {
    return standardOutput;
  }

  /** No command was given. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** Sets the engine before a command runs, since the first use of the library makes the choice. */
  private IExecutionStrategy withEngine(IExecutionStrategy strategy) {
    return (ParseResult parsed) -> {
      if (engine != null) {
        System.setProperty(ENGINE_PROPERTY, engine.toString());
      }
      try {
        return strategy.execute(parsed);
      } catch (OutOfMemoryError e) {
        // The library's answer to E_OUTOFMEMORY, too. picocli has handlers for exceptions only.
        throw new ExecutionException(spec.commandLine(), "out of memory: " + e.getMessage(), e);
      }
    };
  }
}
