// mfplat/platform.h over Windows, and over Wine, which calls itself by its name.

#include "mfplat/platform.h"

#include "windows/mfplat_dll.h"

namespace mfplat {

HRESULT Load(std::string* cause) { return windows::LoadMfplat(cause); }

namespace {

// Wine's own version, or nullptr on Windows.
const char* WineVersion() noexcept {
  using GetVersion = const char*(CDECL*)();
  const auto get_version = reinterpret_cast<GetVersion>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version")));
  return get_version == nullptr ? nullptr : get_version();
}

}  // namespace

Description Describe() {
  const char* const wine = WineVersion();
  const std::string owner = wine == nullptr ? "Windows" : "Wine " + std::string(wine);
  return {"mfplat.dll (" + owner + ")", "mfplat",
          "Media Foundation reads files itself; there is no engine to choose", "not applicable"};
}

// It cannot be tried: the attempt itself would stop the STANDARD queue of this process for ever.
const char* BeginWriteDefect() noexcept {
  return WineVersion() == nullptr
             ? ""
             : "Wine's BeginWrite never completes, and stops the STANDARD queue for ever";
}

// Nor can this be tried: a serial queue that waits for a reply is lost with all that is on it.
const char* ReplyModeDefect() noexcept {
  return WineVersion() == nullptr ? "" : "Wine does not take replies, and stops the queue for ever";
}

// It cannot be tried either, without a file, the STANDARD queue and time.
bool TakesPositionLate() noexcept { return WineVersion() != nullptr; }

// To try this would be to crash.
bool FreesQueuesEarly() noexcept { return WineVersion() != nullptr; }

// The defect is that of the code behind the stream, which is the DLL that its vtable lies in.
bool HasBeginWriteDefect(IMFByteStream* stream) noexcept {
  if (WineVersion() == nullptr) return false;
  HMODULE owner = nullptr;
  const auto vtable = *reinterpret_cast<const wchar_t* const*>(stream);
  return GetModuleHandleExW(
             GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
             vtable, &owner) != FALSE &&
         owner == GetModuleHandleW(L"mfplat.dll");
}

bool IsWorkingDirectory(LPCWSTR) noexcept { return false; }

const WCHAR* CommandLine() noexcept { return GetCommandLineW(); }

HRESULT ForceEngine(const std::string& name) { return name.empty() ? S_OK : E_NOTIMPL; }

// Windows has large pages for privileged processes only.
void AdviseHugePages(void*, std::size_t) noexcept {}

bool CallAtThreadExit(void (*handler)() noexcept) noexcept {
  // FLS callbacks run before the loader lock is taken; those of thread_local objects, under it.
  // Those of Wine hold its FLS lock.
  static const DWORD slot =
      WineVersion() != nullptr ? FLS_OUT_OF_INDEXES : FlsAlloc([](void* value) {
        if (value != nullptr) reinterpret_cast<void (*)()>(value)();
      });
  return slot != FLS_OUT_OF_INDEXES && FlsSetValue(slot, reinterpret_cast<void*>(handler)) != FALSE;
}

void WaitWhile(const std::atomic<std::uint32_t>& word, std::uint32_t value,
               std::chrono::milliseconds limit) noexcept {
  (void)WaitOnAddress(const_cast<std::atomic<std::uint32_t>*>(&word), &value, sizeof value,
                      static_cast<DWORD>(limit.count()));
}

void WakeOne(std::atomic<std::uint32_t>& word) noexcept { WakeByAddressSingle(&word); }

}  // namespace mfplat
