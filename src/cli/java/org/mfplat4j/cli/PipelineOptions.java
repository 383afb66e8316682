package org.mfplat4j.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that keep several blocks of a file in flight. */
final class PipelineOptions {
  private static final int MAX_DEPTH = 4096;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec command;

  @Option(
      names = {"-b", "--block-size"},
      paramLabel = "SIZE",
      defaultValue = "1M",
      converter = BlockSize.class,
      description =
          "Bytes in one block, 1 to 1G: 4096, 64K, 1M, 1MiB. The default is ${DEFAULT-VALUE}.")
  private int blockSize;

  private int depth;

  @Option(
      names = {"-d", "--depth"},
      paramLabel = "N",
      defaultValue = "4",
      description = "Blocks in flight, 1 to 4096. The default is ${DEFAULT-VALUE}.")
  void depth(int depth) {
    if (depth < 1 || depth > MAX_DEPTH) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid value for option '--depth': " + depth + " is not between 1 and " + MAX_DEPTH);
    }
    this.depth = depth;
  }

  int blockSize() {
    return blockSize;
  }

  int depth() {
    return depth;
  }
}
