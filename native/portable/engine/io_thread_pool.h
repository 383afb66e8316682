// Threads that block in the kernel: in pread and pwrite for the `threads` engine and for what a
// ring refuses, in open for both engines. They start when there is something to do for them and end
// with the engine.
#pragma once

#include <condition_variable>
#include <mutex>

#include "portable/engine/waiting_list.h"

namespace portable {

class Engine;

class IoThreadPool {
 public:
  explicit IoThreadPool(Engine& engine) noexcept : engine_(engine) {}

  // Runs the work on a thread of the pool, in the order of the calls as far as threads are free.
  // Any thread. When not even one thread can be made, blocks and runs it here.
  void Submit(BlockingWork* work) noexcept;
  // Takes back what no thread has begun with; false when it is not here. Any thread.
  bool Withdraw(BlockingWork* work) noexcept;
  // Lets idle threads see that the engine has finished.
  void WakeAll() noexcept;

 private:
  void Work() noexcept;
  bool AddThread() noexcept;

  Engine& engine_;
  std::mutex mutex_;
  std::condition_variable added_;
  // Guarded by mutex_.
  WaitingList<BlockingWork> queue_;
  int idle_threads_ = 0;
  int queued_ = 0;
  int live_threads_ = 0;
};

}  // namespace portable
