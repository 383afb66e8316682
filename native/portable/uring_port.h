// The `uring` engine: one ring a dispatcher, so that cached reads, which the kernel copies on the
// submitting thread, use all cores.
//
// The rings have neither SINGLE_ISSUER nor DEFER_TASKRUN: a dispatcher changes its thread when user
// code blocks, and then the ring must change with it. COOP_TASKRUN, where the kernel has it, saves
// the interrupts that a completion would otherwise cost.
#pragma once

#include <liburing.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "portable/fifo.h"
#include "portable/io_port.h"
#include "portable/io_thread_pool.h"

namespace portable {

class UringPort final : public IoPort {
 public:
  // Why io_uring cannot be used here, or "" when it can.
  static std::string Probe();
  // nullptr with the reason in `refusal` when the kernel will not make a ring.
  static std::unique_ptr<UringPort> Create(IoThreadPool& blocking_io, std::string* refusal);
  ~UringPort() override;

  void Submit(Fifo<IoRequest>* requests) noexcept override;
  void Start(IoRequest* request) noexcept override;
  void Cancel(int fd) noexcept override;
  void Cancel(const IoRequest* request) noexcept override;
  void Poll() noexcept override;
  bool HasArrivals() const noexcept override;
  void Wait() noexcept override;
  void Wake() noexcept override;
  std::size_t InFlight() const noexcept override {
    return in_flight_.load(std::memory_order_relaxed);
  }

 private:
  explicit UringPort(IoThreadPool& blocking_io) noexcept : blocking_io_(blocking_io) {}

  io_uring_sqe* NextEntry() noexcept;
  bool ArmWake() noexcept;
  void StartBacklog() noexcept;
  void Reap() noexcept;
  void Arrived(std::uint64_t tag, int answer) noexcept;

  IoThreadPool& blocking_io_;
  io_uring ring_{};
  int wake_fd_ = -1;
  std::uint64_t wake_count_ = 0;
  // The read of wake_fd_ that is in flight: its number, and the thread that submitted it. The
  // kernel completes a read through its submitter, so one that another thread left behind may come
  // late, while that thread is stuck; its successor then arms one of its own.
  std::uint64_t armed_ = 0;
  bool wake_armed_ = false;
  std::thread::id armed_by_;
  std::atomic<std::size_t> in_flight_{0};
  // Requests that found the ring full.
  Fifo<IoRequest> backlog_;
};

}  // namespace portable
