#include "portable/engine/threads_port.h"

namespace portable {

void ThreadsPort::Submit(Fifo<IoRequest>* requests) noexcept {
  while (IoRequest* const request = requests->Pop()) Start(request);
}

void ThreadsPort::Wait() noexcept {
  std::unique_lock lock(mutex_);
  woken_.wait(lock, [this] { return wake_; });
  wake_ = false;
}

void ThreadsPort::Wake() noexcept {
  std::lock_guard lock(mutex_);
  wake_ = true;
  woken_.notify_one();
}

}  // namespace portable
