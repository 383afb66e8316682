package org.mfplat4j.cli;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.Platform;
import org.mfplat4j.internal.provider.Diagnosis;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mfplat4j doctor}: what a reader of a report must know of a machine not at hand. */
@Command(
    name = "doctor",
    description = {
      "Describes the platform, Java, the system and how the native library was loaded, and tries reads, writes,"
          + " timers, cancelling, queues and events, within a time limit. Made to be pasted into a report.",
      "A line of the self-test says ok; refused, where the platform lacks something and the library says so; or"
          + " what differed from Media Foundation's documentation. Your home folder is shown as ~."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3600;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private Duration limit = Duration.ZERO;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long the self-test may take, 1 to 3600 seconds; a busy machine needs more. The default is"
              + " ${DEFAULT-VALUE}.")
  void limit(int seconds) {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '--limit': "
              + seconds
              + " is not between 1 and "
              + MAX_SECONDS);
    }
    limit = Duration.ofSeconds(seconds);
  }

  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    Throwable cause = MediaFoundation.unavailabilityCause();
    addLibrary(cause);
    addJava();
    put("system", "system", Versions.system());
    put("system", "processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    Map<String, Map<String, String>> fromNative = new LinkedHashMap<>();
    for (Diagnosis.Fact fact : Diagnosis.facts()) {
      if (fact.group().equals("system")) {
        put("system", fact.name(), fact.value());
      } else {
        fromNative
            .computeIfAbsent(group(fact.group()), group -> new LinkedHashMap<>())
            .put(fact.name(), fact.value());
      }
    }
    Diagnosis.loading().forEach((name, value) -> put("native library", name, value));
    addSettings();
    fromNative.forEach((group, facts) -> facts.forEach((name, value) -> put(group, name, value)));
    if (cause == null) {
      put("quirks", "positions of transfers", MediaFoundation.platform().positions());
    }
    List<SelfTest.Line> lines = cause == null ? SelfTest.run(limit) : List.of();
    boolean well = cause == null && lines.stream().noneMatch(line -> line.outcome().isFault());
    if (json) {
      printJson(lines, well);
    } else {
      print(lines, well);
    }
    return well ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static String group(String group) {
    return switch (group) {
      case "export" -> "exports of mfplat.dll";
      case "quirk" -> "quirks";
      default -> group;
    };
  }

  private void put(String section, String name, String value) {
    sections.computeIfAbsent(section, title -> new LinkedHashMap<>()).put(name, inOneLine(value));
  }

  private static String inOneLine(String text) {
    return withoutHome(text).replaceAll("\\s*\\R\\s*", " ");
  }

  /** The name of a user's folder often is the user's own. */
  static String withoutHome(String text) {
    String home = System.getProperty("user.home", "");
    // A JVM that knows no home has "?"; that of root is no secret.
    return home.length() < 4 ? text : text.replace(home, "~");
  }

  private void addLibrary(@Nullable Throwable cause) {
    String section = "mfplat4j";
    put(section, "version", Versions.library());
    put(section, "available", cause == null ? "yes" : "no: " + Errors.describe(cause));
    if (cause == null) {
      Platform platform = MediaFoundation.platform();
      put(section, "platform", platform.implementation());
      put(section, "engine", platform.engine());
      put(section, "reason", platform.reason());
      put(section, "io_uring", platform.uring());
    }
  }

  private void addJava() {
    String section = "java";
    Module module = MediaFoundation.class.getModule();
    put(section, "version", Versions.java());
    put(section, "vm version", System.getProperty("java.vm.version", "unknown"));
    put(
        section,
        "mfplat4j is on the",
        module.isNamed() ? "module path, as " + module.getName() : "class path");
    put(section, "native access", nativeAccess(module));
    put(section, "default encoding", System.getProperty("file.encoding", "unknown"));
  }

  /** Since Java 22 a module can be asked; 17 has no such method. */
  private static String nativeAccess(Module module) {
    try {
      boolean enabled = (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module);
      return enabled ? "enabled" : "not enabled: --enable-native-access is missing";
    } catch (NoSuchMethodException e) {
      return "not restricted by this Java";
    } catch (IllegalAccessException | InvocationTargetException e) {
      return "unknown";
    }
  }

  private void addSettings() {
    Map<String, String> settings = new TreeMap<>();
    System.getProperties()
        .stringPropertyNames()
        .forEach(
            name -> {
              if (name.startsWith("org.mfplat4j.")) {
                settings.put("-D" + name, System.getProperty(name, ""));
              }
            });
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("MFPLAT4J_")) {
                settings.put(name, value);
              }
            });
    settings.forEach((name, value) -> put("settings", name, value));
  }

  private void print(List<SelfTest.Line> lines, boolean well) {
    PrintWriter out = spec.commandLine().getOut();
    sections.forEach(
        (title, facts) -> {
          Table table = new Table();
          facts.forEach((name, value) -> table.add("  " + name, value));
          out.println(title);
          table.print(out);
        });
    if (!lines.isEmpty()) {
      Table table = new Table();
      for (SelfTest.Line line : lines) {
        table.add("  " + line.name(), shown(line));
      }
      out.println("self-test");
      table.print(out);
    }
    out.println(well ? "all is well" : "something is wrong");
    out.flush();
  }

  private static String shown(SelfTest.Line line) {
    String seen = inOneLine(line.seen());
    return seen.isEmpty() ? line.outcome().toString() : line.outcome() + ": " + seen;
  }

  private void printJson(List<SelfTest.Line> lines, boolean well) {
    List<Map<String, Object>> tests = new ArrayList<>();
    for (SelfTest.Line line : lines) {
      Map<String, Object> test = new LinkedHashMap<>();
      test.put("name", line.name());
      test.put("outcome", line.outcome().toString());
      test.put("seen", withoutHome(line.seen()));
      tests.add(test);
    }
    Map<String, Object> report = new LinkedHashMap<>(sections);
    report.put("self-test", tests);
    report.put("well", well);
    PrintWriter out = spec.commandLine().getOut();
    out.println(Json.of(report));
    out.flush();
  }
}
