// The engine: its dispatchers, the threads that drive them, and the watchdog that sees to it that
// user code which blocks never keeps a dispatcher from others. One engine in a process, never
// destroyed: its threads may outlive main() and must not find it gone.
//
// Outstanding work (a transfer or a work item that was accepted and whose callback has not
// returned) keeps the threads alive, also after Stop: what was accepted is delivered.
//
// ## The story
// A dispatcher is a set of ready tasks and I/O completions; there are two to four, by the cores.
// One thread drives it at a time, so a completion runs its callback on the thread that saw it.
// Threads are not dispatchers: there may be hundreds, most of them in callbacks that block.
//
// A driver runs ready tasks, looks at its port, takes work from other dispatchers, then spins for a
// moment, then sleeps. Work of a driver's own callbacks goes to its own dispatcher. Work of other
// threads goes to one that spins, else to one that sleeps.
//
// User code may block. The driver marks when it enters user code and when it leaves. The watchdog
// looks every two milliseconds whether something waits for a driver that is in the same piece of
// user code as before. Then it takes the dispatcher away and gives it to a thread that is idle. The
// old driver notices when its user code returns, touches nothing more, and becomes an idle thread.
//
// ## What orders what in memory
// - Dispatcher::run_state_ decides whose a dispatcher is. It is odd in user code, and its values do
//   not come back. The driver's LeaveUserCode and the watchdog's Retake exchange the same value:
//   one of them wins. Both are acquire and release, so a new driver sees all that the old one did.
// - Lists of ready tasks, submissions and cancellations are under the dispatcher's mutex. The port
//   is the driver's alone, except for what IoPort says that any thread may call.
// - A driver sets kAsleep under that mutex, after a last look for work. A thread that brings work
//   does so under it as well. So the driver sees the work, or the other thread sees a sleeper.
// - Parking the watchdog is Dekker's pattern: each side stores, then looks at what the other stores
//   (Engine::Watch). These stores and loads are sequentially consistent, and must stay so.
// - The engine ends when stopping_ is set and outstanding_ is 0. Its count is never less than what
//   was there at some moment of the call. The thread that makes it 0 wakes all others.
// - uses_threads_, has_rings_, next_, last_outsider_ and reads of rest_ without the mutex are only
//   hints. A stale one costs time and nothing else: the port and the mutex decide.
//
// ## What brought most, and what was tried and rejected
// Figures are ratios of rates from runs side by side, 4 KiB cached reads unless said otherwise.
// - Spinning before sleeping, where a thread waits for each read: 8. No cache line that every read
//   writes: 1.3. One call of the ring for many reads: 1.1. Tasks in batches: 20, of dispatching.
// - Crossing into Java in batches: without it 0.88 at depth 32 with threads. Kept.
// - Registered files: 0.97 and 1.00. Registered buffers: 0.99 to 1.05 in C. Rejected.
// - SINGLE_ISSUER and DEFER_TASKRUN: a ring's thread changes when user code blocks. Rejected.
// - An outsider's cached read given to a dispatcher in place of a copy on its own thread: 1.2 to
//   1.4, but 370 in place of 30 microseconds for the slowest of a hundred. Rejected.
// - Big blocks copied depth first: their slowest of a hundred took several times as long. Rejected.
// - Spare operations held by the callback: 0.93. Link-time optimisation and -O3: no gain. Rejected.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "com/base_types.h"
#include "com/striped_counter.h"
#include "portable/engine/dispatcher.h"
#include "portable/engine/engine_choice.h"
#include "portable/engine/io_thread_pool.h"
#include "portable/engine/spin.h"

namespace portable {

class Engine {
 public:
  static Engine& Get() noexcept;

  // Starts the threads, choosing the I/O engine; S_OK when they run already. Called under the
  // platform's own lock, as Stop is.
  [[nodiscard]] HRESULT Start() noexcept;
  // Lets the threads end as soon as nothing is outstanding, and waits for that until `deadline`,
  // but not at all on a thread of the engine. Threads that are still busy then end by themselves.
  void Stop(std::chrono::steady_clock::time_point deadline) noexcept;

