// mfplat/platform.h over Windows, and over Wine, which calls itself by its name.

#include "mfplat/platform.h"

#include "windows/mfplat_dll.h"

namespace mfplat {

HRESULT Load(std::string* cause) { return windows::LoadMfplat(cause); }

Description Describe() {
  using GetVersion = const char*(CDECL*)();
  const auto wine_version = reinterpret_cast<GetVersion>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version")));
  const std::string owner =
      wine_version == nullptr ? "Windows" : "Wine " + std::string(wine_version());
  return {"mfplat.dll (" + owner + ")", "mfplat",
          "Media Foundation reads files itself; there is no engine to choose", "not applicable"};
}

HRESULT ForceEngine(const std::string& name) { return name.empty() ? S_OK : E_NOTIMPL; }

void CallAtThreadExit(void (*handler)()) noexcept {
  // FLS callbacks run before the loader lock is taken; those of thread_local objects, under it.
  static const DWORD slot = FlsAlloc([](void* value) {
    if (value != nullptr) reinterpret_cast<void (*)()>(value)();
  });
  // Without a slot, threads stay attached until they end.
  if (slot != FLS_OUT_OF_INDEXES) FlsSetValue(slot, reinterpret_cast<void*>(handler));
}

}  // namespace mfplat
