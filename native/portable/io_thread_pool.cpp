#include "portable/io_thread_pool.h"

#include <exception>
#include <thread>

#include "portable/engine.h"

namespace portable {

namespace {

// As deep as disks like their queues.
constexpr int kMaxThreads = 32;

void Transfer(IoRequest* request) noexcept {
  request->Complete(request->Cancelled() ? HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)
                                         : request->TransferBlocking());
}

}  // namespace

void IoThreadPool::Submit(IoRequest* request) noexcept {
  {
    std::lock_guard lock(mutex_);
    const bool enough = queued_ < idle_threads_ || live_threads_ == kMaxThreads;
    if (enough || AddThread() || live_threads_ > 0) {
      queue_.Push(request);
      ++queued_;
      work_.notify_one();
      return;
    }
  }
  Transfer(request);
}

void IoThreadPool::WakeAll() noexcept {
  std::lock_guard lock(mutex_);
  work_.notify_all();
}

// Under mutex_. The new thread counts as idle at once.
bool IoThreadPool::AddThread() noexcept try {
  std::thread(&IoThreadPool::Work, this).detach();
  ++live_threads_;
  ++idle_threads_;
  return true;
} catch (const std::exception&) {
  // No thread, or no memory for one.
  return false;
}

void IoThreadPool::Work() noexcept {
  Engine::MarkEngineThread("mf-io");
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return queued_ > 0 || engine_.Finished(); });
    --idle_threads_;
    if (queued_ == 0) break;
    IoRequest* request = queue_.Pop();
    --queued_;
    lock.unlock();
    Transfer(request);
    lock.lock();
    ++idle_threads_;
  }
  --live_threads_;
}

}  // namespace portable
