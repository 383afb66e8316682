// Threads that block in pread and pwrite for the `threads` engine, and for what a ring refuses.
// They start when there is something to do for them and end with the engine.
#pragma once

#include <condition_variable>
#include <mutex>

#include "portable/fifo.h"
#include "portable/io_request.h"

namespace portable {

class Engine;

class IoThreadPool {
 public:
  explicit IoThreadPool(Engine& engine) noexcept : engine_(engine) {}

  // Completes the request on a thread of the pool, in the order of the calls as far as threads are
  // free. Any thread. When not even one thread can be made, blocks and completes it here.
  void Submit(IoRequest* request) noexcept;
  // Lets idle threads see that the engine has finished.
  void WakeAll() noexcept;

 private:
  void Work() noexcept;
  bool AddThread() noexcept;

  Engine& engine_;
  std::mutex mutex_;
  std::condition_variable work_;
  // Guarded by mutex_.
  Fifo<IoRequest> queue_;
  int idle_threads_ = 0;
  int queued_ = 0;
  int live_threads_ = 0;
};

}  // namespace portable
