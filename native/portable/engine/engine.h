// The engine: its dispatchers, the threads that drive them, and the watchdog that sees to it that
// user code which blocks never keeps a dispatcher from others. One engine in a process, never
// destroyed: its threads may outlive main() and must not find it gone.
//
// Outstanding work (a transfer or a work item that was accepted and whose callback has not
// returned) keeps the threads alive, also after Stop: what was accepted is delivered.
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
