package org.mfplat4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.testing.ProjectFiles;

/** Every Java block of README.md and docs/ compiles, every link leads somewhere. */
@Tag("linux-only") // The JVM of the Windows tests brings no compiler.
class DocumentationTest {
  private static final Path ROOT = ProjectFiles.root();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
  private static final Pattern STARTS_TYPE =
      Pattern.compile("^(public |final |abstract )*(class|interface|record|enum) ");
  private static final Pattern STARTS_MEMBER =
      Pattern.compile("^(static|private|public|protected|@Override)\\b");

  /** What the blocks of the pages may name without declaring it. */
  private static final String SCOPE =
      """
      MediaFoundation mf; ByteStream stream; ByteStream target; Path path; URI uri; ByteBuffer buffer;
      AsyncCallback callback; WorkQueue queue; ExecutorService executor; MediaEventQueue events;
      HttpClient http; byte[] bytes; javax.crypto.spec.SecretKeySpec key; byte[] nonce;
      long length; long position; long pointer; java.util.concurrent.CompletableFuture<Integer> future;
      javax.swing.JLabel label; Logger logger = System.getLogger("x");
      static void show(Object o) {} static void handle(Object o) {} static void retryLater() {}
      """;

  private static final String IMPORTS =
      Stream.of(
              "java.io.*",
              "java.lang.System.Logger",
              "java.net.*",
              "java.net.http.*",
              "java.nio.*",
              "java.nio.channels.*",
              "java.nio.file.*",
              "java.time.*",
              "java.util.*",
              "java.util.concurrent.*",
              "java.util.concurrent.Flow.*",
              "org.mfplat4j.*",
              "org.mfplat4j.media.*",
              // Of two packages above; the pages mean ours.
              "org.mfplat4j.FileAccess")
          .map(name -> "import " + name + ";")
          .collect(Collectors.joining("\n", "", "\n"));

  /** A block of Java, with the page and the line that it begins on. */
  private record Block(String place, String text) {}

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  @Test
  void everyJavaBlockCompiles(@TempDir Path output) throws Exception {
    Map<String, Block> blocks = new TreeMap<>();
    List<Source> sources = new ArrayList<>();
    for (Path page : pages()) {
      for (Block block : javaBlocks(page)) {
        String name = "Block" + blocks.size();
        blocks.put("/" + name + ".java", block);
        sources.add(new Source(name, asCompilationUnit(name, block.text)));
      }
    }
    assertThat(sources).as("Java blocks in the pages").isNotEmpty();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
      compiler
          .getTask(
              null, files, diagnostics, List.of("-proc:none", "--release", "17"), null, sources)
          .call();
    }
    assertThat(
            diagnostics.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> describe(each, blocks)))
        .as("blocks that do not compile")
        .isEmpty();
  }

  @Test
  void everyLinkLeadsToAFile() throws Exception {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains(":") && !Files.exists(page.resolveSibling(target))) {
          broken.add(ROOT.relativize(page) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyCodeHasItsRow() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/hresults.md"));
    assertThat(HResultTable.rows())
        .as("codes of the table, each with its value, name and exception on the page")
        .isNotEmpty()
        .allSatisfy(row -> assertThat(page).contains(beginning(row)));
  }

  /** How the row of a code begins: its name, its value, and the exception that stands for it. */
  private static String beginning(HResultTable.Row row) {
    return String.format(
        Locale.ROOT, "| `%s` | `0x%08X` | %s |", row.name(), row.code(), exceptionOf(row));
  }

  private static String exceptionOf(HResultTable.Row row) {
    if (row.code() >= 0) {
      return "none";
    }
    Class<?> type = catchThrowable(() -> Failures.check(row.code(), "", "a")).getClass();
    while (type.getEnclosingClass() != null) {
      type = type.getSuperclass();
    }
    return type == MediaFoundationException.class
        ? "`MediaFoundationException`"
        : "`" + type.getSimpleName() + "`";
  }

  private static String describe(
      Diagnostic<? extends JavaFileObject> diagnostic, Map<String, Block> blocks) {
    Block block = blocks.get(diagnostic.getSource().getName());
    return block.place + ": " + diagnostic.getMessage(Locale.ROOT) + "\n" + block.text;
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  private static List<Block> javaBlocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).equals("```java")) {
        continue;
      }
      int end = i + 1;
      while (!lines.get(end).equals("```")) {
        end++;
      }
      blocks.add(
          new Block(
              ROOT.relativize(page) + ":" + (i + 1),
              String.join("\n", lines.subList(i + 1, end)) + "\n"));
      i = end;
    }
    return blocks;
  }

  /** A block is a whole type, members of one, or statements. */
  private static String asCompilationUnit(String name, String block) {
    StringBuilder imports = new StringBuilder(IMPORTS);
    StringBuilder body = new StringBuilder();
    for (String line : block.split("\n", -1)) {
      (line.startsWith("import ") ? imports : body).append(line).append('\n');
    }
    String code = body.toString().replace('…', ' ').strip();
    String head = code.lines().filter(line -> !line.startsWith("//")).findFirst().orElse("");
    if (STARTS_TYPE.matcher(head).find()) {
      return imports + "class " + name + " {\nstatic " + code + "\n}\n";
    }
    if (STARTS_MEMBER.matcher(head).find()) {
      return imports + "class " + name + " {\n" + SCOPE + code + "\n}\n";
    }
    return imports
        + "class "
        + name
        + " {\n"
        + SCOPE
        + "void block() throws Exception {\n"
        + code
        + "\n}\n}\n";
  }
}
