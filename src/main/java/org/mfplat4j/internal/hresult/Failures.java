package org.mfplat4j.internal.hresult;

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
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaFoundationException;

/**
 * The door between HRESULTs and exceptions; nothing else translates them. Every exception says what
 * was tried, on what, and the code by name, and has a {@link MediaFoundationException} with the
 * code as its cause, unless it is one itself.
 */
public final class Failures {
  private Failures() {}

  /** Returns when the code is a success (S_FALSE is one); else throws what the code stands for. */
  public static void check(int hr, String operation, String subject) throws IOException {
    if (hr < 0) {
      throw failure(hr, operation, subject);
    }
  }

  /**
   * The exception for a failed operation: returned when it is an IOException, thrown when it is a
   * runtime exception or an error, so that callers write {@code throw failure(…)}.
   */
  public static IOException failure(int hr, String operation, String subject) {
    MediaFoundationException cause =
        new MediaFoundationException(new HResult(hr), operation, subject);
    Throwable exception = exceptionFor(hr, subject, cause);
    if (exception != cause) {
      exception.initCause(cause);
    }
    if (exception instanceof IOException checked) {
      return checked;
    }
    if (exception instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) exception;
  }

  /** The failure of an operation that was cancelled because its stream was closed. */
  public static IOException closedMeanwhile(int hr, String operation, String subject) {
    MediaFoundationException cause =
        new MediaFoundationException(new HResult(hr), operation, subject);
    return because(cause, new ClosedMeanwhile(cause.getMessage()));
  }

  /** The failure to read a stream that was opened for writing only. */
  public static RuntimeException notReadable(int hr, String operation, String subject) {
    MediaFoundationException cause =
        new MediaFoundationException(new HResult(hr), operation, subject);
    return because(cause, new NotReadable(cause.getMessage()));
  }

  /** The failure to write a stream that was opened for reading only. */
  public static RuntimeException notWritable(int hr, String operation, String subject) {
    MediaFoundationException cause =
        new MediaFoundationException(new HResult(hr), operation, subject);
    return because(cause, new NotWritable(cause.getMessage()));
  }

  /** The failure to use a stream that was closed before. */
  public static ClosedChannelException closed(String operation, String subject) {
    MediaFoundationException cause =
        new MediaFoundationException(
            new HResult(HResultTable.MF_E_INVALIDREQUEST), operation, subject);
    return because(
        cause, new Closed(operation + " on \"" + subject + "\" failed: the stream is closed"));
  }

  /** The failure of an operation that succeeded, but whose callback threw. */
  public static IOException thrownByCallback(Throwable thrown, String operation, String subject) {
    MediaFoundationException failure =
        new MediaFoundationException(HResult.of(thrown), operation, subject);
    failure.initCause(thrown);
    return failure;
  }

  /** The failure to open what is no file, with what it is. */
  public static FileSystemException wrongKind(
      int hr, String operation, String subject, String kind) {
    MediaFoundationException cause =
        new MediaFoundationException(new HResult(hr), operation, subject);
    return because(
        cause,
        new FileSystemException(
            subject,
            null,
            String.format(
                "%s on \"%s\" failed: %s: %s", operation, subject, cause.hresult(), kind)));
  }

  private static <T extends Exception> T because(MediaFoundationException cause, T exception) {
    exception.initCause(cause);
    return exception;
  }

  /** A mistake of the caller's that is found before native code is entered, with what it is. */
  public static IllegalArgumentException illegalArgument(
      String operation, String subject, String mistake) {
    MediaFoundationException cause = invalidArgument(operation, subject);
    return new IllegalArgumentException(cause.getMessage() + ": " + mistake, cause);
  }

  /** As {@link #illegalArgument}, for what was right before something happened. */
  public static IllegalStateException illegalState(
      String operation, String subject, String mistake) {
    MediaFoundationException cause = invalidArgument(operation, subject);
    return new IllegalStateException(cause.getMessage() + ": " + mistake, cause);
  }

