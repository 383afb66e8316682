// A dispatcher is a place where ready tasks and I/O completions meet, so that a completion runs its
// callback on the thread that saw it, without a hand-off. One thread drives it at a time.
//
// User code may block, and then the dispatcher must not stand still: its ready tasks, submissions
// and completions may be what the user code waits for. So nothing of a dispatcher lives on the
// driver's stack while user code runs, and the watchdog may give the dispatcher to another thread
// meanwhile (Retake). The driver notices when its user code returns, and leaves.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "portable/engine/fifo.h"
#include "portable/engine/io_port.h"
#include "portable/engine/task.h"

namespace portable {

class Engine;

class Dispatcher {
 public:
  explicit Dispatcher(Engine& engine) noexcept : engine_(engine) {}

  // Makes a task ready. Any thread. Answers how many tasks are ready now.
  std::size_t Schedule(Task* task) noexcept;
  // Hands a request to the driver of this dispatcher. Any thread.
  void Submit(IoRequest* request) noexcept;
  // The same for user code that the caller, whom Drive called, runs here: false, and nothing is
  // done, for the first few requests where nothing else is to do. They need not wait until that
  // code returns; more of them, and those that will be followed by more, share a call of the
  // kernel.
  bool Gather(IoRequest* request) noexcept;
  // For such user code, too, and a request that would block: the kernel has it at once. It
  // completes through this thread, also when another one drives the dispatcher by then.
  void SubmitAtOnce(IoRequest* request) noexcept;
  // Asks the driver to stop what it can of the transfers on `fd`: best effort, dropped when memory
  // is short. Any thread.
  void Cancel(int fd) noexcept;
  // As above, for one transfer.
  void Cancel(const IoRequest* request) noexcept;
  // Takes back a request that the port keeps; false when it is not there. One that waits for the
  // driver is not looked for: the driver asks whether it is cancelled. Any thread.
  bool Withdraw(IoRequest* request) noexcept;
  // Ends the driver's sleep. Any thread.
  void Wake() noexcept;
  bool Sleeping() const noexcept { return rest_.load(std::memory_order_relaxed) == Rest::kAsleep; }
  // Idle, but awake: it costs nothing to give it something.
  bool Spinning() const noexcept {
    return rest_.load(std::memory_order_relaxed) == Rest::kSpinning;
  }
  // Whether user code has returned to the driver since this was last asked, except for that which
  // was next then.
  bool MovesOn() noexcept;

  // For user code that has nothing more to do but to return to the Drive that called it, on the
  // calling thread: ends its run, and runs the next ready task from here, so that a way that is
  // costly both in and out is gone once for many tasks. False when there is none, or the dispatcher
  // was retaken: then the caller returns, and may still be held up on its way.
  static bool RunNext() noexcept;
  // Whether there were more ready tasks when the one began that the calling thread runs, or there
  // will be when it has run, which the task itself notes.
  static bool OthersWait() noexcept;
  static void NoteOthers() noexcept;

  enum class Outcome { kStopped, kRetaken };
  // Runs tasks and I/O on the calling thread until the engine stops, or until the dispatcher has
  // been given to another thread while user code ran; then nothing of it may be touched any more.
  Outcome Drive() noexcept;

  // Lets another dispatcher, which has nothing to do, have the oldest ready task, or else
  // everything that waits to be submitted. The thief's driver calls. False when there is nothing.
  bool GiveTo(Dispatcher& thief) noexcept;

  // What the driver is doing: odd while user code runs, different for each piece of it, and for
  // what comes after a SubmitAtOnce.
  std::uint64_t RunState() const noexcept { return run_state_.load(); }
  // Whether something here waits for a driver.
  bool NeedsDriver() noexcept;
  // Whether the kernel has something of this dispatcher's.
  bool HasInFlight() noexcept;
  // Takes the dispatcher from its driver if that is still in the user code it was in at
  // `run_state`. Watchdog only. True: the caller must find a new driver.
  bool Retake(std::uint64_t run_state) noexcept;

  // Only while no thread drives this dispatcher.
  void SetPort(std::unique_ptr<IoPort> port) noexcept;

 private:
  enum class Rest : std::uint8_t { kNone, kSpinning, kAsleep };

  // Either all transfers on a descriptor, or one.
  struct Cancellation {
    int fd;
    const IoRequest* request;
  };

  void Note(const Cancellation& cancellation) noexcept;

  enum class Found { kNothing, kWork, kRetaken };

  Found RunReadyTasks() noexcept;
  Task* NextTaskLocked() noexcept;
  void Run(Task* task) noexcept;
  void EnterUserCode() noexcept;
  bool LeaveUserCode() noexcept;
  void HandOver(Fifo<IoRequest>* submissions, const std::vector<Cancellation>& cancels) noexcept;
  void Sleep() noexcept;
  bool SpinUntilWoken() noexcept;
  bool WakeLocked() noexcept;
  bool HasWorkLocked() const noexcept;
  bool HasInFlightLocked() const noexcept;

  Engine& engine_;
  // Even: the driver runs engine code. Odd: user code.
  std::atomic<std::uint64_t> run_state_{0};
  // What RunState was or will be while the user code runs that MovesOn was last asked about.
  std::atomic<std::uint64_t> known_state_{0};
  // Written under mutex_.
  std::atomic<Rest> rest_{Rest::kNone};

  std::mutex mutex_;
  // Guarded by mutex_.
  Fifo<Task> ready_;
  Fifo<IoRequest> submissions_;
  std::vector<Cancellation> cancels_;
  // Replaced under mutex_ while it has no driver; its driver uses it without.
  std::unique_ptr<IoPort> port_;
};

}  // namespace portable
