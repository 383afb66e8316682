#include "portable/engine/io_thread_pool.h"

#include <exception>

#include "com/own_threads.h"
#include "portable/engine/engine.h"

namespace portable {

namespace {

// As deep as disks like their queues.
constexpr int kMaxThreads = 32;

}  // namespace

void IoThreadPool::Submit(BlockingWork* work) noexcept {
  {
    std::lock_guard lock(mutex_);
    const bool enough = queued_ < idle_threads_ || live_threads_ == kMaxThreads;
    if (enough || AddThread() || live_threads_ > 0) {
      queue_.Push(work);
      ++queued_;
      added_.notify_one();
      return;
    }
  }
  work->RunBlocking();
}

bool IoThreadPool::Withdraw(BlockingWork* work) noexcept {
  std::lock_guard lock(mutex_);
  const bool found = queue_.Remove(work);
  if (found) --queued_;
  return found;
}

void IoThreadPool::WakeAll() noexcept {
  std::lock_guard lock(mutex_);
  added_.notify_all();
}

// Under mutex_. The new thread counts as idle at once.
bool IoThreadPool::AddThread() noexcept try {
  com::OwnThreads::Start([this] { Work(); });
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
    added_.wait(lock, [this] { return queued_ > 0 || engine_.Finished(); });
    --idle_threads_;
    if (queued_ == 0) break;
    BlockingWork* work = queue_.Pop();
    --queued_;
    lock.unlock();
    work->RunBlocking();
    lock.lock();
    ++idle_threads_;
  }
  --live_threads_;
}

}  // namespace portable
