package org.mfplat4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mfplat4j.testing.ProjectFiles;

/** The page on the article shows the example as it is compiled and tested, word by word. */
@Tag("engine-free")
class ArticlePageTest {
  private static final String EXAMPLE = "ImplementingTheAsynchronousCallback";
  private static final String MARKER = "<!-- example: " + EXAMPLE + " -->";
  private static final String BEGIN = "  // tag::readme, to the end of the class";
  private static final Path EXAMPLES =
      ProjectFiles.root().resolve("src/examples/java/org/mfplat4j/examples");
  private static final int SHORT_ENOUGH = 60;

  @Test
  void thePageShowsTheExampleThatIsTested() throws Exception {
    assertThat(shownOnThePage()).as("the Java block after %s", MARKER).isEqualTo(example());
  }

  @Test
  void everyExampleIsShort() throws Exception {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThan(SHORT_ENOUGH));
    }
  }

  private static String shownOnThePage() throws IOException {
    Path page = ProjectFiles.root().resolve("docs/article.md");
    assertThat(page).as("the page").exists();
    List<String> lines = Files.readAllLines(page);
    int marker = lines.indexOf(MARKER);
    assertThat(marker).as("docs/article.md has the line %s", MARKER).isNotNegative();
    List<String> after = lines.subList(marker + 1, lines.size());
    int begin = after.indexOf("```java");
    assertThat(begin).as("a ```java block begins right after %s", MARKER).isBetween(0, 1);
    List<String> block = after.subList(begin + 1, after.size());
    int end = block.indexOf("```");
    assertThat(end).as("the block ends with ```").isNotNegative();
    return String.join("\n", block.subList(0, end)).strip();
  }

  private static String example() throws IOException {
    Path source = EXAMPLES.resolve(EXAMPLE + ".java");
    List<String> lines = Files.readAllLines(source);
    int begin = lines.indexOf(BEGIN);
    int end = lines.lastIndexOf("}");
    assertThat(begin).as("%s in %s", BEGIN, source).isNotNegative();
    assertThat(end).as("the end of the class").isGreaterThan(begin);
    // In this order: a blank last line would count as one without indentation.
    return String.join("\n", lines.subList(begin + 1, end)).stripTrailing().stripIndent();
  }
}
