// What detaching a thread from the JVM at its end rests on: callbacks of fiber-local storage (FLS).
// The library takes that way on Windows alone. Here it is tried without a JVM, on Wine as well:
// Wine runs these callbacks under a lock that a JVM which starts a thread waits for.

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <optional>

#include "mfplat/platform.h"
#include "test/fixtures.h"

namespace test {

namespace {

constexpr int kExitCode = 42;
constexpr DWORD kLimitMillis = 20000;
// How often in a usual run; MFPLAT4J_TEST_EXITS says otherwise.
constexpr int kExits = 20;
constexpr char kChild[] =
    "child: a process that ends while threads have something to do at their end";

template <class Function>
Function* Find(const wchar_t* library, const char* name) noexcept {
  return reinterpret_cast<Function*>(
      reinterpret_cast<void*>(GetProcAddress(LoadLibraryW(library), name)));
}

bool IsProcessEnding() noexcept {
  static const auto asked = Find<BOOLEAN NTAPI(void)>(L"ntdll.dll", "RtlDllShutdownInProgress");
  return asked != nullptr && asked() != FALSE;
}

HRESULT InitializeCom(DWORD apartment) noexcept {
  static const auto initialize = Find<HRESULT WINAPI(void*, DWORD)>(L"ole32.dll", "CoInitializeEx");
  return initialize == nullptr ? E_NOTIMPL : initialize(nullptr, apartment);
}

void UninitializeCom() noexcept {
  static const auto uninitialize = Find<void WINAPI(void)>(L"ole32.dll", "CoUninitialize");
  if (uninitialize != nullptr) uninitialize();
}

std::atomic<int> ends{0};

// As mfplat::CallAtThreadExit where the platform has it. Else, on Wine, the same way by hand: COM's
// slot first, and nothing once the process is ending.
bool CallAtThreadExit(void (*handler)() noexcept) noexcept {
  if (mfplat::CallAtThreadExit(handler)) return true;
  if (!OnWine({8, 10})) return false;
  static const DWORD slot = [] {
    if (SUCCEEDED(InitializeCom(0))) UninitializeCom();
    return FlsAlloc([](void* value) {
      if (value != nullptr && !IsProcessEnding()) reinterpret_cast<void (*)()>(value)();
    });
  }();
  return slot != FLS_OUT_OF_INDEXES && FlsSetValue(slot, reinterpret_cast<void*>(handler)) != FALSE;
}

// Runs the case that is named kChild in a process of its own; its exit code. Nothing when the
// process did not end by itself, and was ended.
std::optional<DWORD> RunChild() {
  wchar_t program[MAX_PATH];
  REQUIRE(GetModuleFileNameW(nullptr, program, MAX_PATH) > 0);
  std::wstring command = L"\"" + std::wstring(program) + L"\" --no-skip \"--test-case=";
  for (const char* at = kChild; *at != 0; ++at) command += static_cast<wchar_t>(*at);
  command += L"\"";
  STARTUPINFOW startup = {};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION child = {};
  REQUIRE(CreateProcessW(program, command.data(), nullptr, nullptr, FALSE, CREATE_NO_WINDOW,
                         nullptr, nullptr, &startup, &child) != FALSE);
  const bool ended = WaitForSingleObject(child.hProcess, kLimitMillis) == WAIT_OBJECT_0;
  if (!ended) TerminateProcess(child.hProcess, EXIT_FAILURE);
  DWORD code = 0;
  GetExitCodeProcess(child.hProcess, &code);
  CloseHandle(child.hThread);
  CloseHandle(child.hProcess);
  return ended ? std::optional(code) : std::nullopt;
}

}  // namespace

// Threads end, and begin to wait for the exit, while ExitProcess ends them all.
TEST_CASE("child: a process that ends while threads have something to do at their end" *
          doctest::skip()) {
  const auto handler = []() noexcept {
    if (IsProcessEnding()) TerminateProcess(GetCurrentProcess(), EXIT_FAILURE);
    ends.fetch_add(1);
  };
  if (!CallAtThreadExit(handler)) ExitProcess(EXIT_FAILURE);
  for (int i = 0; i < 4; ++i) {
    std::thread([handler] {
      for (;;) {
        std::thread([handler] { (void)CallAtThreadExit(handler); }).join();
      }
    }).detach();
  }
  while (ends.load() < 50) std::this_thread::yield();
  ExitProcess(kExitCode);
}

// Expected on Windows: ExitProcess ends all other threads first, and FLS callbacks of its own
// thread then run while RtlDllShutdownInProgress says so (ExitProcess; FlsAlloc). One that waited
// for what a thread that has been ended holds would wait for ever.
TEST_CASE_FIXTURE(ObjectsTest, "a process ends whatever its threads have to do at their end") {
  const char* const asked = std::getenv("MFPLAT4J_TEST_EXITS");
  const int exits = asked == nullptr ? kExits : std::atoi(asked);
  int stood_still = 0;
  for (int i = 0; i < exits; ++i) {
    CAPTURE(i);
    if (const std::optional<DWORD> code = RunChild()) {
      REQUIRE(*code == kExitCode);
    } else {
      ++stood_still;
    }
    // Seen on Wine 8.0 and Wine 10.0, on a busy machine: one or two of twenty.
    const int allowed = stood_still > 0 && OnWine({8, 10}) ? std::max(1, exits / 4) : 0;
    REQUIRE(stood_still <= allowed);
  }
  MESSAGE(stood_still << " of " << exits << " processes stood still");
}

// Expected on Windows: the same. COM has taken its slot before ours, so that its own clean-up comes
// first; what that releases may still be called on a thread that is not detached yet.
TEST_CASE_FIXTURE(ObjectsTest,
                  "a thread that has initialised COM and ends has its handler called once") {
  const auto handler = []() noexcept { ends.fetch_add(1); };
  // Multithreaded and apartment-threaded; neither is uninitialised.
  for (const DWORD apartment : {DWORD{0x0}, DWORD{0x2}}) {
    CAPTURE(apartment);
    ends.store(0);
    HRESULT com = E_FAIL;
    bool heard = false;
    std::thread([&] {
      heard = CallAtThreadExit(handler);
      com = InitializeCom(apartment);
    }).join();
    CHECK(com == S_OK);
    REQUIRE(heard);
    CHECK(Eventually([] { return ends.load() == 1; }));
    CHECK(Never([] { return ends.load() > 1; }));
  }
}

}  // namespace test
