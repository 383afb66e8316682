package org.mfplat4j.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A contender in a process of its own, which waits for requests between its turns. */
final class RemoteContender implements AutoCloseable {
  private final String name;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;

  /**
   * Starts the worker.
   *
   * @param command the program, before the contender's name and the file
   */
  RemoteContender(String name, List<String> command, Path file) throws IOException {
    this.name = name;
    List<String> whole = new ArrayList<>(command);
    whole.add(name);
    whole.add(file.toString());
    ProcessBuilder builder =
        new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT);
    if (name.equals(Contender.WITHOUT_SPIN)) {
      builder.environment().put("MFPLAT4J_SPIN", "0");
    }
    if (command.get(0).equals("wine")) {
      builder
          .environment()
          .put("WINEPREFIX", Path.of("target/wine/prefix-8").toAbsolutePath() + "");
      builder.environment().put("WINEDEBUG", "-all");
    }
    process = builder.start();
    answers = process.inputReader(StandardCharsets.US_ASCII);
    requests = process.outputWriter(StandardCharsets.US_ASCII);
  }

  String name() {
    return name;
  }

  /** Gets ready for a workload; why it cannot run it, if it cannot. */
  Optional<String> open(Workload workload) throws IOException {
    String answer = ask("open " + workload.encoded());
    return answer.equals("ok") ? Optional.empty() : Optional.of(answer.replace("unsupported ", ""));
  }

  Sample run(long millis) throws IOException {
    return Sample.decode(ask("run " + millis));
  }

  /** Is done with the workload. */
  void leave() throws IOException {
    ask("close");
  }

  private String ask(String request) throws IOException {
    requests.write(request);
    requests.newLine();
    requests.flush();
    String answer = answers.readLine();
    // Of the program's own; a JVM or Wine may have something to say as well.
    while (answer != null && !answer.matches("(ok|sample|unsupported).*")) {
      answer = answers.readLine();
    }
    if (answer == null) {
      throw new IOException(name + " ended instead of answering \"" + request + "\"");
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    requests.close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
