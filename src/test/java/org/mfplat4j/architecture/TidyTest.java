package org.mfplat4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mfplat4j.testing.ProjectFiles;

/** Facts of the architecture that sources alone can show. Taste is left to reviewers. */
@Tag("engine-free")
class TidyTest {
  private static final Path ROOT = ProjectFiles.root();
  private static final Pattern INCLUDE = Pattern.compile("^\\s*#\\s*include\\s+\"([^\"]+)\"");
  private static final Pattern NATIVE_METHOD =
      Pattern.compile("^\\s+(public|protected|private|static|final|synchronized| )*\\bnative\\s");

  /**
   * Which rooms the files of a room may include; a room is a folder under native, without the
   * folders in it. Each may include itself.
   */
  private static final TreeMap<String, Set<String>> MAY_INCLUDE = new TreeMap<>();

  static {
    MAY_INCLUDE.put("com/portable", Set.of());
    MAY_INCLUDE.put("com", Set.of("com/portable"));
    MAY_INCLUDE.put("mfplat", Set.of("com"));
    MAY_INCLUDE.put("windows/jni", Set.of());
    MAY_INCLUDE.put("windows", Set.of("com", "mfplat"));
    MAY_INCLUDE.put("portable/sys", Set.of("com"));
    MAY_INCLUDE.put("portable/engine", Set.of("com", "portable/sys"));
    MAY_INCLUDE.put("portable/queue", Set.of("com", "mfplat", "portable/sys", "portable/engine"));
    MAY_INCLUDE.put("portable/attributes", Set.of("com", "mfplat"));
    MAY_INCLUDE.put(
        "portable/event",
        Set.of("com", "mfplat", "portable/engine", "portable/queue", "portable/attributes"));
    MAY_INCLUDE.put(
        "portable/file",
        Set.of(
            "com",
            "mfplat",
            "portable/sys",
            "portable/engine",
            "portable/queue",
            "portable/attributes"));
    MAY_INCLUDE.put("portable/media", Set.of("com", "mfplat", "portable/attributes"));
    MAY_INCLUDE.put("portable", Set.of("mfplat", "portable/sys", "portable/engine"));
    MAY_INCLUDE.put("bridge/upcall", Set.of("com", "mfplat"));
    MAY_INCLUDE.put("bridge", Set.of("com", "mfplat", "bridge/upcall"));
    MAY_INCLUDE.put("bridge/source", Set.of("com", "mfplat", "bridge/upcall", "bridge"));
    MAY_INCLUDE.put("bridge/reader", Set.of("com", "mfplat", "bridge/upcall", "bridge"));
    MAY_INCLUDE.put("jni", Set.of("bridge/upcall", "bridge/source", "bridge/reader"));
  }

  @Test
  void nativeMethodsAreInOneClass() throws Exception {
    assertThat(filesWith(NATIVE_METHOD, "src/main/java", ".java"))
        .as("one door to native code: a new crossing is added to Natives, where all can be seen")
        .containsExactly("src/main/java/org/mfplat4j/internal/jni/Natives.java");
  }

  @Test
  void onlyBaseTypesAsksForTheSystem() throws Exception {
    Pattern system =
        Pattern.compile("^\\s*#.*\\b(_WIN32|_WIN64|WIN32|__linux__|__MINGW\\w*|_MSC_VER)\\b");
    assertThat(filesWith(system, "native", ".h", ".cpp"))
        .as("platforms differ below the seam, in folders, not in #ifdefs beyond it")
        .containsExactly("native/com/base_types.h");
  }

  @Test
  void includesGoOneWay() throws Exception {
    Set<String> wrong = new TreeSet<>();
    Set<String> unused = new TreeSet<>();
    MAY_INCLUDE.forEach((from, rooms) -> rooms.forEach(to -> unused.add(from + " -> " + to)));
    for (Path file : nativeFiles()) {
      String from = room(file);
      if (!MAY_INCLUDE.containsKey(from)) {
        continue;
      }
      for (String line : Files.readAllLines(file)) {
        Matcher include = INCLUDE.matcher(line);
        if (!include.find() || !include.group(1).contains("/")) {
          continue;
        }
        String to = include.group(1).substring(0, include.group(1).lastIndexOf('/'));
        unused.remove(from + " -> " + to);
        if (!to.equals(from) && !MAY_INCLUDE.get(from).contains(to)) {
          wrong.add(relative(file) + " includes " + include.group(1));
        }
      }
    }
    assertThat(wrong).as("native/README.md has the rooms and their order").isEmpty();
    assertThat(unused).as("what is allowed is what is needed").isEmpty();
  }

