// The Windows base types that Media Foundation's ABI is spelled in, with the sizes they have on
// 64-bit Windows. Not here: anything that the bound functions do not mention, except for the one
// function at the end of these.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

using BOOL = std::int32_t;
using BYTE = std::uint8_t;
using DWORD = std::uint32_t;
using HANDLE = void*;
using HRESULT = std::int32_t;
using INT64 = std::int64_t;
using LONG = std::int32_t;
using LONGLONG = std::int64_t;
using QWORD = std::uint64_t;
using UINT8 = std::uint8_t;
using UINT32 = std::uint32_t;
using UINT64 = std::uint64_t;
using ULONG = std::uint32_t;
using ULONGLONG = std::uint64_t;
using WORD = std::uint16_t;
// Sixteen bits as on Windows, so that a Java string crosses without conversion.
using WCHAR = char16_t;
using LPWSTR = WCHAR*;
using LPCWSTR = const WCHAR*;

inline constexpr BOOL FALSE = 0;
inline constexpr BOOL TRUE = 1;

// No calling convention to name: x86-64 Linux has one.
#define STDMETHODCALLTYPE
#define STDAPI extern "C" HRESULT

struct GUID {
  std::uint32_t Data1;
  std::uint16_t Data2;
  std::uint16_t Data3;
  std::uint8_t Data4[8];

  friend bool operator==(const GUID& a, const GUID& b) noexcept {
    return std::memcmp(&a, &b, sizeof(GUID)) == 0;
  }
};
using IID = GUID;
using REFIID = const IID&;
using REFGUID = const GUID&;

// Part of MFASYNCRESULT's layout. The engine does not use it: 32 bytes that keep the offsets.
struct OVERLAPPED {
  std::uintptr_t Internal;
  std::uintptr_t InternalHigh;
  DWORD Offset;
  DWORD OffsetHigh;
  HANDLE hEvent;
};

// Of the calling thread; a multiple of four, as Windows's are, and not the system's own.
inline DWORD GetCurrentThreadId() noexcept {
  static std::atomic<DWORD> threads{0};
  static thread_local DWORD id = 0;
  if (id == 0) id = 4 * (threads.fetch_add(1, std::memory_order_relaxed) + 1);
  return id;
}
