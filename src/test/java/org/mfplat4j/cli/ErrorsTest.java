package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;

class ErrorsTest {
  private static final String MESSAGE = "MFCreateFile on \"a\" failed: code";

  @Test
  void aFileExceptionOfTheLibraryIsToldByKindAndReason() {
    assertThat(Errors.describe(ofLibrary(new NoSuchFileException("a", null, MESSAGE))))
        .isEqualTo("NoSuchFile: " + MESSAGE);
    assertThat(Errors.describe(ofLibrary(new FileSystemException("a", null, MESSAGE))))
        .isEqualTo(MESSAGE);
  }

  @Test
  void aFileExceptionOfTheJdkIsToldByKindAndPath() {
    assertThat(Errors.describe(new NoSuchFileException("a/b"))).isEqualTo("NoSuchFile: a/b");
    assertThat(Errors.describe(new FileSystemException("a/b", null, "Is a directory")))
        .isEqualTo("a/b: Is a directory");
  }

  @Test
  void otherExceptionsSpeakForThemselves() {
    MediaFoundationException e = new MediaFoundationException(HResult.E_FAIL, "BeginRead", "a");
    assertThat(Errors.describe(e)).isEqualTo(e.getMessage());
    assertThat(Errors.describe(new IOException("No space left"))).isEqualTo("No space left");
    assertThat(Errors.describe(new UnsupportedOperationException("not here")))
        .isEqualTo("not here");
  }

  @Test
  void anExceptionWithoutAMessageIsToldByKind() {
    assertThat(Errors.describe(new TimeoutException())).isEqualTo("Timeout");
    assertThat(Errors.describe(new InterruptedException(" "))).isEqualTo("Interrupted");
  }

  @Test
  void everyErrorIsOneLine() {
    assertThat(Errors.line("could not load:\r\n  libx.so\n\n\tnot found\n"))
        .isEqualTo("mfplat4j: could not load: libx.so not found");
  }

  private static FileSystemException ofLibrary(FileSystemException e) {
    e.initCause(new MediaFoundationException(HResult.E_FAIL, "MFCreateFile", "a"));
    return e;
  }
}
