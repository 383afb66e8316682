package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mfplat4j.internal.hresult.HResultTable;

@Tag("engine-free")
class HResultTest {
  static Stream<HResultTable.Row> rows() {
    return StreamSupport.stream(HResultTable.rows().spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowHasItsNameItsMeaningAndItsSign(HResultTable.Row row) {
    HResult hresult = new HResult(row.code());
    assertThat(hresult.name()).isEqualTo(row.name());
    assertThat(hresult.text()).isEqualTo(row.text()).isNotBlank().doesNotEndWith(".");
    assertThat(hresult.toString()).isEqualTo("%s (0x%08X)".formatted(row.name(), row.code()));
    assertThat(row.name())
        .matches("(S|E|CO_E|RPC_E|MF_S|MF_E)_[A-Z_]+|HRESULT_FROM_WIN32\\(ERROR_[A-Z_]+\\)|S_OK");
    boolean success = row.name().startsWith("S_") || row.name().startsWith("MF_S_");
    assertThat(hresult.isSuccess()).isEqualTo(success);
    assertThat(hresult.isFailure()).isEqualTo(!success);
    assertThat(HResultTable.find(row.code())).isSameAs(row);
  }

  @Test
  void noTwoRowsHaveOneName() {
    Map<String, Integer> codes = new HashMap<>();
    rows().forEach(row -> assertThat(codes.put(row.name(), row.code())).as(row.name()).isNull());
    assertThat(codes).hasSizeGreaterThan(60);
  }

  /**
   * Values as Microsoft's headers have them, for the codes that the library itself throws or
   * compares.
   */
  @ParameterizedTest
  @CsvSource({
    "S_OK, 00000000",
    "S_FALSE, 00000001",
    "MF_S_MULTIPLE_BEGIN, 000D36D8",
    "MF_S_CLOCK_STOPPED, 000D9C44",
    "E_PENDING, 8000000A",
    "E_NOTIMPL, 80004001",
    "E_NOINTERFACE, 80004002",
    "E_POINTER, 80004003",
    "E_ABORT, 80004004",
    "E_FAIL, 80004005",
    "E_UNEXPECTED, 8000FFFF",
    "E_ACCESSDENIED, 80070005",
    "E_HANDLE, 80070006",
    "E_OUTOFMEMORY, 8007000E",
    "E_INVALIDARG, 80070057",
    "HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), 80070002",
    "HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND), 80070003",
    "HRESULT_FROM_WIN32(ERROR_TOO_MANY_OPEN_FILES), 80070004",
    "HRESULT_FROM_WIN32(ERROR_WRITE_PROTECT), 80070013",
    "HRESULT_FROM_WIN32(ERROR_CRC), 80070017",
    "HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION), 80070020",
    "HRESULT_FROM_WIN32(ERROR_LOCK_VIOLATION), 80070021",
    "HRESULT_FROM_WIN32(ERROR_HANDLE_EOF), 80070026",
    "HRESULT_FROM_WIN32(ERROR_HANDLE_DISK_FULL), 80070027",
    "HRESULT_FROM_WIN32(ERROR_FILE_EXISTS), 80070050",
    "HRESULT_FROM_WIN32(ERROR_DISK_FULL), 80070070",
    "HRESULT_FROM_WIN32(ERROR_INVALID_NAME), 8007007B",
    "HRESULT_FROM_WIN32(ERROR_NEGATIVE_SEEK), 80070083",
    "HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS), 800700B7",
    "HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE), 800700CE",
    "HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED), 800703E3",
    "HRESULT_FROM_WIN32(ERROR_MAX_THRDS_REACHED), 800700A4",
    "HRESULT_FROM_WIN32(ERROR_IO_DEVICE), 8007045D",
    "HRESULT_FROM_WIN32(ERROR_RETRY), 800704D5",
    "HRESULT_FROM_WIN32(ERROR_NOT_FOUND), 80070490",
    "HRESULT_FROM_WIN32(ERROR_CANCELLED), 800704C7",
    "CO_E_NOTINITIALIZED, 800401F0",
    "RPC_E_CHANGED_MODE, 80010106",
    "MF_E_PLATFORM_NOT_INITIALIZED, C00D36B0",
    "MF_E_BUFFERTOOSMALL, C00D36B1",
    "MF_E_INVALIDREQUEST, C00D36B2",
    "MF_E_INVALIDSTREAMNUMBER, C00D36B3",
    "MF_E_NOTACCEPTING, C00D36B5",
    "MF_E_NOT_INITIALIZED, C00D36B6",
    "MF_E_UNSUPPORTED_SERVICE, C00D36BA",
    "MF_E_UNEXPECTED, C00D36BB",
    "MF_E_UNSUPPORTED_SCHEME, C00D36C3",
    "MF_E_UNSUPPORTED_BYTESTREAM_TYPE, C00D36C4",
    "MF_E_NOT_FOUND, C00D36D5",
    "MF_E_MULTIPLE_BEGIN, C00D36D9",
    "MF_E_MULTIPLE_SUBSCRIBERS, C00D36DA",
    "MF_E_BAD_STARTUP_VERSION, C00D36E3",
    "MF_E_ATTRIBUTENOTFOUND, C00D36E6",
    "MF_E_OPERATION_CANCELLED, C00D36ED",
    "MF_E_BYTESTREAM_NOT_SEEKABLE, C00D36EE",
    "MF_E_DISABLED_IN_SAFEMODE, C00D36EF",
    "MF_E_CANNOT_PARSE_BYTESTREAM, C00D36F0",
    "MF_E_SOURCERESOLVER_MUTUALLY_EXCLUSIVE_FLAGS, C00D36F1",
    "MF_E_BYTESTREAM_UNKNOWN_LENGTH, C00D36FB",
    "MF_E_INVALID_WORKQUEUE, C00D36FF",
    "MF_E_OUT_OF_RANGE, C00D3702",
    "MF_E_NO_EVENTS_AVAILABLE, C00D3E80",
    "MF_E_END_OF_STREAM, C00D3E84",
    "MF_E_SHUTDOWN, C00D3E85"
  })
  void theNamesOfThisSurfaceStandForMicrosoftsValues(String name, String value) {
    assertThat(new HResult(Integer.parseUnsignedInt(value, 16)).name()).isEqualTo(name);
  }

  @Test
  void aNamelessCodeIsItsValue() {
    HResult nameless = new HResult(0x80001234);
    assertThat(nameless.name()).isEqualTo("0x80001234");
    assertThat(nameless.text()).isEmpty();
    assertThat(nameless.toString()).isEqualTo("0x80001234");
    assertThat(nameless.isFailure()).isTrue();
  }

  @Test
  void anyCodeOfZeroOrAboveIsASuccess() {
    assertThat(new HResult(123).isSuccess()).isTrue();
    assertThat(new HResult(Integer.MAX_VALUE).isSuccess()).isTrue();
    assertThat(new HResult(Integer.MIN_VALUE).isFailure()).isTrue();
    assertThat(HResult.S_FALSE.isSuccess()).isTrue();
  }

  @Test
  void win32ErrorsBecomeCodesAsTheMacroDoes() {
    assertThat(HResult.ofWin32(0)).isEqualTo(HResult.S_OK);
    assertThat(HResult.ofWin32(5)).isEqualTo(HResult.E_ACCESSDENIED);
    assertThat(HResult.ofWin32(87)).isEqualTo(HResult.E_INVALIDARG);
    assertThat(HResult.ofWin32(995)).isEqualTo(HResult.OPERATION_ABORTED);
    assertThat(HResult.ofWin32(0xFFFF).code()).isEqualTo(0x8007FFFF);
    assertThatIllegalArgumentException().isThrownBy(() -> HResult.ofWin32(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> HResult.ofWin32(0x10000));
  }

  @Test
  void theCodeBehindAnExceptionIsFoundAmongItsCauses() {
    MediaFoundationException exception =
        new MediaFoundationException(HResult.MF_E_SHUTDOWN, "BeginRead", "a.mp4");
    assertThat(HResult.of(exception)).isEqualTo(HResult.MF_E_SHUTDOWN);
    assertThat(HResult.of(new IOException(new IllegalStateException(exception))))
        .isEqualTo(HResult.MF_E_SHUTDOWN);
    assertThat(HResult.of(new FileNotFoundException())).isEqualTo(HResult.E_FAIL);
  }

  @Test
  void aRingOfCausesEnds() {
    IOException one = new IOException("one");
    IOException other = new IOException("other", one);
    one.initCause(other);
    assertThat(HResult.of(one)).isEqualTo(HResult.E_FAIL);
  }

  @Test
  void equalCodesAreEqual() {
    assertThat(new HResult(0xC00D3E85)).isEqualTo(HResult.MF_E_SHUTDOWN);
    assertThat(new HResult(0xC00D3E85)).hasSameHashCodeAs(HResult.MF_E_SHUTDOWN);
  }
}
