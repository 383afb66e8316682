// mfplat/platform.h over the portable engine.

#include "mfplat/platform.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>

#include "portable/engine.h"
#include "portable/engine_choice.h"
#include "portable/uring_port.h"
#include "portable/utf16.h"

namespace mfplat {

HRESULT Load(std::string*) { return S_OK; }

Description Describe() {
  const portable::EngineChoice choice = portable::Engine::Get().Choice();
  const std::string refusal = portable::UringPort::Probe();
  return {"mfplat4j portable engine", choice.Name(), choice.reason,
          refusal.empty() ? "available" : "not available: " + refusal};
}

HRESULT ForceEngine(const std::string& name) { return portable::ForceEngine(name); }

const char* BeginWriteDefect() noexcept { return ""; }
bool HasBeginWriteDefect(IMFByteStream*) noexcept { return false; }

const char* ReplyModeDefect() noexcept { return ""; }

bool TakesPositionLate() noexcept { return false; }

bool FreesQueuesEarly() noexcept { return false; }

const WCHAR* CommandLine() noexcept {
  static constexpr WCHAR kNone[] = {0};
  return kNone;
}

bool IsWorkingDirectory(LPCWSTR path) noexcept try {
  std::string wanted;
  std::error_code error;
  return portable::Utf16ToPath(path, &wanted) &&
         std::filesystem::current_path(error).native() == wanted && !error;
} catch (const std::bad_alloc&) {
  return false;
}

void AdviseHugePages(void* memory, std::size_t size) noexcept {
  if (madvise(memory, size, MADV_HUGEPAGE) != 0) return;
  // Pages that are there already: replaced now since Linux 6.1, else by and by.
  constexpr int kCollapse = 25;
  (void)madvise(memory, size, kCollapse);
}

bool CallAtThreadExit(void (*handler)() noexcept) noexcept {
  // The key's value is the handler itself, so that the destructor needs nothing else.
  static const pthread_key_t key = [] {
    pthread_key_t made;
    const auto run = [](void* value) { reinterpret_cast<void (*)()>(value)(); };
    // Can fail only when a process has a thousand keys.
    return pthread_key_create(&made, run) == 0 ? made : static_cast<pthread_key_t>(-1);
  }();
  return key != static_cast<pthread_key_t>(-1) &&
         pthread_setspecific(key, reinterpret_cast<void*>(handler)) == 0;
}

void WaitWhile(const std::atomic<std::uint32_t>& word, std::uint32_t value,
               std::chrono::milliseconds limit) noexcept {
  const timespec time{static_cast<time_t>(limit.count() / 1000), limit.count() % 1000 * 1'000'000};
  (void)syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, &time, nullptr, 0);
}

void WakeOne(std::atomic<std::uint32_t>& word) noexcept {
  (void)syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace mfplat