  // Counts what must still be delivered. Every Accept is followed by one Delivered.
  void Accept() noexcept { outstanding_.Add(); }
  void Delivered() noexcept;

  // Runs a task on a dispatcher: the caller's own, if it drives one, else an idle one. Any thread.
  void Schedule(Task* task) noexcept;
  // Starts a transfer. Any thread; see IoRequest::Complete.
  void Submit(IoRequest* request) noexcept;
  // Runs what blocks on a thread that may. Any thread.
  void SubmitBlocking(BlockingWork* work) noexcept { blocking_io_.Submit(work); }
  // Opening a file: see blocking_opens_.
  void SubmitOpen(BlockingWork* work) noexcept { blocking_opens_.Submit(work); }
  // Takes back what no thread has begun with; false when it is not here. Any thread.
  bool WithdrawOpen(BlockingWork* work) noexcept { return blocking_opens_.Withdraw(work); }
  // Stops what can be stopped of the transfers on `fd`. Any thread.
  void Cancel(int fd) noexcept;
  // Stops, if it can be, a transfer that was asked to (IoRequest::AskToStop) and that the caller
  // keeps alive. Completes it on this thread when nothing of it has begun. Any thread.
  void Cancel(IoRequest* request) noexcept;

  // Whether the calling thread belongs to the engine; how such a thread says so, and its name.
  static bool OnEngineThread() noexcept;
  static void MarkEngineThread(const char* name) noexcept;

  // The choice in force, or, before the first start, the one that would be made.
  EngineChoice Choice();

  // A ring can be used no more, because of this errno: new transfers go to threads, whichever
  // dispatcher has them. By its driver.
  void RingFailed(int error) noexcept;

  // For dispatchers.
  Spin& spin() noexcept { return spin_; }
  bool StealFor(Dispatcher& thief) noexcept;
  bool Finished() const noexcept { return stopping_.load() && outstanding_.Count() == 0; }
  // The watchdog sleeps while nothing waits for a dispatcher that runs user code. A thread that
  // changes that looks whether it does, after the change, and has it look again. Without a
  // dispatcher's lock.
  bool WatchdogSleeps() const noexcept { return watchdog_parked_.load(); }
  void UnparkWatchdog() noexcept;

 private:
  Engine();

  void OpenPorts();
  void Work();
  Dispatcher* AwaitDispatcher() noexcept;
  bool AddThreads() noexcept;
  bool AddThread(void (Engine::*body)()) noexcept;
  void Watch();
  bool NothingInFlight() noexcept;
  void RetakeFromBlocked(Dispatcher& dispatcher, std::uint64_t run_state);
  void WakeEverybody() noexcept;
  Dispatcher& PickForOutsider() noexcept;
  Dispatcher* FindSpinning() noexcept;

  IoThreadPool blocking_io_;
  // Apart: a file system that answers no open must not hold up the transfers of others.
  IoThreadPool blocking_opens_;
  // Apart: so are transfers that neither a ring nor RWF_NOWAIT keeps from sleeping.
  IoThreadPool blocking_waits_;
  // Fixed from construction, so that any thread may walk it without a lock.
  std::vector<std::unique_ptr<Dispatcher>> dispatchers_;
  std::atomic<std::uint32_t> next_{0};
  // When an outsider last came, in nanoseconds of the steady clock.
  std::atomic<std::int64_t> last_outsider_{0};
  Spin spin_;

  // Whether new transfers go to threads, and whether there are rings that may have some.
  std::atomic<bool> uses_threads_{false};
  std::atomic<bool> has_rings_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> watchdog_parked_{false};
  // Changed by every operation.
  com::StripedCounter outstanding_;

  std::mutex mutex_;
  // Guarded by mutex_, as is everything below. Dispatchers that wait for a thread to drive them.
  std::vector<Dispatcher*> undriven_;
  std::condition_variable work_;
  std::condition_variable watch_;
  std::condition_variable ended_;
  // Threads that drive nothing, those included that have not come so far yet.
  int idle_threads_ = 0;
  int live_threads_ = 0;
  bool watchdog_running_ = false;
  bool started_ = false;
  EngineChoice choice_;
};

}  // namespace portable
