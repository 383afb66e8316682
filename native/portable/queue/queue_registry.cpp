#include "portable/queue/queue_registry.h"

#include <map>
#include <mutex>
#include <utility>

#include "portable/queue/serial_queue.h"

namespace portable {

namespace {

// The queues that always exist, by identifier; 0 and 6 are not queues. Never destroyed.
struct PlatformQueues {
  SerialQueue standard, rt, timer;
  MultithreadedQueue io, multithreaded, long_function;

  WorkQueue* Find(DWORD id) noexcept {
    switch (id) {
      case MFASYNC_CALLBACK_QUEUE_STANDARD:
        return &standard;
      case MFASYNC_CALLBACK_QUEUE_RT:
        return &rt;
      case MFASYNC_CALLBACK_QUEUE_IO:
        return &io;
      case MFASYNC_CALLBACK_QUEUE_TIMER:
        return &timer;
      case MFASYNC_CALLBACK_QUEUE_MULTITHREADED:
        return &multithreaded;
      case MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION:
        return &long_function;
      default:
        return nullptr;
    }
  }
};

PlatformQueues& ThePlatformQueues() noexcept {
  static PlatformQueues* const queues = new PlatformQueues();
  return *queues;
}

// The private queues, each alive until its last unlock.
class PrivateQueues {
 public:
  HRESULT Add(std::shared_ptr<WorkQueue> queue, DWORD* id) {
    std::lock_guard lock(mutex_);
    return AddLocked(std::move(queue), id);
  }

  // The queue of this class, made by the first who asks and shared by all who do until the last
  // unlock.
  HRESULT LockShared(const std::u16string& name, DWORD* id) {
    std::lock_guard lock(mutex_);
    const auto shared = shared_.find(name);
    if (shared != shared_.end()) {
      const auto found = queues_.find(shared->second);
      if (found != queues_.end()) {
        ++found->second.locks;
        *id = shared->second;
        return S_OK;
      }
    }
    const HRESULT hr = AddLocked(std::make_shared<MultithreadedQueue>(), id);
    if (SUCCEEDED(hr)) shared_.insert_or_assign(name, *id);
    return hr;
  }

  HRESULT Lock(DWORD id) noexcept {
    std::lock_guard lock(mutex_);
    const auto found = queues_.find(id);
    if (found == queues_.end()) return MF_E_INVALID_WORKQUEUE;
    ++found->second.locks;
    return S_OK;
  }

  HRESULT Unlock(DWORD id) noexcept {
    std::shared_ptr<WorkQueue> last;
    std::lock_guard lock(mutex_);
    const auto found = queues_.find(id);
    if (found == queues_.end()) return MF_E_INVALID_WORKQUEUE;
    if (--found->second.locks == 0) {
      last = std::move(found->second.queue);
      queues_.erase(found);
      std::erase_if(shared_, [id](const auto& named) { return named.second == id; });
    }
    return S_OK;
  }

  std::shared_ptr<WorkQueue> Find(DWORD id) noexcept {
    std::lock_guard lock(mutex_);
    const auto found = queues_.find(id);
    return found == queues_.end() ? nullptr : found->second.queue;
  }

  static PrivateQueues& Get() noexcept {
    static PrivateQueues* const queues = new PrivateQueues();
    return *queues;
  }

 private:
  struct Entry {
    std::shared_ptr<WorkQueue> queue;
    int locks;
  };

  HRESULT AddLocked(std::shared_ptr<WorkQueue> queue, DWORD* id) {
    // Identifiers are not used again while the process lives, so a stale one finds nothing.
    if (next_ == kNoMoreIds) return E_FAIL;
    queues_.emplace(next_, Entry{std::move(queue), 1});
    *id = next_++;
    return S_OK;
  }

  static constexpr DWORD kFirstId = 0x00010000;
  static constexpr DWORD kNoMoreIds = 0xFFFFFFFF;

  std::mutex mutex_;
  // Guarded by mutex_, as are the rest.
  std::map<DWORD, Entry> queues_;
  std::map<std::u16string, DWORD> shared_;
  DWORD next_ = kFirstId;
};

}  // namespace

bool IsPrivateQueue(DWORD id) noexcept { return (id & MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK) != 0; }

std::shared_ptr<WorkQueue> FindQueue(DWORD id) noexcept {
  if (IsPrivateQueue(id)) return PrivateQueues::Get().Find(id);
  // Without a count: the platform's queues live for ever.
  return {std::shared_ptr<void>(), ThePlatformQueues().Find(id)};
}

HRESULT AddQueue(std::shared_ptr<WorkQueue> queue, DWORD* id) {
  return PrivateQueues::Get().Add(std::move(queue), id);
}

HRESULT LockSharedQueue(const std::u16string& name, DWORD* id) {
  return PrivateQueues::Get().LockShared(name, id);
}

HRESULT LockQueue(DWORD id) noexcept { return PrivateQueues::Get().Lock(id); }

HRESULT UnlockQueue(DWORD id) noexcept { return PrivateQueues::Get().Unlock(id); }

Wishes WishesOf(IMFAsyncCallback* callback) noexcept {
  Wishes wishes;
  return SUCCEEDED(callback->GetParameters(&wishes.flags, &wishes.queue)) ? wishes : Wishes{};
}

HRESULT DestinationOf(IMFAsyncCallback* callback, Destination* destination) noexcept {
  const Wishes wishes = WishesOf(callback);
  const bool io_or_timer =
      wishes.queue == MFASYNC_CALLBACK_QUEUE_IO || wishes.queue == MFASYNC_CALLBACK_QUEUE_TIMER;
  const bool fast =
      (wishes.flags & (MFASYNC_FAST_IO_PROCESSING_CALLBACK | MFASYNC_SIGNAL_CALLBACK)) != 0;
  if (fast && !io_or_timer) return MF_E_INVALID_WORKQUEUE;
  destination->queue = FindQueue(wishes.queue);
  destination->reply = wishes.Reply();
  return destination->queue == nullptr ? MF_E_INVALID_WORKQUEUE : S_OK;
}

}  // namespace portable
