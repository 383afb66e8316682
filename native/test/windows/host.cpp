#include "test/host.h"

namespace test {

Host TheHost() {
  static const Host host = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version")
                               ? Host::kWine
                               : Host::kWindows;
  return host;
}

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
