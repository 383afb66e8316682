// Where one dispatcher hands its I/O to the kernel and waits for it: the ring of the `uring`
// engine, or the signal of the `threads` engine. A port is used by one thread at a time, its
// dispatcher's driver; only Wake, Withdraw and InFlight may be called from others.
#pragma once

#include <cstddef>

#include "portable/engine/fifo.h"
#include "portable/engine/io_request.h"

namespace portable {

class IoPort {
 public:
  virtual ~IoPort() = default;

  // Starts transfers, all that there are, or finishes those at once that would not block. Completes
  // each exactly once.
  virtual void Submit(Fifo<IoRequest>* requests) noexcept = 0;
  // Starts one that would block.
  virtual void Start(IoRequest* request) noexcept = 0;
  // Stops what can be stopped of the transfers on `fd`; each still completes.
  virtual void Cancel(int fd) noexcept = 0;
  // Stops this transfer if the kernel has it from this port and can stop it; it still completes.
  // The request may be gone by now, and another may have its address.
  virtual void Cancel(const IoRequest* request) noexcept = 0;
  // Hands over what Submit gathered and completes what has arrived. Does not block.
  virtual void Poll() noexcept = 0;
  // Whether something has arrived for Poll to complete. Asks memory, not the kernel.
  virtual bool HasArrivals() const noexcept = 0;
  // Blocks until something has arrived or Wake was called since the last Wait. Completes nothing:
  // the driver is counted as asleep, and a completion would wake it once more. Poll follows.
  virtual void Wait() noexcept = 0;

  // Ends a Wait, the current one or the next.
  virtual void Wake() noexcept = 0;
  // Takes back a transfer of which the kernel has nothing yet; false when it is not here. The
  // caller keeps the request alive.
  virtual bool Withdraw(IoRequest* request) noexcept = 0;
  // Transfers that only this port's driver can complete.
  virtual std::size_t InFlight() const noexcept = 0;
};

}  // namespace portable
