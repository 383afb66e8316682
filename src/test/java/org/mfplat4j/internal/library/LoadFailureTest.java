package org.mfplat4j.internal.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reason in the message is the true one. The texts of the system are as glibc, musl and the JVM
 * have them; what can be had for real here, {@code LoadingTest} has for real.
 */
class LoadFailureTest {
  private static final Machine LINUX = new Machine("Linux", "amd64", "glibc");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeLibrary() throws Exception {
    file = library(62);
  }

  /** The head of an ELF file for this machine, and nothing behind it. */
  private Path library(int machine) throws IOException {
    byte[] head = new byte[64];
    System.arraycopy(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1}, 0, head, 0, 7);
    head[18] = (byte) machine;
    return Files.write(folder.resolve("libmfplat4j.so"), head);
  }

  private String notLoaded(String words) {
    return LoadFailure.notLoaded(file, LINUX, new UnsatisfiedLinkError(file + ": " + words))
        .getMessage();
  }

  @Test
  void aJarThatIsAbsentIsNamed() {
    assertThat(LoadFailure.absent(LINUX).getMessage())
        .contains("linux-x86_64 is on neither the class path nor the module path")
        .contains("classifier linux-x86_64")
        .contains("-Dorg.mfplat4j.library.path");
  }

  @Test
  void aFolderFromWhichNothingRunsIsNamed() {
    assertThat(notLoaded("failed to map segment from shared object"))
        .contains(file.toString())
        .contains("noexec")
        .contains("-Dorg.mfplat4j.cache=FOLDER");
  }

  @Test
  @Tag("linux-only")
  void aFullDiskIsNamed() {
    IOException full = null;
    try (FileOutputStream device = new FileOutputStream("/dev/full")) {
      device.write(1);
    } catch (IOException e) {
      full = e;
    }
    assertThat(full).isNotNull();
    assertThat(LoadFailure.notWritten(file, full).getMessage())
        .contains(file.toString())
        .contains("the disk is full")
        .contains("-Dorg.mfplat4j.cache=FOLDER");
  }

  @Test
  void aFolderThatMustNotBeWrittenIsNamed() {
    assertThat(LoadFailure.notWritten(file, new AccessDeniedException("x")).getMessage())
        .contains(file.toString())
        .contains("may not write there");
    assertThat(
            LoadFailure.notWritten(file, new IOException("x: Read-only file system")).getMessage())
        .contains("mounted read-only");
  }

  @Test
  void anOldMissingOrForeignCLibraryIsNamed() {
    for (String words :
        new String[] {
          "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by x)",
          "libc.so.6: cannot open shared object file: No such file or directory",
          "Error loading shared library ld-linux-x86-64.so.2: No such file (needed by x)",
          "Error relocating x: __register_atfork: symbol not found"
        }) {
      assertThat(notLoaded(words))
          .contains(file.toString())
          .contains("C library of this system is missing, too old, or not the GNU one")
          .contains(words);
    }
  }

  @Test
  void usedUpStaticTlsIsNamed() {
    assertThat(notLoaded("cannot allocate memory in static TLS block"))
        .contains(file.toString())
        .contains("static TLS")
        .contains("GLIBC_TUNABLES=glibc.rtld.optional_static_tls");
  }

  @Test
  void anotherProcessorIsNamed() throws Exception {
    file = library(183);
    assertThat(notLoaded("cannot open shared object file: No such file or directory"))
        .contains("it is built for linux-arm64, and this JVM is of linux-x86_64");
  }

  @Test
  void whatIsNoLibraryIsNamed() throws Exception {
    file = Files.writeString(folder.resolve("libmfplat4j.so"), "no library");
    assertThat(notLoaded("invalid ELF header")).contains("not a library of this system");
  }

  @Test
  void otherwiseTheSystemHasItsSay() {
    assertThat(notLoaded("something new")).endsWith("could not be loaded: something new");
  }
}
