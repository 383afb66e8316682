package org.mfplat4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ComProbe;
import org.mfplat4j.MediaFoundationException;
import org.mfplat4j.com.AsyncResultPointer;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.ProjectFiles;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** The examples with asynchronous methods and callbacks of their own do what they say. */
class AsynchronousMethodExamplesTest {
  @RegisterExtension final Workbench bench = new Workbench();

  private final WritingAnAsynchronousMethod roots = new WritingAnAsynchronousMethod();

  @Test
  void theSquareRootIsWhatEndGives() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    roots.beginSquareRoot(2, callback, "state");
    AsyncResult result = callback.awaitOnly().result();
    assertThat(result.state()).isEqualTo("state");
    assertThat(roots.endSquareRoot(result)).isEqualTo(Math.sqrt(2));
    assertThatIllegalStateException()
        .as("ended twice")
        .isThrownBy(() -> roots.endSquareRoot(result));
  }

  @Test
  void aFailureComesWithItsCause() throws Exception {
    RecordingCallback callback = RecordingCallback.keeping();
    roots.beginSquareRoot(-1, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    assertThatExceptionOfType(MediaFoundationException.class)
        .isThrownBy(() -> roots.endSquareRoot(result))
        .withMessageContaining("EndSquareRoot failed: E_FAIL")
        .withCauseInstanceOf(ArithmeticException.class);
  }

  @Test
  void nativeCodeCallsThePairAsItCallsMediaFoundations() throws Exception {
    CompletableFuture<Double> root = new CompletableFuture<>();
    long nativeCallback =
        ComProbe.newCallback(
            0,
            address -> {
              try {
                root.complete(roots.endSquareRoot(AsyncResultPointer.borrow(address)));
              } catch (Exception e) {
                root.completeExceptionally(e);
              }
            });
    try (CallbackObject callback = CallbackObject.adopt(nativeCallback)) {
      roots.beginSquareRoot(9, callback, null);
      assertThat(root.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS)).isEqualTo(3);
    }
  }

  @Test
  void aStockResultCarriesTheWordCount() throws Exception {
    CustomAsynchronousResults counter = new CustomAsynchronousResults();
    RecordingCallback callback = RecordingCallback.keeping();
    counter.beginCount("to be or\nnot to be", callback, null);
    assertThat(counter.endCount(callback.awaitOnly().result())).isEqualTo(6);
  }

  @Test
  void oneObjectHasSeveralCallbacks() throws Exception {
    Path file = Files.writeString(bench.missing("text.txt"), "one object, two callbacks\n");
    assertThat(
            SupportingMultipleCallbacks.read(bench.platform(), file)
                .get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo("one object, two callbacks\n");
    Path missing = bench.missing("missing.txt");
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(
            () ->
                SupportingMultipleCallbacks.read(bench.platform(), missing)
                    .get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
        .withCauseInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theProgramsPrintWhatTheyFound() throws Exception {
    Path file = Files.writeString(bench.missing("text.txt"), "text\n");
    assertThat(printedBy(() -> WritingAnAsynchronousMethod.main(new String[] {"16"})))
        .isEqualToIgnoringNewLines("4.0");
    assertThat(printedBy(() -> CustomAsynchronousResults.main(new String[] {"one two"})))
        .isEqualToIgnoringNewLines("2 words");
    assertThat(printedBy(() -> SupportingMultipleCallbacks.main(new String[] {file.toString()})))
        .isEqualToIgnoringNewLines("text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WritingAnAsynchronousMethod",
        "CustomAsynchronousResults",
        "SupportingMultipleCallbacks"
      })
  void anExampleIsShort(String example) throws Exception {
    Path source =
        ProjectFiles.root().resolve("src/examples/java/org/mfplat4j/examples/" + example + ".java");
    assertThat(Files.readAllLines(source)).hasSizeLessThan(60);
  }

  @FunctionalInterface
  private interface Program {
    void run() throws Exception;
  }

  private static String printedBy(Program program) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
