// mfplat/native_event.h with events of Windows.

#include "mfplat/native_event.h"

namespace mfplat {

namespace {

HRESULT LastError() noexcept { return HRESULT_FROM_WIN32(GetLastError()); }

}  // namespace

HRESULT CreateNativeEvent(HANDLE* event) noexcept {
  *event = CreateEventW(nullptr, FALSE, FALSE, nullptr);
  return *event == nullptr ? LastError() : S_OK;
}

HRESULT SetNativeEvent(HANDLE event) noexcept { return SetEvent(event) ? S_OK : LastError(); }

HRESULT ResetNativeEvent(HANDLE event) noexcept { return ResetEvent(event) ? S_OK : LastError(); }

void CloseNativeEvent(HANDLE event) noexcept { CloseHandle(event); }

}  // namespace mfplat
