// The `threads` engine: what the page cache has is copied on the spot (Engine::Submit), the rest
// goes to the pool of blocking threads. The port itself only waits.
#pragma once

#include <condition_variable>
#include <mutex>

#include "portable/engine/io_port.h"
#include "portable/engine/io_thread_pool.h"

namespace portable {

class ThreadsPort final : public IoPort {
 public:
  explicit ThreadsPort(IoThreadPool& blocking_io) noexcept : blocking_io_(blocking_io) {}

  void Submit(Fifo<IoRequest>* requests) noexcept override;
  void Start(IoRequest* request) noexcept override { blocking_io_.Submit(request); }
  // A blocking call cannot be stopped; what has not begun asks IoRequest::Cancelled itself.
  void Cancel(int) noexcept override {}
  void Cancel(const IoRequest*) noexcept override {}
  void Poll() noexcept override {}
  bool HasArrivals() const noexcept override { return false; }
  void Wait() noexcept override;
  void Wake() noexcept override;
  bool Withdraw(IoRequest*) noexcept override { return false; }
  std::size_t InFlight() const noexcept override { return 0; }

 private:
  IoThreadPool& blocking_io_;
  std::mutex mutex_;
  std::condition_variable woken_;
  // Guarded by mutex_.
  bool wake_ = false;
};

}  // namespace portable