  /** As {@link #illegalState(String, String, String)}, for what has another code. */
  public static IllegalStateException illegalState(
      int hr, String operation, String subject, String mistake) {
    MediaFoundationException cause =
        new MediaFoundationException(new HResult(hr), operation, subject);
    return new IllegalStateException(cause.getMessage() + ": " + mistake, cause);
  }

  private static MediaFoundationException invalidArgument(String operation, String subject) {
    return new MediaFoundationException(new HResult(HResultTable.E_INVALIDARG), operation, subject);
  }

  /** True for the codes of operations that were stopped before they were done. */
  public static boolean isCancelled(int hr) {
    return hr == HResultTable.ERROR_OPERATION_ABORTED
        || hr == HResultTable.fromWin32(1223)
        || hr == HResultTable.MF_E_OPERATION_CANCELLED
        || hr == HResultTable.E_ABORT;
  }

  /**
   * The code for what user code threw: that of this library if it carries one, else the one that
   * says the same.
   */
  public static int code(Throwable thrown) {
    Throwable failure = unwrap(thrown);
    int own = HResult.of(failure).code();
    if (own < 0 && own != HResultTable.E_FAIL) {
      return own;
    }
    if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
      return HResultTable.fromWin32(2); // ERROR_FILE_NOT_FOUND
    }
    if (failure instanceof FileAlreadyExistsException) {
      return HResultTable.fromWin32(80); // ERROR_FILE_EXISTS
    }
    if (failure instanceof ReadOnlyFileSystemException) {
      return HResultTable.fromWin32(19); // ERROR_WRITE_PROTECT
    }
    if (failure instanceof AccessDeniedException
        || failure instanceof SecurityException
        || failure instanceof NonReadableChannelException
        || failure instanceof NonWritableChannelException) {
      return HResultTable.E_ACCESSDENIED;
    }
    if (failure instanceof TimeoutException || failure instanceof SocketTimeoutException) {
      return HResultTable.fromWin32(1460); // ERROR_TIMEOUT
    }
    if (failure instanceof AsynchronousCloseException
        || failure instanceof CancellationException
        || failure instanceof InterruptedIOException
        || failure instanceof InterruptedException) {
      return HResultTable.fromWin32(995); // ERROR_OPERATION_ABORTED
    }
    if (failure instanceof ClosedChannelException) {
      return HResultTable.MF_E_INVALIDREQUEST;
    }
    if (failure instanceof RejectedExecutionException) {
      return HResultTable.MF_E_SHUTDOWN;
    }
    if (failure instanceof UnsupportedOperationException) {
      return HResultTable.E_NOTIMPL;
    }
    return failure instanceof OutOfMemoryError ? HResultTable.E_OUTOFMEMORY : HResultTable.E_FAIL;
  }

  /** What really went wrong, without what futures and lambdas wrap it in. */
  public static Throwable unwrap(Throwable thrown) {
    Throwable failure = thrown;
    Throwable cause = failure.getCause();
    while (cause != null
        && (failure instanceof CompletionException
            || failure instanceof ExecutionException
            || failure instanceof UncheckedIOException)) {
      failure = cause;
      cause = failure.getCause();
    }
    return failure;
  }

  /** Makes {@code origin}, if there is one, the cause behind all causes of a failure. */
  public static void startWith(@Nullable Throwable origin, Throwable failure) {
    if (origin == null || origin == failure) {
      return;
    }
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    first.initCause(origin);
  }

  private static Throwable exceptionFor(int hr, String subject, MediaFoundationException cause) {
    String message = cause.getMessage();
    if (isCancelled(hr)) {
      return new CancellationException(message);
    }
    return switch (hr) {
      case HResultTable.E_NOTIMPL,
          HResultTable.E_NOINTERFACE,
          0xC00D36BA, // MF_E_UNSUPPORTED_SERVICE
          0xC00D36C3, // MF_E_UNSUPPORTED_SCHEME
          0xC00D36C4, // MF_E_UNSUPPORTED_BYTESTREAM_TYPE
          0xC00D36E3, // MF_E_BAD_STARTUP_VERSION
          0xC00D36EE, // MF_E_BYTESTREAM_NOT_SEEKABLE
          0xC00D36EF -> // MF_E_DISABLED_IN_SAFEMODE
          new UnsupportedOperationException(message);
      case HResultTable.E_ACCESSDENIED -> new AccessDeniedException(subject, null, message);
      case HResultTable.E_HANDLE, HResultTable.MF_E_INVALIDREQUEST -> new Closed(message);
      case HResultTable.E_OUTOFMEMORY -> new OutOfMemoryError(message);
      case HResultTable.E_POINTER -> new NullPointerException(message);
      case HResultTable.E_INVALIDARG,
          0x80070083, // ERROR_NEGATIVE_SEEK
          0xC00D36F1, // MF_E_SOURCERESOLVER_MUTUALLY_EXCLUSIVE_FLAGS
          HResultTable.MF_E_INVALID_WORKQUEUE ->
          new IllegalArgumentException(message);
      case HResultTable.E_UNEXPECTED,
          HResultTable.E_PENDING,
          0x800401F0, // CO_E_NOTINITIALIZED
          0x80010106, // RPC_E_CHANGED_MODE
          0xC00D36B0, // MF_E_PLATFORM_NOT_INITIALIZED
          0xC00D36B5, // MF_E_NOTACCEPTING
          0xC00D36B6, // MF_E_NOT_INITIALIZED
          HResultTable.MF_E_UNEXPECTED,
          HResultTable.MF_E_MULTIPLE_BEGIN,
          HResultTable.MF_E_MULTIPLE_SUBSCRIBERS,
          HResultTable.MF_E_SHUTDOWN ->
          new IllegalStateException(message);
      case 0xC00D36B3, 0xC00D3702 -> // MF_E_INVALIDSTREAMNUMBER, MF_E_OUT_OF_RANGE
          new IndexOutOfBoundsException(message);
      case HResultTable.MF_E_INVALIDTYPE -> new ClassCastException(message);
      case 0x80070490 -> new NoSuchElementException(message); // ERROR_NOT_FOUND
      case 0x80070002, 0x80070003 -> // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND
          new NoSuchFileException(subject, null, message);
      case 0x80070050, 0x800700B7 -> // ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS
          new FileAlreadyExistsException(subject, null, message);
      case 0x8007007B -> new InvalidPathException(subject, message); // ERROR_INVALID_NAME
      case 0x80070013 -> new WriteProtected(message); // ERROR_WRITE_PROTECT
      case 0x80070004, // ERROR_TOO_MANY_OPEN_FILES
          0x80070020, // ERROR_SHARING_VIOLATION
          0x80070021, // ERROR_LOCK_VIOLATION
          0x80070027, // ERROR_HANDLE_DISK_FULL
          HResultTable.ERROR_NOT_SUPPORTED,
          0x80070070, // ERROR_DISK_FULL
          0x800700CE, // ERROR_FILENAME_EXCED_RANGE
          0x800700DF, // ERROR_FILE_TOO_LARGE
          0x80070781 -> // ERROR_CANT_RESOLVE_FILENAME
          new FileSystemException(subject, null, message);
      default -> cause;
    };
  }

  // The JDK's exceptions of these kinds cannot say anything; ours are the same kinds, with a
  // message.

  private static final class Closed extends ClosedChannelException {
    private static final long serialVersionUID = 1;
    private final String message;

    Closed(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }

  private static final class ClosedMeanwhile extends AsynchronousCloseException {
    private static final long serialVersionUID = 1;
    private final String message;

    ClosedMeanwhile(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }

  private static final class NotReadable extends NonReadableChannelException {
    private static final long serialVersionUID = 1;
    private final String message;

    NotReadable(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }

  private static final class NotWritable extends NonWritableChannelException {
    private static final long serialVersionUID = 1;
    private final String message;

    NotWritable(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }

  private static final class WriteProtected extends ReadOnlyFileSystemException {
    private static final long serialVersionUID = 1;
    private final String message;

    WriteProtected(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }
}
