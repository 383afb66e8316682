package org.mfplat4j.internal.hresult;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The codes of this library's surface: one row each, by value, with Microsoft's name and meaning.
 */
public final class HResultTable {
  public static final int S_OK = 0;
  public static final int S_FALSE = 1;
  public static final int E_PENDING = 0x8000000A;
  public static final int E_NOTIMPL = 0x80004001;
  public static final int E_NOINTERFACE = 0x80004002;
  public static final int E_POINTER = 0x80004003;
  public static final int E_ABORT = 0x80004004;
  public static final int E_FAIL = 0x80004005;
  public static final int E_UNEXPECTED = 0x8000FFFF;
  public static final int E_ACCESSDENIED = 0x80070005;
  public static final int E_HANDLE = 0x80070006;
  public static final int E_OUTOFMEMORY = 0x8007000E;
  public static final int E_INVALIDARG = 0x80070057;
  public static final int ERROR_NOT_SUPPORTED = 0x80070032;
  public static final int ERROR_HANDLE_EOF = 0x80070026;
  public static final int ERROR_OPERATION_ABORTED = 0x800703E3;
  public static final int MF_E_INVALIDREQUEST = 0xC00D36B2;
  public static final int MF_E_UNEXPECTED = 0xC00D36BB;
  public static final int MF_E_INVALIDTYPE = 0xC00D36BD;
  public static final int MF_E_MULTIPLE_BEGIN = 0xC00D36D9;
  public static final int MF_E_MULTIPLE_SUBSCRIBERS = 0xC00D36DA;
  public static final int MF_E_ATTRIBUTENOTFOUND = 0xC00D36E6;
  public static final int MF_E_OPERATION_CANCELLED = 0xC00D36ED;
  public static final int MF_E_INVALID_WORKQUEUE = 0xC00D36FF;
  public static final int MF_E_NO_EVENTS_AVAILABLE = 0xC00D3E80;
  public static final int MF_E_SHUTDOWN = 0xC00D3E85;

  /** A code with its name and its meaning in one line. */
  public record Row(int code, String name, String text) {}

  private static final Map<Integer, Row> ROWS = new HashMap<>();

