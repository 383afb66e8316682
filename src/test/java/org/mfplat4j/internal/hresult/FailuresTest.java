package org.mfplat4j.internal.hresult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;

/**
 * Every row of the code table becomes the exception that is written here, and no row is forgotten.
 */
@Tag("engine-free")
class FailuresTest {
  static Stream<Arguments> mappings() {
    List<Arguments> all = new ArrayList<>();
    add(all, UnsupportedOperationException.class, 0x80004001, 0xC00D36BA, 0xC00D36C3, 0xC00D36C4);
    add(all, UnsupportedOperationException.class, 0xC00D36E3, 0xC00D36EF, 0xC00D36EE, 0x80004002);
    add(all, NullPointerException.class, 0x80004003);
    add(all, CancellationException.class, 0x80004004, 0x800703E3, 0x800704C7, 0xC00D36ED);
    add(all, IllegalStateException.class, 0x8000FFFF, 0x8000000A, 0x800401F0, 0x80010106);
    add(all, IllegalStateException.class, 0xC00D36B0, 0xC00D36B5, 0xC00D36B6, 0xC00D36BB);
    add(all, IllegalStateException.class, 0xC00D36D9, 0xC00D36DA, 0xC00D3E85);
    add(all, AccessDeniedException.class, 0x80070005);
    add(all, ClosedChannelException.class, 0x80070006, 0xC00D36B2);
    add(all, OutOfMemoryError.class, 0x8007000E);
    add(all, IllegalArgumentException.class, 0x80070057, 0x80070083, 0xC00D36FF, 0xC00D36F1);
    add(all, IndexOutOfBoundsException.class, 0xC00D36B3, 0xC00D3702);
    add(all, NoSuchElementException.class, 0x80070490);
    add(all, NoSuchFileException.class, 0x80070002, 0x80070003);
    add(all, FileAlreadyExistsException.class, 0x80070050, 0x800700B7);
    add(all, InvalidPathException.class, 0x8007007B);
    add(all, ReadOnlyFileSystemException.class, 0x80070013);
    add(all, FileSystemException.class, 0x80070004, 0x80070020, 0x80070021, 0x80070027);
    add(all, FileSystemException.class, 0x80070032, 0x80070070, 0x800700CE, 0x800700DF);
    add(all, FileSystemException.class, 0x80070781);
    add(all, ClassCastException.class, 0xC00D36BD);
    // What has no exception of its own in Java.
    add(all, MediaFoundationException.class, 0x80004005, 0x80070017, 0x80070026);
    add(all, MediaFoundationException.class, 0x800700A4, 0x800704D5, 0x800705B4);
    add(all, MediaFoundationException.class, 0x8007007E, 0x8007007F, 0x800700AA, 0x800703E6);
    add(all, MediaFoundationException.class, 0x8007045D, 0xC00D36B1, 0xC00D36D5, 0xC00D36E6);
    add(all, MediaFoundationException.class, 0xC00D36F0, 0xC00D36FB, 0xC00D3E80, 0xC00D3E84);
    return all.stream();
  }

