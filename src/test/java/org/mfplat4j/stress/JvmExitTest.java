package org.mfplat4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.testing.ChildJvm;
import org.mfplat4j.testing.ChildJvm.Ended;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.ScratchFolder;

/**
 * A JVM that ends while hundreds of reads are pending ends: with its exit code, no crash and no
 * hang.
 */
class JvmExitTest {
  @RegisterExtension final ScratchFolder folder = new ScratchFolder();

  private Path file;

  @BeforeEach
  void writeFile() throws Exception {
    file = Files.write(folder.path().resolve("file.bin"), Pattern.bytes(8192));
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "exit-in-callback", "callback-blocked", "results"})
  void systemExitEndsTheProcess(String way) throws Exception {
    Ended ended = run(way);
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitScenarios.EXIT_CODE);
    assertThat(ended.output()).contains("ending").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"halt", "halt-in-callback"})
  void haltEndsTheProcess(String way) throws Exception {
    Ended ended = run(way);
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitScenarios.EXIT_CODE);
  }

  /**
   * Threads that are about to detach when the process ends must not wait for what an ended thread
   * holds. Expected on Windows: each process ends, since ExitProcess ends the other threads before
   * FLS callbacks run, and the library does nothing there once the process is ending. Wine has not
   * that way: its threads detach stand-ins. A thousand times with {@code
   * -Dmfplat4j.test.stress=50}.
   */
  @ParameterizedTest
  @ValueSource(strings = {"exit-while-threads-detach", "halt-while-threads-detach"})
  @Tag("windows-only")
  void theProcessEndsWhileThreadsDetach(String way) throws Exception {
    for (int i = 0; i < 10 * Limits.STRESS; i++) {
      Ended ended = run(way);
      assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitScenarios.EXIT_CODE);
    }
  }

  @Test
  void returningFromMainEndsTheProcess() throws Exception {
    Ended ended = run("return");
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("ending").doesNotContain("Exception");
  }

  @Test
  void anExceptionOutOfMainEndsTheProcess() throws Exception {
    Ended ended = run("throw");
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("main throws");
  }

  @Test
  void aShutdownHookThatReadsDoesNotHang() throws Exception {
    Ended ended = run("read-in-hook");
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitScenarios.EXIT_CODE);
    // Whether the hook runs before or after the library's own is up to the JVM.
    assertThat(ended.output()).containsPattern("hook: (S_OK|E_PENDING|.*MF_E_SHUTDOWN)");
  }

  @Test
  void aShutdownHookThatClosesEverythingDoesNotHang() throws Exception {
    Ended ended = run("close-in-hook");
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitScenarios.EXIT_CODE);
    assertThat(ended.output()).contains("hook: closed in time: true");
  }

  private Ended run(String way) throws Exception {
    return new ChildJvm(folder.path())
        .property("mfplat4j.test.library", System.getProperty("mfplat4j.test.library"))
        .run(ExitScenarios.class, way, file.toString());
  }
}