  static {
    row(S_OK, "S_OK", "Success");
    row(S_FALSE, "S_FALSE", "Success, with nothing to do");
    row(0x000D36D8, "MF_S_MULTIPLE_BEGIN", "Already subscribed; no further callback comes");
    row(0x000D9C44, "MF_S_CLOCK_STOPPED", "The timer is set, but its clock is stopped");
    row(E_PENDING, "E_PENDING", "The operation has not completed");
    row(E_NOTIMPL, "E_NOTIMPL", "Not implemented");
    row(E_NOINTERFACE, "E_NOINTERFACE", "The object does not have this interface");
    row(E_POINTER, "E_POINTER", "A pointer is null, or there is nothing to give");
    row(E_ABORT, "E_ABORT", "The operation was aborted");
    row(E_FAIL, "E_FAIL", "Unspecified failure");
    row(E_UNEXPECTED, "E_UNEXPECTED", "Unexpected failure");
    row(0x800401F0, "CO_E_NOTINITIALIZED", "COM is not initialised on this thread");
    row(0x80010106, "RPC_E_CHANGED_MODE", "COM is initialised otherwise on this thread");
    row(E_ACCESSDENIED, "E_ACCESSDENIED", "Access is denied");
    row(E_HANDLE, "E_HANDLE", "The handle is invalid or closed");
    row(E_OUTOFMEMORY, "E_OUTOFMEMORY", "Out of memory");
    row(E_INVALIDARG, "E_INVALIDARG", "An argument is invalid");
    win32(2, "ERROR_FILE_NOT_FOUND", "The file does not exist");
    win32(3, "ERROR_PATH_NOT_FOUND", "A directory on the path does not exist");
    win32(4, "ERROR_TOO_MANY_OPEN_FILES", "Too many files are open");
    win32(19, "ERROR_WRITE_PROTECT", "The medium is write-protected");
    win32(23, "ERROR_CRC", "The data is damaged");
    win32(32, "ERROR_SHARING_VIOLATION", "Somebody else has the file open");
    win32(33, "ERROR_LOCK_VIOLATION", "Somebody else has locked a part of the file");
    win32(38, "ERROR_HANDLE_EOF", "The end of the file is reached");
    win32(39, "ERROR_HANDLE_DISK_FULL", "The disk is full");
    win32(50, "ERROR_NOT_SUPPORTED", "Not supported for this kind of file");
    win32(80, "ERROR_FILE_EXISTS", "The file exists");
    win32(112, "ERROR_DISK_FULL", "The disk is full");
    win32(123, "ERROR_INVALID_NAME", "The file name is malformed");
    win32(126, "ERROR_MOD_NOT_FOUND", "A module could not be found");
    win32(127, "ERROR_PROC_NOT_FOUND", "A function could not be found");
    win32(131, "ERROR_NEGATIVE_SEEK", "The position is before the beginning of the file");
    win32(164, "ERROR_MAX_THRDS_REACHED", "The system has no more threads");
    win32(170, "ERROR_BUSY", "The resource is in use");
    win32(183, "ERROR_ALREADY_EXISTS", "The file exists");
    win32(206, "ERROR_FILENAME_EXCED_RANGE", "The file name is too long");
    win32(223, "ERROR_FILE_TOO_LARGE", "The file would be too large");
    win32(995, "ERROR_OPERATION_ABORTED", "The operation was cancelled");
    win32(998, "ERROR_NOACCESS", "The buffer cannot be accessed");
    win32(1117, "ERROR_IO_DEVICE", "The device failed");
    win32(1168, "ERROR_NOT_FOUND", "There is no such element");
    win32(1223, "ERROR_CANCELLED", "The operation was cancelled");
    win32(1237, "ERROR_RETRY", "The operation was interrupted again and again");
    win32(1460, "ERROR_TIMEOUT", "The time ran out");
    win32(1921, "ERROR_CANT_RESOLVE_FILENAME", "The path has too many links");
    row(0xC00D36B0, "MF_E_PLATFORM_NOT_INITIALIZED", "The platform is not started");
    row(0xC00D36B1, "MF_E_BUFFERTOOSMALL", "The buffer is too small");
    row(
        MF_E_INVALIDREQUEST,
        "MF_E_INVALIDREQUEST",
        "The stream is closed, or the call illegal now");
    row(0xC00D36B3, "MF_E_INVALIDSTREAMNUMBER", "There is no stream with this number");
    row(0xC00D36B5, "MF_E_NOTACCEPTING", "No data is accepted now");
    row(0xC00D36B6, "MF_E_NOT_INITIALIZED", "The object is not initialised");
    row(0xC00D36BA, "MF_E_UNSUPPORTED_SERVICE", "The object has no such service");
    row(MF_E_UNEXPECTED, "MF_E_UNEXPECTED", "Unexpected failure");
    row(MF_E_INVALIDTYPE, "MF_E_INVALIDTYPE", "The value is of another type");
    row(0xC00D36C3, "MF_E_UNSUPPORTED_SCHEME", "The URL's scheme is not supported");
    row(0xC00D36C4, "MF_E_UNSUPPORTED_BYTESTREAM_TYPE", "The stream's type is not supported");
    row(0xC00D36D5, "MF_E_NOT_FOUND", "There is no such item, or it is done");
    row(MF_E_MULTIPLE_BEGIN, "MF_E_MULTIPLE_BEGIN", "Subscribed already, with another state");
    row(MF_E_MULTIPLE_SUBSCRIBERS, "MF_E_MULTIPLE_SUBSCRIBERS", "Somebody else is subscribed");
    row(0xC00D36E3, "MF_E_BAD_STARTUP_VERSION", "This version of the platform is not supported");
    row(MF_E_ATTRIBUTENOTFOUND, "MF_E_ATTRIBUTENOTFOUND", "The attribute is not set");
    row(MF_E_OPERATION_CANCELLED, "MF_E_OPERATION_CANCELLED", "The operation was cancelled");
    row(0xC00D36EE, "MF_E_BYTESTREAM_NOT_SEEKABLE", "The stream cannot seek");
    row(0xC00D36EF, "MF_E_DISABLED_IN_SAFEMODE", "The platform is disabled in safe mode");
    row(0xC00D36F0, "MF_E_CANNOT_PARSE_BYTESTREAM", "The stream's content is not understood");
    row(0xC00D36F1, "MF_E_SOURCERESOLVER_MUTUALLY_EXCLUSIVE_FLAGS", "The flags exclude each other");
    row(0xC00D36FB, "MF_E_BYTESTREAM_UNKNOWN_LENGTH", "The stream's length is not known");
    row(MF_E_INVALID_WORKQUEUE, "MF_E_INVALID_WORKQUEUE", "There is no such work queue");
    row(0xC00D3702, "MF_E_OUT_OF_RANGE", "The value is out of range");
    row(MF_E_NO_EVENTS_AVAILABLE, "MF_E_NO_EVENTS_AVAILABLE", "No event is queued");
    row(0xC00D3E84, "MF_E_END_OF_STREAM", "The end of the stream is reached");
    row(MF_E_SHUTDOWN, "MF_E_SHUTDOWN", "The platform or the object is shut down");
  }

  private HResultTable() {}

  /** The row of this code; null for codes that the table does not have. */
  public static @Nullable Row find(int code) {
    return ROWS.get(code);
  }

  /** Every row, in no order. */
  public static Iterable<Row> rows() {
    return ROWS.values();
  }

  /** HRESULT_FROM_WIN32. */
  public static int fromWin32(int error) {
    return error == 0 ? S_OK : 0x80070000 | error;
  }

  /**
   * The name with the value, as in {@code MF_E_SHUTDOWN (0xC00D3E85)}; the value alone if nameless.
   */
  /** Microsoft's name of a code; the value where this library knows none. */
  public static String name(int code) {
    Row row = find(code);
    return row == null ? String.format(Locale.ROOT, "0x%08X", code) : row.name();
  }

  /** What a code means; "" where this library does not know. */
  public static String text(int code) {
    Row row = find(code);
    return row == null ? "" : row.text();
  }

  public static String describe(int code) {
    Row row = find(code);
    String value = String.format("0x%08X", code);
    return row == null ? value : row.name() + " (" + value + ")";
  }

  private static void row(int code, String name, String text) {
    if (ROWS.put(code, new Row(code, name, text)) != null) {
      throw new IllegalStateException("two rows for " + name);
    }
  }

  private static void win32(int error, String name, String text) {
    row(fromWin32(error), "HRESULT_FROM_WIN32(" + name + ")", text);
  }
}
