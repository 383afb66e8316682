// The `uring` engine: one ring a dispatcher, so that cached reads, which the kernel copies on the
// submitting thread, use all cores.
//
// The rings have neither SINGLE_ISSUER nor DEFER_TASKRUN: a dispatcher changes its thread when user
// code blocks, and then the ring must change with it. COOP_TASKRUN, where the kernel has it, saves
// the interrupts that a completion would otherwise cost.
//
// A ring may fail at any time: a security policy comes later, its descriptor is closed, memory is
// short. Then what the kernel has not taken goes to threads, as does all that follows; what it has
// taken it completes, without being entered for it.
#pragma once

#include <liburing.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "portable/engine/io_port.h"
#include "portable/engine/io_thread_pool.h"
#include "portable/engine/waiting_list.h"

namespace portable {

class Engine;

class UringPort final : public IoPort {
 public:
  // Why io_uring cannot be used here, or "" when it can.
  static std::string Probe();
  // nullptr with the reason in `refusal` when the kernel will not make a ring.
  static std::unique_ptr<UringPort> Create(Engine& engine, IoThreadPool& blocking_io,
                                           std::string* refusal);
  ~UringPort() override;

  void Submit(Fifo<IoRequest>* requests) noexcept override;
  void Start(IoRequest* request) noexcept override;
  void Cancel(int fd) noexcept override;
  void Cancel(const IoRequest* request) noexcept override;
  void Poll() noexcept override;
  bool HasArrivals() const noexcept override;
  void Wait() noexcept override;
  void Wake() noexcept override;
  bool Withdraw(IoRequest* request) noexcept override;
  std::size_t InFlight() const noexcept override {
    return in_flight_.load(std::memory_order_relaxed);
  }

 private:
  UringPort(Engine& engine, IoThreadPool& blocking_io) noexcept
      : engine_(engine), blocking_io_(blocking_io) {}

  io_uring_sqe* NextEntry() noexcept;
  bool Enter(unsigned completions) noexcept;
  void Fail(int error) noexcept;
  void WaitWithoutRing() noexcept;
  bool ArmWake() noexcept;
  bool Postpone(IoRequest* request) noexcept;
  IoRequest* NextOfBacklog() noexcept;
  void StartBacklog() noexcept;
  void Reap() noexcept;
  void Arrived(std::uint64_t tag, int answer) noexcept;

  Engine& engine_;
  IoThreadPool& blocking_io_;
  io_uring ring_{};
  bool made_ = false;
  // How often in a row the kernel has refused to be entered because something was short.
  int refusals_ = 0;
  // No thread enters the kernel for this ring any more. Set by the driver, while it is awake.
  std::atomic<bool> failed_{false};
  // False: the backlog is empty.
  bool has_backlog_ = false;
  // What ends the wait of a driver whose ring has failed.
  std::condition_variable woken_;
  std::mutex mutex_;
  // Guarded by mutex_.
  bool wake_ = false;
  // Requests that found the ring full. Guarded by mutex_.
  WaitingList<IoRequest> backlog_;
  int wake_fd_ = -1;
  std::uint64_t wake_count_ = 0;
  // The read of wake_fd_ that is in flight: its number, and the thread that submitted it. The
  // kernel completes a read through its submitter, so one that another thread left behind may come
  // late, while that thread is stuck; its successor then arms one of its own.
  std::uint64_t armed_ = 0;
  bool wake_armed_ = false;
  std::thread::id armed_by_;
  std::atomic<std::size_t> in_flight_{0};
};

}  // namespace portable
