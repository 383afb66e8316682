#include "portable/engine/dispatcher.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

#include "portable/engine/engine.h"

namespace portable {

namespace {

constexpr int kTasksPerPoll = 64;

// Between two looks at the clock and at the kernel's completions.
constexpr int kLooksBetween = 32;

// From so many transfers in hand on it is throughput that counts.
constexpr std::size_t kFewInHand = 3;

// What run_state_ is while the user code runs that this thread is in; not what it is any more once
// the dispatcher was retaken.
thread_local std::uint64_t own_run_state = 0;
// How many requests of that user code did not wait for its return.
thread_local std::size_t submitted_at_once = 0;

// What the thread runs for a dispatcher. Not in the dispatcher, which is another thread's once it
// was retaken.
struct Running {
  Dispatcher* dispatcher = nullptr;
  // Null once its run has ended.
  Task* task = nullptr;
  // Since the last look at the port.
  int ran = 0;
  bool others_wait = false;
};
thread_local Running running;

// Whether the thread must look at its port before it runs another task.
bool PollIsDue() noexcept { return running.ran == kTasksPerPoll; }

}  // namespace

std::size_t Dispatcher::Schedule(Task* task) noexcept {
  std::size_t ready = 0;
  bool watch = false;
  {
    std::lock_guard lock(mutex_);
    ready_.Push(task);
    ready = ready_.Size();
    watch = WakeLocked();
  }
  if (watch) engine_.UnparkWatchdog();
  return ready;
}

void Dispatcher::Submit(IoRequest* request) noexcept {
  bool watch = false;
  {
    std::lock_guard lock(mutex_);
    submissions_.Push(request);
    watch = WakeLocked();
  }
  if (watch) engine_.UnparkWatchdog();
}

bool Dispatcher::Gather(IoRequest* request) noexcept {
  {
    std::lock_guard lock(mutex_);
    // Where something waits, the run state stays what it is, so that the watchdog does not think
    // that all is well.
    if (!HasWorkLocked() && std::max(submitted_at_once, port_->InFlight()) < kFewInHand) {
      ++submitted_at_once;
      return false;
    }
  }
  Submit(request);
  return true;
}

void Dispatcher::SubmitAtOnce(IoRequest* request) noexcept {
  if (!LeaveUserCode()) {
    Submit(request);
    return;
  }
  port_->Start(request);
  port_->Poll();
  std::uint64_t before = own_run_state;
  // The same piece of user code goes on: MovesOn must not take it for another.
  known_state_.compare_exchange_strong(before, before + 2, std::memory_order_relaxed);
  EnterUserCode();
}

bool Dispatcher::Withdraw(IoRequest* request) noexcept {
  std::lock_guard lock(mutex_);
  return port_ != nullptr && port_->Withdraw(request);
}

void Dispatcher::Cancel(int fd) noexcept { Note({fd, nullptr}); }

void Dispatcher::Cancel(const IoRequest* request) noexcept { Note({-1, request}); }

void Dispatcher::Note(const Cancellation& cancellation) noexcept {
  bool watch = false;
  {
    std::lock_guard lock(mutex_);
    try {
      cancels_.push_back(cancellation);
    } catch (const std::bad_alloc&) {
      return;
    }
    watch = WakeLocked();
  }
  if (watch) engine_.UnparkWatchdog();
}

void Dispatcher::Wake() noexcept {
  std::lock_guard lock(mutex_);
  (void)WakeLocked();
}

// One wake-up for a burst: only the first of several calls finds the driver asleep. The port is
// signalled under the lock, so that it can't be replaced meanwhile.
// True when the watchdog must be told of what came: the driver may be blocked. The caller does so
// without the lock.
bool Dispatcher::WakeLocked() noexcept {
  const Rest before = rest_.load(std::memory_order_relaxed);
  if (before == Rest::kNone) return engine_.WatchdogSleeps() && run_state_.load() % 2 == 1;
  rest_.store(Rest::kNone, std::memory_order_relaxed);
  if (before == Rest::kAsleep) port_->Wake();
  return false;
}

bool Dispatcher::MovesOn() noexcept {
  const std::uint64_t state = run_state_.load(std::memory_order_relaxed);
  return state > known_state_.exchange(state | 1, std::memory_order_relaxed);
}

Dispatcher::Outcome Dispatcher::Drive() noexcept {
  for (;;) {
    const Found found = RunReadyTasks();
    if (found == Found::kRetaken) return Outcome::kRetaken;
    port_->Poll();
    if (found == Found::kWork) continue;
    // What Poll completed may be ready now.
    {
      std::lock_guard lock(mutex_);
      if (HasWorkLocked()) continue;
    }
    if (engine_.StealFor(*this)) continue;
    if (engine_.Finished()) return Outcome::kStopped;
    Sleep();
  }
}

// Hands over what waits to be submitted, runs what is ready, a good many tasks at most, and hands
// over what those began. Once retaken, the caller must touch nothing of the dispatcher.
Dispatcher::Found Dispatcher::RunReadyTasks() noexcept {
  running = {this};
  bool any = false;
  for (;;) {
    Task* task = nullptr;
    {
      Fifo<IoRequest> submissions;
      std::vector<Cancellation> cancels;
      {
        std::lock_guard lock(mutex_);
        const bool first = running.ran == 0;
        task = NextTaskLocked();
        if (task == nullptr || first) {
          submissions.Append(submissions_);
          cancels.swap(cancels_);
        }
      }
      any = any || task != nullptr || !submissions.Empty() || !cancels.empty();
      HandOver(&submissions, cancels);
    }
    if (task == nullptr) return any ? Found::kWork : Found::kNothing;
    Run(task);
    // RunNext has ended the run, unless it was not called.
    if (running.task != nullptr) std::exchange(running.task, nullptr)->AfterRun();
    if (!LeaveUserCode()) return Found::kRetaken;
  }
}

// Null when there is none, or when it is time to look at the port.
Task* Dispatcher::NextTaskLocked() noexcept {
  if (PollIsDue()) return nullptr;
  Task* const task = ready_.Pop();
  if (task == nullptr) return nullptr;
  ++running.ran;
  running.others_wait = !ready_.Empty() && !PollIsDue();
  return task;
}

void Dispatcher::Run(Task* task) noexcept {
  running.task = task;
  submitted_at_once = 0;
  EnterUserCode();
  task->Run();
}

bool Dispatcher::RunNext() noexcept {
  if (running.task == nullptr) return false;
  std::exchange(running.task, nullptr)->AfterRun();
  Dispatcher& own = *running.dispatcher;
  if (!own.LeaveUserCode()) return false;
  Task* task;
  {
    std::lock_guard lock(own.mutex_);
    task = own.NextTaskLocked();
  }
  if (task == nullptr) {
    // The way back is still the user's code, which may be held up.
    own.EnterUserCode();
    return false;
  }
  own.Run(task);
  return true;
}

bool Dispatcher::OthersWait() noexcept { return running.others_wait; }

void Dispatcher::NoteOthers() noexcept { running.others_wait = !PollIsDue(); }

// From here on the watchdog may give the dispatcher to another thread.
void Dispatcher::EnterUserCode() noexcept {
  own_run_state = run_state_.load(std::memory_order_relaxed) + 1;
  run_state_.store(own_run_state);
  if (engine_.WatchdogSleeps() && NeedsDriver()) engine_.UnparkWatchdog();
}

// False exactly when Retake came first: the dispatcher is another thread's. Asked again, it says so
// again, since run states do not come back.
bool Dispatcher::LeaveUserCode() noexcept {
  std::uint64_t expected = own_run_state;
  return run_state_.compare_exchange_strong(expected, expected + 1, std::memory_order_acq_rel);
}

void Dispatcher::HandOver(Fifo<IoRequest>* submissions,
                          const std::vector<Cancellation>& cancels) noexcept {
  if (!submissions->Empty()) port_->Submit(submissions);
  for (const Cancellation& each : cancels) {
    if (each.request != nullptr) {
      port_->Cancel(each.request);
    } else {
      port_->Cancel(each.fd);
    }
  }
}

void Dispatcher::Sleep() noexcept {
  engine_.spin().LookAtLoadNowAndThen();
  if (engine_.spin().Begin()) {
    const bool woken = SpinUntilWoken();
    engine_.spin().End(woken);
    if (woken) return;
  }
  {
    std::lock_guard lock(mutex_);
    if (HasWorkLocked()) return;
    rest_.store(Rest::kAsleep, std::memory_order_relaxed);
  }
  // The engine may have finished between the last look and the flag; the thread that finishes it
  // wakes the sleepers, and must find this one either here or flagged.
  if (!engine_.Finished()) port_->Wait();
  std::lock_guard lock(mutex_);
  rest_.store(Rest::kNone, std::memory_order_relaxed);
}

// False when the time is up.
bool Dispatcher::SpinUntilWoken() noexcept {
  {
    std::lock_guard lock(mutex_);
    if (HasWorkLocked()) return true;
    rest_.store(Rest::kSpinning, std::memory_order_relaxed);
  }
  const auto end = std::chrono::steady_clock::now() + engine_.spin().Time();
  bool woken = false;
  do {
    for (int i = 0; i < kLooksBetween && !woken; ++i) {
      __builtin_ia32_pause();
      woken = !Spinning();
    }
  } while (!woken && !port_->HasArrivals() && std::chrono::steady_clock::now() < end);
  // A thread that woke it from here on found it spinning, and did not signal the port.
  std::lock_guard lock(mutex_);
  woken = rest_.exchange(Rest::kNone, std::memory_order_relaxed) == Rest::kNone;
  return woken || port_->HasArrivals();
}

bool Dispatcher::GiveTo(Dispatcher& thief) noexcept {
  Task* task = nullptr;
  Fifo<IoRequest> submissions;
  {
    std::lock_guard lock(mutex_);
    task = ready_.Pop();
    if (task == nullptr) submissions.Append(submissions_);
  }
  if (task != nullptr) {
    thief.Schedule(task);
    return true;
  }
  if (submissions.Empty()) return false;
  std::lock_guard lock(thief.mutex_);
  thief.submissions_.Append(submissions);
  return true;
}

bool Dispatcher::NeedsDriver() noexcept {
  std::lock_guard lock(mutex_);
  return HasWorkLocked() || HasInFlightLocked();
}

bool Dispatcher::HasInFlight() noexcept {
  std::lock_guard lock(mutex_);
  return HasInFlightLocked();
}

bool Dispatcher::Retake(std::uint64_t run_state) noexcept {
  return run_state_.compare_exchange_strong(run_state, run_state + 1, std::memory_order_acq_rel);
}

void Dispatcher::SetPort(std::unique_ptr<IoPort> port) noexcept {
  std::lock_guard lock(mutex_);
  port_ = std::move(port);
}

bool Dispatcher::HasInFlightLocked() const noexcept {
  return port_ != nullptr && port_->InFlight() > 0;
}

bool Dispatcher::HasWorkLocked() const noexcept {
  return !ready_.Empty() || !submissions_.Empty() || !cancels_.empty();
}

}  // namespace portable