  private static void add(List<Arguments> all, Class<? extends Throwable> type, int... codes) {
    for (int code : codes) {
      all.add(Arguments.of(new HResult(code), type));
    }
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void aCodeBecomesItsException(HResult hresult, Class<? extends Throwable> type) {
    Throwable thrown = failure(hresult.code());
    assertThat(thrown).isInstanceOf(type);
    String expected = "BeginRead on \"a.mp4\" failed: " + hresult;
    assertThat(thrown).hasMessageContaining(expected);
    if (type != MediaFoundationException.class) {
      assertThat(thrown.getCause())
          .isInstanceOf(MediaFoundationException.class)
          .hasMessageStartingWith(expected);
    }
    assertThat(HResult.of(thrown)).isEqualTo(hresult);
  }

  @Test
  void noRowOfTheTableIsForgottenHere() {
    Set<Integer> tested = new HashSet<>();
    mappings().forEach(row -> tested.add(((HResult) row.get()[0]).code()));
    for (HResultTable.Row row : HResultTable.rows()) {
      if (row.code() < 0) {
        assertThat(tested).as("an exception is written here for %s", row).contains(row.code());
      }
    }
  }

  @Test
  void aCodeThatNobodyKnowsIsAMediaFoundationException() {
    Throwable thrown = failure(0x80001234);
    assertThat(thrown)
        .isInstanceOf(MediaFoundationException.class)
        .isInstanceOf(IOException.class)
        .hasMessage("BeginRead on \"a.mp4\" failed: 0x80001234");
  }

  @Test
  void everySuccessPasses() {
    for (int code : new int[] {0, 1, 0x000D36D8, Integer.MAX_VALUE}) {
      assertThatCode(() -> Failures.check(code, "Seek", "a.mp4")).doesNotThrowAnyException();
    }
  }

  @Test
  void fileExceptionsNameTheFile() {
    FileSystemException thrown = (FileSystemException) failure(0x80070020);
    assertThat(thrown.getFile()).isEqualTo("a.mp4");
    assertThat(thrown.getOtherFile()).isNull();
    assertThat(thrown.getReason()).contains("ERROR_SHARING_VIOLATION");
  }

  @Test
  void whatTheStreamKnowsMakesTheExceptionNarrower() {
    IOException closed = Failures.closedMeanwhile(0x800703E3, "EndRead", "a.mp4");
    assertThat(closed)
        .isInstanceOf(AsynchronousCloseException.class)
        .hasMessageContaining("EndRead on \"a.mp4\" failed: ")
        .hasCauseInstanceOf(MediaFoundationException.class);
    RuntimeException notReadable = Failures.notReadable(0x80070005, "EndRead", "a.mp4");
    assertThat(notReadable)
        .isInstanceOf(NonReadableChannelException.class)
        .hasMessageContaining("E_ACCESSDENIED (0x80070005)")
        .hasCauseInstanceOf(MediaFoundationException.class);
    assertThat(Failures.closed("Seek", "a.mp4"))
        .hasMessage("Seek on \"a.mp4\" failed: the stream is closed");
  }

  @Test
  void theCodesOfCancellationAreKnown() {
    assertThat(Failures.isCancelled(0x800703E3)).isTrue();
    assertThat(Failures.isCancelled(0x800704C7)).isTrue();
    assertThat(Failures.isCancelled(0xC00D36ED)).isTrue();
    assertThat(Failures.isCancelled(0x80004004)).isTrue();
    assertThat(Failures.isCancelled(0)).isFalse();
    assertThat(Failures.isCancelled(0x80004005)).isFalse();
  }

  @Test
  void whatUserCodeThrowsHasACode() {
    assertThat(Failures.code(new FileNotFoundException())).isEqualTo(0x80070002);
    assertThat(Failures.code(new NoSuchFileException("x"))).isEqualTo(0x80070002);
    assertThat(Failures.code(new FileAlreadyExistsException("x"))).isEqualTo(0x80070050);
    assertThat(Failures.code(new AccessDeniedException("x"))).isEqualTo(0x80070005);
    assertThat(Failures.code(new NonReadableChannelException())).isEqualTo(0x80070005);
    assertThat(Failures.code(new NonWritableChannelException())).isEqualTo(0x80070005);
    assertThat(Failures.code(new ReadOnlyFileSystemException())).isEqualTo(0x80070013);
    assertThat(Failures.code(new ClosedChannelException())).isEqualTo(0xC00D36B2);
    assertThat(Failures.code(new AsynchronousCloseException())).isEqualTo(0x800703E3);
    assertThat(Failures.code(new CancellationException())).isEqualTo(0x800703E3);
    assertThat(Failures.code(new InterruptedIOException())).isEqualTo(0x800703E3);
    assertThat(Failures.code(new SocketTimeoutException())).isEqualTo(0x800705B4);
    assertThat(Failures.code(new TimeoutException())).isEqualTo(0x800705B4);
    assertThat(Failures.code(new RejectedExecutionException())).isEqualTo(0xC00D3E85);
    assertThat(Failures.code(new UnsupportedOperationException())).isEqualTo(0x80004001);
    assertThat(Failures.code(new OutOfMemoryError())).isEqualTo(0x8007000E);
    assertThat(Failures.code(new IOException("x"))).isEqualTo(0x80004005);
    assertThat(Failures.code(new StackOverflowError())).isEqualTo(0x80004005);
  }

  @Test
  void theCodeOfThisLibraryComesFirstAndWrappersDoNotHideIt() {
    MediaFoundationException own =
        new MediaFoundationException(new HResult(0xC00D3E85), "Read", "x");
    assertThat(Failures.code(own)).isEqualTo(0xC00D3E85);
    assertThat(Failures.code(failure(0x80070020))).isEqualTo(0x80070020);
    assertThat(Failures.code(new CompletionException(new NoSuchFileException("x"))))
        .isEqualTo(0x80070002);
    assertThat(
            Failures.code(
                new ExecutionException(new UncheckedIOException(new AccessDeniedException("x")))))
        .isEqualTo(0x80070005);
    assertThat(Failures.code(new CompletionException(null))).isEqualTo(0x80004005);
    // A success is no reason to fail.
    assertThat(Failures.code(new MediaFoundationException(HResult.S_FALSE, "Read", "x")))
        .isEqualTo(0x80004005);
  }

  private static Throwable failure(int code) {
    try {
      return Failures.failure(code, "BeginRead", "a.mp4");
    } catch (Throwable thrown) {
      return thrown;
    }
  }
}
