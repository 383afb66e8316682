#include "com/own_threads.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace com {

namespace {

struct Threads {
  std::mutex mutex;
  std::condition_variable ended;
  // Guarded by mutex.
  int running = 0;
  // The thread that ended last. It is joined by the next one that ends, which is joined in its
  // turn: so a thread that has joined the last one has joined all.
  std::thread last;
};

// Never destroyed: threads may end while the process exits.
Threads& All() noexcept {
  static auto* const all = new Threads();
  return *all;
}

void Leave(const std::shared_ptr<std::thread>& self) noexcept {
  Threads& all = All();
  std::thread before;
  {
    std::lock_guard lock(all.mutex);
    before = std::exchange(all.last, std::move(*self));
    --all.running;
    all.ended.notify_all();
  }
  if (before.joinable()) before.join();
}

}  // namespace

void OwnThreads::Start(std::function<void()> body) {
  Threads& all = All();
  const auto self = std::make_shared<std::thread>();
  // The thread takes it from there when it ends, under the lock.
  std::lock_guard lock(all.mutex);
  *self = std::thread([body = std::move(body), self] {
    body();
    Leave(self);
  });
  ++all.running;
}

bool OwnThreads::AwaitEnd(std::chrono::milliseconds limit) noexcept {
  Threads& all = All();
  std::thread last;
  bool all_ended = false;
  {
    std::unique_lock lock(all.mutex);
    all_ended = all.ended.wait_for(lock, limit, [&all] { return all.running == 0; });
    last = std::move(all.last);
  }
  // Those that have ended.
  if (last.joinable()) last.join();
  return all_ended;
}

}  // namespace com
