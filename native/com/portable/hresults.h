// The HRESULTs that the portable engine answers, with Microsoft's names and values.
#pragma once

#include "com/portable/types.h"

namespace com::portable {
constexpr HRESULT Code(std::uint32_t value) noexcept { return static_cast<HRESULT>(value); }
}  // namespace com::portable

constexpr bool SUCCEEDED(HRESULT hr) noexcept { return hr >= 0; }
constexpr bool FAILED(HRESULT hr) noexcept { return hr < 0; }

inline constexpr HRESULT S_OK = 0;
inline constexpr HRESULT S_FALSE = 1;
inline constexpr HRESULT E_PENDING = com::portable::Code(0x8000000A);
inline constexpr HRESULT E_NOTIMPL = com::portable::Code(0x80004001);
inline constexpr HRESULT E_NOINTERFACE = com::portable::Code(0x80004002);
inline constexpr HRESULT E_POINTER = com::portable::Code(0x80004003);
inline constexpr HRESULT E_FAIL = com::portable::Code(0x80004005);
inline constexpr HRESULT E_UNEXPECTED = com::portable::Code(0x8000FFFF);
inline constexpr HRESULT DISP_E_BADVARTYPE = com::portable::Code(0x80020008);
inline constexpr HRESULT E_ACCESSDENIED = com::portable::Code(0x80070005);
inline constexpr HRESULT E_HANDLE = com::portable::Code(0x80070006);
inline constexpr HRESULT E_OUTOFMEMORY = com::portable::Code(0x8007000E);
inline constexpr HRESULT E_INVALIDARG = com::portable::Code(0x80070057);

inline constexpr HRESULT MF_S_MULTIPLE_BEGIN = com::portable::Code(0x000D36D8);
inline constexpr HRESULT MF_E_BUFFERTOOSMALL = com::portable::Code(0xC00D36B1);
inline constexpr HRESULT MF_E_INVALIDREQUEST = com::portable::Code(0xC00D36B2);
inline constexpr HRESULT MF_E_INVALIDSTREAMNUMBER = com::portable::Code(0xC00D36B3);
inline constexpr HRESULT MF_E_INVALIDMEDIATYPE = com::portable::Code(0xC00D36B4);
inline constexpr HRESULT MF_E_NOTACCEPTING = com::portable::Code(0xC00D36B5);
inline constexpr HRESULT MF_E_NO_MORE_TYPES = com::portable::Code(0xC00D36B9);
inline constexpr HRESULT MF_E_UNSUPPORTED_SERVICE = com::portable::Code(0xC00D36BA);
inline constexpr HRESULT MF_E_UNEXPECTED = com::portable::Code(0xC00D36BB);
inline constexpr HRESULT MF_E_INVALIDTYPE = com::portable::Code(0xC00D36BD);
inline constexpr HRESULT MF_E_INVALID_FILE_FORMAT = com::portable::Code(0xC00D36BE);
inline constexpr HRESULT MF_E_UNSUPPORTED_BYTESTREAM_TYPE = com::portable::Code(0xC00D36C4);
inline constexpr HRESULT MF_E_UNSUPPORTED_TIME_FORMAT = com::portable::Code(0xC00D36C5);
inline constexpr HRESULT MF_E_NO_SAMPLE_TIMESTAMP = com::portable::Code(0xC00D36C8);
inline constexpr HRESULT MF_E_NO_SAMPLE_DURATION = com::portable::Code(0xC00D36C9);
inline constexpr HRESULT MF_E_NOT_FOUND = com::portable::Code(0xC00D36D5);
inline constexpr HRESULT MF_E_MULTIPLE_BEGIN = com::portable::Code(0xC00D36D9);
inline constexpr HRESULT MF_E_MULTIPLE_SUBSCRIBERS = com::portable::Code(0xC00D36DA);
inline constexpr HRESULT MF_E_BAD_STARTUP_VERSION = com::portable::Code(0xC00D36E3);
inline constexpr HRESULT MF_E_ATTRIBUTENOTFOUND = com::portable::Code(0xC00D36E6);
inline constexpr HRESULT MF_E_OPERATION_CANCELLED = com::portable::Code(0xC00D36ED);
inline constexpr HRESULT MF_E_BYTESTREAM_NOT_SEEKABLE = com::portable::Code(0xC00D36EE);
inline constexpr HRESULT MF_E_INVALID_WORKQUEUE = com::portable::Code(0xC00D36FF);
inline constexpr HRESULT MF_E_NO_EVENTS_AVAILABLE = com::portable::Code(0xC00D3E80);
inline constexpr HRESULT MF_E_SHUTDOWN = com::portable::Code(0xC00D3E85);

inline constexpr HRESULT MF_E_TOPO_CODEC_NOT_FOUND = com::portable::Code(0xC00D5212);

// The Win32 errors that file streams report, each as HRESULT_FROM_WIN32(error).
inline constexpr DWORD ERROR_FILE_NOT_FOUND = 2;
inline constexpr DWORD ERROR_PATH_NOT_FOUND = 3;
inline constexpr DWORD ERROR_TOO_MANY_OPEN_FILES = 4;
inline constexpr DWORD ERROR_WRITE_PROTECT = 19;
inline constexpr DWORD ERROR_SHARING_VIOLATION = 32;
inline constexpr DWORD ERROR_LOCK_VIOLATION = 33;
inline constexpr DWORD ERROR_NOT_SUPPORTED = 50;
inline constexpr DWORD ERROR_FILE_EXISTS = 80;
inline constexpr DWORD ERROR_DISK_FULL = 112;
inline constexpr DWORD ERROR_INSUFFICIENT_BUFFER = 122;
inline constexpr DWORD ERROR_INVALID_NAME = 123;
inline constexpr DWORD ERROR_MAX_THRDS_REACHED = 164;
inline constexpr DWORD ERROR_BUSY = 170;
inline constexpr DWORD ERROR_FILENAME_EXCED_RANGE = 206;
inline constexpr DWORD ERROR_FILE_TOO_LARGE = 223;
inline constexpr DWORD ERROR_OPERATION_ABORTED = 995;
inline constexpr DWORD ERROR_NOACCESS = 998;
inline constexpr DWORD ERROR_IO_DEVICE = 1117;
inline constexpr DWORD ERROR_RETRY = 1237;
inline constexpr DWORD ERROR_CANT_RESOLVE_FILENAME = 1921;

constexpr HRESULT HRESULT_FROM_WIN32(DWORD error) noexcept {
  return error == 0 ? S_OK : com::portable::Code((error & 0xFFFF) | 0x80070000);
}
