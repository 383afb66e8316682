#include "portable/engine/engine.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <new>
#include <utility>

#include "com/own_threads.h"
#include "portable/engine/threads_port.h"
#include "portable/engine/uring_port.h"

namespace portable {

namespace {

// More than four dispatchers would only share the memory bandwidth; fewer than two would leave
// cached reads on one core.
constexpr unsigned kMinDispatchers = 2;
constexpr unsigned kMaxDispatchers = 4;
// Threads in user code that blocks, beyond the dispatchers. Past it, blocked dispatchers stay
// blocked.
constexpr int kMaxThreads = 512;
// User code that runs longer than one to two of these, with work waiting, loses its dispatcher;
// counted from the last transfer that it gave to the kernel.
constexpr std::chrono::milliseconds kWatchInterval{2};
// Threads that drive nothing for so long end, except for a few: they were made for user code that
// blocked.
constexpr std::chrono::seconds kIdleLimit{5};
constexpr int kSpareThreads = 2;
// The watchdog parks after this many looks at an engine where nothing waits for user code: idle CPU
// is zero, also while callbacks block.
constexpr int kQuietLooksBeforePark = 10;
// An application thread copies cached reads of up to this size itself; larger ones are handed over.
constexpr std::uint32_t kMaxInlineRead = 256 * 1024;

// What comes within so short a time is a burst.
constexpr std::chrono::microseconds kBurst{20};

thread_local bool on_engine_thread = false;
thread_local Dispatcher* own_dispatcher = nullptr;

}  // namespace

Engine& Engine::Get() noexcept {
  static Engine* const engine = new Engine();
  return *engine;
}

Engine::Engine()
    : blocking_io_(*this),
      blocking_opens_(*this),
      blocking_waits_(*this),
      spin_(Spin::ConfiguredTime()) {
  const unsigned count =
      std::clamp(std::thread::hardware_concurrency(), kMinDispatchers, kMaxDispatchers);
  for (unsigned i = 0; i < count; ++i) {
    dispatchers_.push_back(std::make_unique<Dispatcher>(*this));
    undriven_.push_back(dispatchers_.back().get());
  }
}

bool Engine::OnEngineThread() noexcept { return on_engine_thread; }

void Engine::MarkEngineThread(const char* name) noexcept {
  on_engine_thread = true;
  pthread_setname_np(pthread_self(), name);
}

EngineChoice Engine::Choice() {
  {
    std::lock_guard lock(mutex_);
    if (started_) return choice_;
  }
  return ChooseEngine();
}

HRESULT Engine::Start() noexcept try {
  {
    std::lock_guard lock(mutex_);
    if (started_) return S_OK;
    // Threads of an earlier start that are still busy keep the ports they use.
    if (live_threads_ == 0) OpenPorts();
    stopping_.store(false);
    started_ = AddThreads();
    if (started_) {
      work_.notify_all();
      return S_OK;
    }
    stopping_.store(true);
  }
  WakeEverybody();
  return HRESULT_FROM_WIN32(ERROR_MAX_THRDS_REACHED);
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

// Under mutex_. A thread for each dispatcher that has none, and the watchdog.
bool Engine::AddThreads() noexcept {
  while (idle_threads_ < static_cast<int>(undriven_.size())) {
    if (!AddThread(&Engine::Work)) return false;
    ++idle_threads_;
  }
  if (!watchdog_running_) watchdog_running_ = AddThread(&Engine::Watch);
  return watchdog_running_;
}

// Under mutex_, with no thread of the engine alive.
void Engine::OpenPorts() {
  choice_ = ChooseEngine();
  std::vector<std::unique_ptr<IoPort>> ports;
  if (choice_.kind == EngineKind::kUring) {
    std::string refusal;
    while (ports.size() < dispatchers_.size()) {
      auto port = UringPort::Create(*this, blocking_io_, &refusal);
      if (port == nullptr) break;
      ports.push_back(std::move(port));
    }
    if (ports.size() < dispatchers_.size()) {
      choice_ = {EngineKind::kThreads, "a ring could not be made: " + refusal};
      ports.clear();
    }
  }
  while (ports.size() < dispatchers_.size()) {
    ports.push_back(std::make_unique<ThreadsPort>(blocking_io_));
  }
  const bool rings = choice_.kind == EngineKind::kUring;
  has_rings_.store(rings, std::memory_order_relaxed);
  uses_threads_.store(!rings, std::memory_order_relaxed);
  for (std::size_t i = 0; i < ports.size(); ++i) dispatchers_[i]->SetPort(std::move(ports[i]));
}

void Engine::RingFailed(int error) noexcept try {
  uses_threads_.store(true, std::memory_order_relaxed);
  const char* const description = strerrordesc_np(error);
  std::string reason = "io_uring failed while it was in use, and threads went on: io_uring_enter: ";
  reason += description == nullptr ? "error " + std::to_string(error) : description;
  std::lock_guard lock(mutex_);
  // The first reason is the one.
  if (choice_.kind == EngineKind::kUring) choice_ = {EngineKind::kThreads, std::move(reason)};
} catch (const std::bad_alloc&) {
  std::lock_guard lock(mutex_);
  choice_.kind = EngineKind::kThreads;
}

void Engine::Stop(std::chrono::steady_clock::time_point deadline) noexcept {
  {
    std::lock_guard lock(mutex_);
    if (!started_) return;
    started_ = false;
    stopping_.store(true);
  }
  WakeEverybody();
  if (OnEngineThread()) return;
  std::unique_lock lock(mutex_);
  ended_.wait_until(lock, deadline, [this] { return live_threads_ == 0 || started_; });
  if (live_threads_ > 0) return;
  for (auto& dispatcher : dispatchers_) dispatcher->SetPort(nullptr);
}

void Engine::Delivered() noexcept {
  outstanding_.Remove();
  if (Finished()) WakeEverybody();
}

void Engine::WakeEverybody() noexcept {
  for (auto& dispatcher : dispatchers_) dispatcher->Wake();
  blocking_io_.WakeAll();
  blocking_opens_.WakeAll();
  blocking_waits_.WakeAll();
  std::lock_guard lock(mutex_);
  work_.notify_all();
  watch_.notify_all();
}

// Under mutex_.
bool Engine::AddThread(void (Engine::*body)()) noexcept try {
  if (live_threads_ >= kMaxThreads) return false;
  com::OwnThreads::Start([this, body] { (this->*body)(); });
  ++live_threads_;
  return true;
} catch (const std::exception&) {
  // No thread, or no memory for one.
  return false;
}

void Engine::Work() {
  MarkEngineThread("mf-dispatch");
  while (Dispatcher* dispatcher = AwaitDispatcher()) {
    own_dispatcher = dispatcher;
    const Dispatcher::Outcome outcome = dispatcher->Drive();
    own_dispatcher = nullptr;
    std::lock_guard lock(mutex_);
    ++idle_threads_;
    if (outcome == Dispatcher::Outcome::kStopped) undriven_.push_back(dispatcher);
  }
}

// The next dispatcher to drive; nullptr when the thread must end, which is then accounted for.
Dispatcher* Engine::AwaitDispatcher() noexcept {
  std::unique_lock lock(mutex_);
  // One look at Finished in each round: work that is being refused makes it change at any time.
  while (!Finished()) {
    if (!undriven_.empty()) {
      Dispatcher* dispatcher = undriven_.back();
      undriven_.pop_back();
      --idle_threads_;
      return dispatcher;
    }
    // Spare threads sleep until they are needed; of those beyond, each ends by its own clock.
    if (idle_threads_ <= kSpareThreads) {
      work_.wait(lock);
      continue;
    }
    const bool timed_out = work_.wait_for(lock, kIdleLimit) == std::cv_status::timeout;
    if (timed_out && undriven_.empty() && idle_threads_ > kSpareThreads && NothingInFlight()) break;
  }
  --idle_threads_;
  --live_threads_;
  ended_.notify_all();
  return nullptr;
}

// A buffered read fails when the thread that submitted it ends. Once nothing is in flight, nothing
// is of a thread that submits no more.
bool Engine::NothingInFlight() noexcept {
  return std::none_of(dispatchers_.begin(), dispatchers_.end(),
                      [](auto& dispatcher) { return dispatcher->HasInFlight(); });
}

void Engine::Watch() {
  MarkEngineThread("mf-watch");
  std::array<std::uint64_t, kMaxDispatchers> seen{};
  int quiet_looks = 0;
  std::unique_lock lock(mutex_);
  while (!Finished()) {
    if (quiet_looks >= kQuietLooksBeforePark) {
      // A driver stores its run state, then looks whether the watchdog is parked; the thread that
      // gives it work looks for both under the dispatcher's lock; the watchdog stores that it is
      // parked, then looks at the run states and, under that lock, at the work. One of them sees
      // the other.
      watchdog_parked_.store(true);
      const bool needed = std::any_of(dispatchers_.begin(), dispatchers_.end(), [](auto& each) {
        return each->RunState() % 2 == 1 && each->NeedsDriver();
      });
      if (!needed) {
        watch_.wait(lock, [this] { return !watchdog_parked_.load() || Finished(); });
      }
      watchdog_parked_.store(false);
      quiet_looks = 0;
    } else {
      watch_.wait_for(lock, kWatchInterval);
    }
    ++quiet_looks;
    for (std::size_t i = 0; i < dispatchers_.size(); ++i) {
      const std::uint64_t state = dispatchers_[i]->RunState();
      const bool awaited = state % 2 == 1 && dispatchers_[i]->NeedsDriver();
      if (awaited) quiet_looks = 0;
      if (awaited && state == seen[i]) RetakeFromBlocked(*dispatchers_[i], state);
      seen[i] = state;
    }
  }
  watchdog_running_ = false;
  --live_threads_;
  ended_.notify_all();
}

// Under mutex_. First the thread, then the dispatcher: a dispatcher that no thread can drive is
// left to the thread that is blocked in it.
void Engine::RetakeFromBlocked(Dispatcher& dispatcher, std::uint64_t run_state) {
  if (idle_threads_ <= static_cast<int>(undriven_.size())) {
    if (!AddThread(&Engine::Work)) return;
    ++idle_threads_;
  }
  if (!dispatcher.Retake(run_state)) return;
  undriven_.push_back(&dispatcher);
  work_.notify_one();
}

void Engine::UnparkWatchdog() noexcept {
  std::lock_guard lock(mutex_);
  watchdog_parked_.store(false);
  watch_.notify_all();
}

Dispatcher* Engine::FindSpinning() noexcept {
  for (auto& dispatcher : dispatchers_) {
    if (dispatcher->Spinning()) return dispatcher.get();
  }
  return nullptr;
}

// One that spins, else one that sleeps. But in a burst of things that are done in no time, a
// sleeper would be woken for each of them, again and again: there, one that is awake and moves on.
Dispatcher& Engine::PickForOutsider() noexcept {
  if (Dispatcher* const spinning = FindSpinning()) return *spinning;
  const std::int64_t now = std::chrono::steady_clock::now().time_since_epoch().count();
  const std::int64_t last = last_outsider_.exchange(now, std::memory_order_relaxed);
  if (std::chrono::nanoseconds{now - last} < kBurst) {
    for (auto& dispatcher : dispatchers_) {
      if (!dispatcher->Sleeping() && dispatcher->MovesOn()) return *dispatcher;
    }
  }
  const std::size_t count = dispatchers_.size();
  const std::size_t first = next_.fetch_add(1, std::memory_order_relaxed);
  for (std::size_t i = 0; i < count; ++i) {
    Dispatcher& candidate = *dispatchers_[(first + i) % count];
    if (candidate.Sleeping()) return candidate;
  }
  return *dispatchers_[first % count];
}

void Engine::Schedule(Task* task) noexcept {
  if (own_dispatcher == nullptr) {
    PickForOutsider().Schedule(task);
    return;
  }
  // The caller's own dispatcher runs it next, without a hand-off. Where more than that one task is
  // waiting, one sleeper is woken to steal: at most one, and none when all are awake.
  if (own_dispatcher->Schedule(task) < 2) return;
  if (Dispatcher* const spinning = FindSpinning()) {
    spinning->Wake();
    return;
  }
  for (auto& dispatcher : dispatchers_) {
    if (dispatcher->Sleeping()) {
      dispatcher->Wake();
      return;
    }
  }
}

bool Engine::StealFor(Dispatcher& thief) noexcept {
  for (auto& dispatcher : dispatchers_) {
    if (dispatcher.get() != &thief && dispatcher->GiveTo(thief)) return true;
  }
  return false;
}

// Only threads of the engine submit to a ring: a buffered read that an application thread had
// submitted would fail with EFAULT if that thread ended first.
void Engine::Submit(IoRequest* request) noexcept {
  if (request->waits) {
    blocking_waits_.Submit(request);
    return;
  }
  const bool uses_threads = uses_threads_.load(std::memory_order_relaxed);
  Dispatcher* const own = own_dispatcher;
  if (own != nullptr && !uses_threads) {
    // A large copy waits until the callback returns, or the watchdog finds that it does not: who
    // begins it expects that to take no time.
    if (request->size > kMaxInlineRead && !request->GoesDirect()) {
      own->Submit(request);
      return;
    }
    if (own->Gather(request)) return;
  }
  HRESULT status = S_OK;
  const bool may_copy = own != nullptr || request->size <= kMaxInlineRead;
  if (may_copy && request->TryWithoutBlocking(&status)) {
    request->Complete(status);
  } else if (uses_threads) {
    SubmitBlocking(request);
  } else if (own != nullptr) {
    own->SubmitAtOnce(request);
  } else {
    PickForOutsider().Submit(request);
  }
}

void Engine::Cancel(int fd) noexcept {
  // Stopped, nothing is in flight, and notes would wait for other files after the next start.
  if (!has_rings_.load(std::memory_order_relaxed) || stopping_.load()) return;
  for (auto& dispatcher : dispatchers_) dispatcher->Cancel(fd);
}

void Engine::Cancel(IoRequest* request) noexcept {
  // What is on its way from one of these places to the next is asked there once more.
  const bool withdrawn =
      blocking_io_.Withdraw(request) || blocking_waits_.Withdraw(request) ||
      std::any_of(dispatchers_.begin(), dispatchers_.end(),
                  [request](auto& dispatcher) { return dispatcher->Withdraw(request); });
  if (withdrawn) {
    request->Complete(HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED));
    return;
  }
  if (!has_rings_.load(std::memory_order_relaxed)) return;
  for (auto& dispatcher : dispatchers_) dispatcher->Cancel(request);
}

}  // namespace portable
