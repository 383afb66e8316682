// mfplat/platform.h over the portable engine.

#include "mfplat/platform.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>

#include "mfplat/quirks.h"
#include "portable/engine/engine.h"
#include "portable/engine/engine_choice.h"
#include "portable/engine/uring_port.h"
#include "portable/sys/utf16.h"

namespace mfplat {

HRESULT Load(std::string*) { return S_OK; }

Description Describe() {
  const portable::EngineChoice choice = portable::Engine::Get().Choice();
  const std::string refusal = portable::UringPort::Probe();
  return {Implementation(), choice.Name(), choice.reason,
          refusal.empty() ? "available" : "not available: " + refusal};
}

std::vector<Fact> Facts() {
  std::vector<Fact> facts{{"system", "glibc", gnu_get_libc_version()}};
  rlimit limit{};
  if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0) {
    facts.push_back({"system", "memlock",
                     limit.rlim_cur == RLIM_INFINITY ? "unlimited"
                                                     : std::to_string(limit.rlim_cur) + " bytes"});
  }
  return facts;
}

HRESULT ForceEngine(const std::string& name) { return portable::ForceEngine(name); }

// Wrappers, too, are this library's; none of them needs anything that the others do not.
bool IsPlatformStream(IMFByteStream*) noexcept { return true; }

std::basic_string<WCHAR> MakeScratchFile(const void* bytes, std::size_t size) {
  char name[] = "/tmp/mfplat4j-XXXXXX";
  const int file = mkstemp(name);
  if (file < 0) return {};
  const bool made = write(file, bytes, size) == static_cast<ssize_t>(size);
  (void)close(file);
  // The name is ASCII.
  std::basic_string<WCHAR> wide(name, name + sizeof name - 1);
  if (made) return wide;
  RemoveScratchFile(wide);
  return {};
}

void RemoveScratchFile(const std::basic_string<WCHAR>& name) noexcept {
  (void)unlink(std::string(name.begin(), name.end()).c_str());
}

// Not without a privilege.
int KeepPlace() noexcept { return 0; }
void GivePlace(int) noexcept {}

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

bool QueueThreadsAreOurs() noexcept { return true; }

void AdviseHugePages(void* memory, std::size_t size) noexcept {
  if (madvise(memory, size, MADV_HUGEPAGE) != 0) return;
  // Pages that are there already: replaced now since Linux 6.1, else by and by.
  constexpr int kCollapse = 25;
  (void)madvise(memory, size, kCollapse);
}

namespace {

constexpr pthread_key_t kNoKey = static_cast<pthread_key_t>(-1);

pthread_key_t ExitKey() noexcept {
  // The key's value is the handler itself, so that the destructor needs nothing else.
  static const pthread_key_t key = [] {
    pthread_key_t made;
    const auto run = [](void* value) { reinterpret_cast<void (*)()>(value)(); };
    // Can fail only when a process has a thousand keys.
    return pthread_key_create(&made, run) == 0 ? made : kNoKey;
  }();
  return key;
}

}  // namespace

bool CallAtThreadExit(void (*handler)() noexcept) noexcept {
  const pthread_key_t key = ExitKey();
  return key != kNoKey && pthread_setspecific(key, reinterpret_cast<void*>(handler)) == 0;
}

void ForgetThreadExits() noexcept {
  if (ExitKey() != kNoKey) (void)pthread_key_delete(ExitKey());
}

void KeepLibrary() noexcept {
  Dl_info self;
  if (dladdr(reinterpret_cast<const void*>(&KeepLibrary), &self) == 0) return;
  // By the name that it was loaded by; the file may be gone.
  (void)dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
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
