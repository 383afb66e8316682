#include "test/host.h"

#include <cstdlib>

namespace test {

// The tests ask for themselves: what the library believes is what they test.
int WineVersion() {
  using GetVersion = const char*(CDECL*)();
  static const auto get_version = reinterpret_cast<GetVersion>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version")));
  return get_version == nullptr ? 0 : std::atoi(get_version());
}

Host TheHost() { return WineVersion() == 0 ? Host::kWindows : Host::kWine; }

HANDLE NewEvent() { return CreateEventW(nullptr, FALSE, FALSE, nullptr); }

void SignalEvent(HANDLE event) { SetEvent(event); }

bool EventIsOpen(HANDLE event) {
  DWORD flags = 0;
  return GetHandleInformation(event, &flags) != 0;
}

bool EventIsSignalled(HANDLE event, int millis) {
  return WaitForSingleObject(event, static_cast<DWORD>(millis)) == WAIT_OBJECT_0;
}

void CloseEventHandle(HANDLE event) { CloseHandle(event); }

}  // namespace test
