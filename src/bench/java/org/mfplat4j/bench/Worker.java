package org.mfplat4j.bench;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A contender in a JVM of its own, so that none profits or suffers from what another has made of
 * the compiler: {@code Worker NAME FILE}. Reads a request a line, {@code open WORKLOAD}, {@code run
 * MILLIS} or {@code close}, and answers each with one: {@code ok}, a {@link Sample}, or {@code
 * unsupported REASON}. {@code native/bench/read_worker.cpp} speaks the same.
 */
final class Worker {
  private Worker() {}

  public static void main(String[] arguments) throws Exception {
    Contender contender = Contender.inJava().get(arguments[0]);
    Path file = Path.of(arguments[1]);
    Contender.Run run = null;
    // Not System.in: it asks how much there is, which Wine does not know of a pipe.
    BufferedReader requests =
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream(FileDescriptor.in), StandardCharsets.US_ASCII));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      String[] words = line.split(" ");
      String answer;
      try {
        switch (words[0]) {
          case "open" -> {
            run = contender.open(file, Workload.decode(words, 1));
            answer = "ok";
          }
          case "run" -> answer = run.run(Long.parseLong(words[1])).encoded();
          case "close" -> {
            run.close();
            answer = "ok";
          }
          default -> throw new IllegalArgumentException(line);
        }
      } catch (UnsupportedOperationException e) {
        answer = "unsupported " + e.getMessage();
      }
      System.out.println(answer);
    }
    System.exit(0);
  }
}
