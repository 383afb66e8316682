#include "bridge/upcall/stand_ins.h"

#include <atomic>
#include <cstdint>
#include <exception>
#include <new>

#include "com/own_threads.h"
#include "mfplat/platform.h"

namespace bridge {

namespace {

// The states of a stand-in.
constexpr std::uint32_t kFree = 0;
constexpr std::uint32_t kCalled = 1;

}  // namespace

// Owned by its thread.
struct StandIns::StandIn {
  // The caller makes it called, the stand-in free again; each then wakes the other.
  std::atomic<std::uint32_t> state{kFree};
  // The call. The caller's until it is called.
  Function function = nullptr;
  void* context = nullptr;
  // Under StandIns::mutex_.
  StandIn* next_idle = nullptr;
};

bool StandIns::Run(Function function, void* context) noexcept {
  StandIn* const mine = Take();
  if (mine == nullptr) return false;
  mine->function = function;
  mine->context = context;
  mine->state.store(kCalled, std::memory_order_release);
  mfplat::WakeOne(mine->state);
  while (mine->state.load(std::memory_order_acquire) == kCalled) {
    mfplat::WaitWhile(mine->state, kCalled, idle_limit_);
  }
  std::lock_guard lock(mutex_);
  mine->next_idle = idle_;
  idle_ = mine;
  return true;
}

// One that is idle, or a new one; nullptr when there is no memory or thread for one.
StandIns::StandIn* StandIns::Take() noexcept {
  {
    std::lock_guard lock(mutex_);
    if (StandIn* const taken = idle_) {
      idle_ = taken->next_idle;
      return taken;
    }
  }
  auto* const started = new (std::nothrow) StandIn();
  if (started == nullptr) return nullptr;
  try {
    com::OwnThreads::Start([this, started] { Serve(started); });
  } catch (const std::exception&) {
    delete started;
    return nullptr;
  }
  return started;
}

void StandIns::Serve(StandIn* self) noexcept {
  using Clock = std::chrono::steady_clock;
  Clock::time_point end = Clock::now() + idle_limit_;
  for (;;) {
    if (self->state.load(std::memory_order_acquire) == kCalled) {
      self->function(self->context);
      self->state.store(kFree, std::memory_order_release);
      mfplat::WakeOne(self->state);
      end = Clock::now() + idle_limit_;
    } else if (const auto left = end - Clock::now(); left > Clock::duration::zero()) {
      mfplat::WaitWhile(self->state, kFree, std::chrono::ceil<std::chrono::milliseconds>(left));
    } else if (Leave(self)) {
      break;
    } else {
      end = Clock::now() + idle_limit_;
    }
  }
  at_end_();
  delete self;
}

// Whether the stand-in was idle; no other thread knows it any more then. Else somebody is about to
// call it, or about to say that it is idle.
bool StandIns::Leave(const StandIn* self) noexcept {
  std::lock_guard lock(mutex_);
  for (StandIn** at = &idle_; *at != nullptr; at = &(*at)->next_idle) {
    if (*at == self) {
      *at = self->next_idle;
      return true;
    }
  }
  return false;
}

}  // namespace bridge
