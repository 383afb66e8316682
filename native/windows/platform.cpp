// mfplat/platform.h over mfplat.dll.

#include "mfplat/platform.h"

#include <algorithm>

#include "mfplat/quirks.h"
#include "windows/mfplat_dll.h"

namespace mfplat {

HRESULT Load(std::string* cause) { return windows::LoadMfplat(cause); }

Description Describe() {
  return {Implementation(), "mfplat",
          "Media Foundation reads files itself; there is no engine to choose", "not applicable"};
}

namespace {

// What Windows says of itself to programs without a manifest is an older version; ntdll has the
// truth.
std::string SystemVersion() {
  using Ask = LONG(NTAPI*)(OSVERSIONINFOW*);
  const auto ask = reinterpret_cast<Ask>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion")));
  OSVERSIONINFOW version{};
  version.dwOSVersionInfoSize = sizeof version;
  if (ask == nullptr || ask(&version) != 0) return "unknown";
  return std::to_string(version.dwMajorVersion) + "." + std::to_string(version.dwMinorVersion) +
         "." + std::to_string(version.dwBuildNumber);
}

}  // namespace

std::vector<Fact> Facts() {
  std::vector<Fact> facts{{"system", "Windows version", SystemVersion()}};
  const std::vector<const char*>& names = windows::UsedFunctions();
  const std::vector<const char*>& missing = windows::MissingFunctions();
  if (names.empty()) {
    facts.push_back({"mfplat.dll", "file", "none"});
    return facts;
  }
  facts.push_back({"mfplat.dll", "file", windows::MfplatFile()});
  facts.push_back({"mfplat.dll", "version", windows::MfplatVersion()});
  for (const char* const name : names) {
    const bool there = std::find(missing.begin(), missing.end(), name) == missing.end();
    facts.push_back({"export", name, there ? "there" : "missing"});
  }
  return facts;
}

// The code behind a stream lies where its vtable does.
bool IsPlatformStream(IMFByteStream* stream) noexcept {
  HMODULE owner = nullptr;
  const auto vtable = *reinterpret_cast<const wchar_t* const*>(stream);
  return GetModuleHandleExW(
             GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
             vtable, &owner) != FALSE &&
         owner == GetModuleHandleW(L"mfplat.dll");
}

bool IsWorkingDirectory(LPCWSTR) noexcept { return false; }

const WCHAR* CommandLine() noexcept { return GetCommandLineW(); }

std::basic_string<WCHAR> MakeScratchFile(const void* bytes, std::size_t size) {
  WCHAR folder[MAX_PATH + 1];
  WCHAR name[MAX_PATH + 1];
  const DWORD length = GetTempPathW(MAX_PATH + 1, folder);
  // Makes the file, too, under a name of its own.
  if (length == 0 || length > MAX_PATH || GetTempFileNameW(folder, L"mf4", 0, name) == 0) return {};
  const HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, nullptr, TRUNCATE_EXISTING,
                                  FILE_ATTRIBUTE_TEMPORARY, nullptr);
  DWORD written = 0;
  bool made = false;
  if (file != INVALID_HANDLE_VALUE) {
    made = WriteFile(file, bytes, static_cast<DWORD>(size), &written, nullptr) != FALSE &&
           written == size;
    CloseHandle(file);
  }
  if (made) return name;
  DeleteFileW(name);
  return {};
}

void RemoveScratchFile(const std::basic_string<WCHAR>& name) noexcept { DeleteFileW(name.c_str()); }

HRESULT ForceEngine(const std::string& name) { return name.empty() ? S_OK : E_NOTIMPL; }

int KeepPlace() noexcept {
  const int before = GetThreadPriority(GetCurrentThread());
  SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_TIME_CRITICAL);
  return before;
}

void GivePlace(int before) noexcept { SetThreadPriority(GetCurrentThread(), before); }

// They are mfplat.dll's.
bool QueueThreadsAreOurs() noexcept { return false; }

// Windows has large pages for privileged processes only.
void AdviseHugePages(void*, std::size_t) noexcept {}

namespace {

// Whether FLS callbacks have nothing to do any more: freeing the slot calls them all, on the thread
// that frees it.
std::atomic<bool> exits_forgotten{false};

// Whether the process is ending: ExitProcess has ended the other threads, one of which may have
// been in the JVM and keeps its locks for ever. ntdll exports the question; it stands in no header.
bool IsProcessEnding() noexcept {
  using Asked = BOOLEAN(NTAPI*)();
  static const auto asked = reinterpret_cast<Asked>(reinterpret_cast<void*>(
      GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlDllShutdownInProgress")));
  return asked != nullptr && asked() != FALSE;
}

// Lets COM take its slot of fiber-local storage. Callbacks run in the order of their slots. If
// COM's ran after ours, it could release objects of ours on a thread that we have detached, which
// attaches that thread again, for good. A thread that is in another apartment already has COM's
// slot.
void LetComHaveItsSlotFirst() noexcept {
  const HMODULE com = LoadLibraryExW(L"ole32.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (com == nullptr) return;
  using Initialize = HRESULT(WINAPI*)(void*, DWORD);
  using Uninitialize = void(WINAPI*)();
  const auto initialize =
      reinterpret_cast<Initialize>(reinterpret_cast<void*>(GetProcAddress(com, "CoInitializeEx")));
  const auto uninitialize = reinterpret_cast<Uninitialize>(
      reinterpret_cast<void*>(GetProcAddress(com, "CoUninitialize")));
  constexpr DWORD kMultithreaded = 0;
  if (initialize != nullptr && uninitialize != nullptr &&
      SUCCEEDED(initialize(nullptr, kMultithreaded))) {
    uninitialize();
  }
  // ole32.dll stays: its slot is worth nothing without it.
}

// Called once, by the first thread that has something to do at its end.
DWORD AllocateThreadEndSlot() noexcept {
  if (!KnownQuirks().runs_thread_ends_unlocked) return FLS_OUT_OF_INDEXES;
  LetComHaveItsSlotFirst();
  return FlsAlloc([](void* value) {
    if (value != nullptr && !exits_forgotten.load() && !IsProcessEnding()) {
      reinterpret_cast<void (*)()>(value)();
    }
  });
}

DWORD ThreadEndSlot() noexcept {
  // FLS callbacks run before the loader lock is taken; those of thread_local objects, under it.
  static const DWORD slot = AllocateThreadEndSlot();
  return slot;
}

}  // namespace

bool CallAtThreadExit(void (*handler)() noexcept) noexcept {
  const DWORD slot = ThreadEndSlot();
  return slot != FLS_OUT_OF_INDEXES && FlsSetValue(slot, reinterpret_cast<void*>(handler)) != FALSE;
}

void ForgetThreadExits() noexcept {
  exits_forgotten.store(true);
  if (ThreadEndSlot() != FLS_OUT_OF_INDEXES) FlsFree(ThreadEndSlot());
}

void KeepLibrary() noexcept {
  HMODULE pinned = nullptr;
  (void)GetModuleHandleExW(
      GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
      reinterpret_cast<const wchar_t*>(reinterpret_cast<const void*>(&KeepLibrary)), &pinned);
}

void WaitWhile(const std::atomic<std::uint32_t>& word, std::uint32_t value,
               std::chrono::milliseconds limit) noexcept {
  (void)WaitOnAddress(const_cast<std::atomic<std::uint32_t>*>(&word), &value, sizeof value,
                      static_cast<DWORD>(limit.count()));
}

void WakeOne(std::atomic<std::uint32_t>& word) noexcept { WakeByAddressSingle(&word); }

}  // namespace mfplat
