#include "portable/queue/platform_lock.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "com/striped_counter.h"
#include "mfplat/mfplat.h"
#include "portable/engine/engine.h"
#include "portable/queue/deferred_work.h"

namespace portable {

namespace {

// What MFShutdown waits at most for results that are still held: the longest of the three figures
// in Microsoft's documentation.
constexpr std::chrono::seconds kShutdownWait{5};
// After that, what its threads get to end when nothing is outstanding.
constexpr std::chrono::seconds kThreadsWait{1};
constexpr ULONG kVistaVersion = 0x00010070;

struct Platform {
  // Serialises the start and the stop of the engine. Never taken by a thread that releases a
  // result: the engine's last thread may be doing just that while Stop waits for it.
  std::mutex lifecycle;
  // Changed under lifecycle.
  std::atomic<std::int64_t> startups{0};

  // Those who wait in MFShutdown, and what wakes them.
  std::mutex drain_mutex;
  std::condition_variable drained;
  std::atomic<int> draining{0};
  // MFLockPlatform's, and one for each result that lives.
  com::StripedCounter locks;
  // The former alone, less what MFUnlockPlatform has taken back: quicker to read.
  std::atomic<std::int64_t> client_locks{0};

  // Locks have become fewer: the thread that waits for that looks again.
  void Unlocked() noexcept {
    if (draining.load() == 0) return;
    std::lock_guard lock(drain_mutex);
    drained.notify_all();
  }
};

// Never destroyed: results may be released while the process exits.
Platform& ThePlatform() noexcept {
  static Platform* const platform = new Platform();
  return *platform;
}

}  // namespace

PlatformLock::PlatformLock() noexcept { ThePlatform().locks.Add(); }

PlatformLock::~PlatformLock() {
  Platform& platform = ThePlatform();
  platform.locks.Remove();
  platform.Unlocked();
}

// MFLockPlatform and MFStartup work on the same count, so an unbalanced unlock stops the platform,
// and a lock revives it; but a lock alone does not start one.
bool PlatformAccepts() noexcept {
  Platform& platform = ThePlatform();
  const std::int64_t startups = platform.startups.load();
  if (startups <= 0) return false;
  // Most often so, and then the results need not be counted.
  return startups + platform.client_locks.load() > 0 || startups + platform.locks.Count() > 0;
}

}  // namespace portable

using portable::Engine;

STDAPI MFStartup(ULONG Version, DWORD) {
  if (Version != MF_VERSION && Version != portable::kVistaVersion) return MF_E_BAD_STARTUP_VERSION;
  auto& platform = portable::ThePlatform();
  std::lock_guard lifecycle(platform.lifecycle);
  if (platform.startups.load() == 0) {
    const HRESULT hr = Engine::Get().Start();
    if (FAILED(hr)) return hr;
  }
  platform.startups.fetch_add(1);
  // A shutdown that waits has nothing to wait for any more.
  std::lock_guard lock(platform.drain_mutex);
  platform.drained.notify_all();
  return S_OK;
}

STDAPI MFShutdown() {
  auto& platform = portable::ThePlatform();
  {
    std::lock_guard lifecycle(platform.lifecycle);
    if (platform.startups.load() == 0) return S_OK;
    if (platform.startups.fetch_sub(1) > 1) return S_OK;
  }
  // New work is refused from here on, and no thread waits any more for what would come later: items
  // that wait for a time are dropped, those that wait for an event are told that they are
  // cancelled.
  portable::DeferredWork::Get().Stop();
  // Work queues that are still locked are not waited for, unlike on Windows: an idle queue that was
  // forgotten would only cost the time. What was accepted is still delivered. A thread of the
  // engine cannot wait for what it may itself be holding up.
  if (!Engine::OnEngineThread()) {
    std::unique_lock lock(platform.drain_mutex);
    platform.draining.fetch_add(1);
    platform.drained.wait_for(lock, portable::kShutdownWait, [&platform] {
      return platform.locks.Count() <= 0 || platform.startups.load() > 0;
    });
    platform.draining.fetch_sub(1);
  }
  std::lock_guard lifecycle(platform.lifecycle);
  // Started again meanwhile: that start found the engine running.
  if (platform.startups.load() > 0) return S_OK;
  Engine::Get().Stop(std::chrono::steady_clock::now() + portable::kThreadsWait);
  return S_OK;
}

STDAPI MFLockPlatform() {
  portable::Platform& platform = portable::ThePlatform();
  platform.locks.Add();
  platform.client_locks.fetch_add(1);
  return S_OK;
}

STDAPI MFUnlockPlatform() {
  portable::Platform& platform = portable::ThePlatform();
  platform.client_locks.fetch_sub(1);
  platform.locks.Remove();
  platform.Unlocked();
  return S_OK;
}