  @Test
  void nativeRoomsFormNoCircle() {
    Set<String> open = new TreeSet<>(MAY_INCLUDE.keySet());
    // The rooms that include nothing which is left are the lowest, and are taken away.
    while (open.removeIf(room -> MAY_INCLUDE.get(room).stream().noneMatch(open::contains))) {
      continue;
    }
    assertThat(open).as("rooms of a circle, and those above it").isEmpty();
  }

  @Test
  void everyNativeFolderHasItsPlace() throws Exception {
    Set<String> rooms = new TreeSet<>();
    for (Path file : nativeFiles()) {
      rooms.add(room(file));
    }
    assertThat(rooms)
        .as("a new folder says in this test which it may include")
        .isEqualTo(MAY_INCLUDE.keySet());
  }

  @Test
  void nothingIsLeftToFix() throws Exception {
    // Spelled apart, so that this file is not a finding.
    Pattern leftover = Pattern.compile("\\b(" + "FIX" + "ME|TO" + "DO|XX" + "X)\\b");
    List<String> found =
        Stream.of(
                filesWith(leftover, "src", ".java", ".sh", ".txt"),
                filesWith(leftover, "native", ".h", ".cpp", ".sh", ".md", "Makefile"),
                filesWith(leftover, ".ci", "run"))
            .flatMap(List::stream)
            .toList();
    assertThat(found)
        .as("what is not done is an issue, or answers E_NOTIMPL and is listed")
        .isEmpty();
  }

  @Test
  void wordsArePlain() throws Exception {
    // Spelled apart, so that this file is not a finding.
    Pattern unusual =
        Pattern.compile(
            "(?i)\\b(no"
                + "body|who"
                + "ever|for want"
                + " of|but"
                + " for|le"
                + "st|de"
                + "ar)\\b");
    List<String> found =
        Stream.of(
                filesWith(unusual, "src", ".java", ".sh", ".md"),
                filesWith(unusual, "native", ".h", ".cpp", ".c", ".sh", ".md", "Makefile"),
                filesWith(unusual, "docs", ".md"))
            .flatMap(List::stream)
            .toList();
    assertThat(found).as("a subject and a verb, and the thread named").isEmpty();
  }

  @Test
  void noFileIsADrawer() throws Exception {
    Pattern drawer =
        Pattern.compile("util|helper|common\\.(h|cpp|java)|misc", Pattern.CASE_INSENSITIVE);
    Set<String> drawers = new TreeSet<>();
    for (String folder : new String[] {"src", "native"}) {
      for (Path file : files(folder, ".java", ".h", ".cpp")) {
        if (drawer.matcher(file.getFileName().toString()).find()) {
          drawers.add(relative(file));
        }
      }
    }
    assertThat(drawers).as("a thing without a home: its home has not been named yet").isEmpty();
  }

  @Test
  void sourcesKnowNoMachine() throws Exception {
    Pattern machine = Pattern.compile("\"/(home|work|root|Users)/|[A-Z]:\\\\\\\\(Users|work)");
    assertThat(filesWith(machine, "src", ".java", ".sh"))
        .as("paths of one machine do not work on another")
        .isEmpty();
  }

  private static List<String> filesWith(Pattern pattern, String folder, String... endings)
      throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path file : files(folder, endings)) {
      for (String line : Files.readAllLines(file)) {
        if (pattern.matcher(line).find()) {
          found.add(relative(file));
        }
      }
    }
    return List.copyOf(found);
  }

  private static List<Path> files(String folder, String... endings) throws IOException {
    try (Stream<Path> paths = Files.walk(ROOT.resolve(folder))) {
      List<Path> files =
          paths
              .filter(Files::isRegularFile)
              .filter(path -> Stream.of(endings).anyMatch(path.toString()::endsWith))
              .collect(Collectors.toList());
      assertThat(files).as("files in %s", folder).isNotEmpty();
      return files;
    }
  }

  /** Except for the tests and the benchmark, which may include everything. */
  private static List<Path> nativeFiles() throws IOException {
    return files("native", ".h", ".cpp").stream()
        .filter(file -> !room(file).matches("(test|bench)(/.*)?"))
        .toList();
  }

  private static String room(Path file) {
    return relative(file.getParent()).replaceFirst("^native/", "");
  }

  private static String relative(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }
}
