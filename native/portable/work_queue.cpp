#include "portable/work_queue.h"

#include <sys/eventfd.h>

#include <map>
#include <new>
#include <utility>

#include "com/com_ptr.h"
#include "mfplat/mfplat.h"
#include "portable/engine.h"
#include "portable/platform_lock.h"

namespace portable {

namespace {

struct HeapItem final : WorkItem {
  void Finish() noexcept override { delete this; }
};

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

bool IsPrivate(DWORD id) noexcept { return (id & MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK) != 0; }

// The private queues, each alive until its last unlock.
class PrivateQueues {
 public:
  HRESULT Allocate(DWORD* id) noexcept try {
    auto queue = std::make_shared<SerialQueue>();
    std::lock_guard lock(mutex_);
    // Identifiers are not used again while the process lives, so a stale one finds nothing.
    if (next_ == 0) return E_FAIL;
    queues_.emplace(next_, Entry{std::move(queue), 1});
    *id = next_;
    next_ += 0x10000;
    return S_OK;
  } catch (const std::bad_alloc&) {
    return E_OUTOFMEMORY;
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

  std::mutex mutex_;
  // Guarded by mutex_.
  std::map<DWORD, Entry> queues_;
  DWORD next_ = 0x10000;
};

MFASYNCRESULT* LayoutOf(IMFAsyncResult* result) noexcept {
  return static_cast<MFASYNCRESULT*>(result);
}

// Queues one Invoke of the result's callback; takes a reference of its own.
HRESULT Put(WorkQueue& queue, IMFAsyncResult* result) noexcept {
  auto* item = new (std::nothrow) HeapItem();
  if (item == nullptr) return E_OUTOFMEMORY;
  result->AddRef();
  item->result = result;
  Engine::Get().Accept();
  // Asked after the work was counted: a shutdown in between waits for it or is seen here.
  if (!PlatformAccepts()) {
    Engine::Get().Delivered();
    result->Release();
    delete item;
    return MF_E_SHUTDOWN;
  }
  queue.Put(item);
  return S_OK;
}

}  // namespace

void WorkItem::Run() noexcept {
  IMFAsyncResult* const held = result;
  // The callback's answer means nothing to the platform: the operation's status is what End
  // returns.
  (void)LayoutOf(held)->pCallback->Invoke(held);
  Invoked();
  Finish();
  held->Release();
  Engine::Get().Delivered();
}

void MultithreadedQueue::Put(WorkItem* item) noexcept { Engine::Get().Schedule(item); }

void SerialQueue::Put(WorkItem* item) noexcept {
  {
    std::lock_guard lock(mutex_);
    items_.Push(item);
    if (scheduled_) return;
    scheduled_ = true;
    // Null for the platform's own queues, which need no keeping.
    self_ = weak_from_this().lock();
  }
  Engine::Get().Schedule(this);
}

void SerialQueue::Run() noexcept {
  Task* item;
  {
    std::lock_guard lock(mutex_);
    item = items_.Pop();
  }
  item->Run();
  std::shared_ptr<WorkQueue> last;
  {
    std::lock_guard lock(mutex_);
    if (items_.Empty()) {
      scheduled_ = false;
      last = std::move(self_);
      return;
    }
  }
  Engine::Get().Schedule(this);
}

std::shared_ptr<WorkQueue> FindQueue(DWORD id) noexcept {
  if (IsPrivate(id)) return PrivateQueues::Get().Find(id);
  // Without a count: the platform's queues live for ever.
  return {std::shared_ptr<void>(), ThePlatformQueues().Find(id)};
}

HRESULT QueueOf(IMFAsyncCallback* callback, std::shared_ptr<WorkQueue>* queue) noexcept {
  DWORD flags = 0;
  DWORD id = MFASYNC_CALLBACK_QUEUE_STANDARD;
  // E_NOTIMPL, and any other failure, is "no wishes".
  if (FAILED(callback->GetParameters(&flags, &id))) {
    flags = 0;
    id = MFASYNC_CALLBACK_QUEUE_STANDARD;
  }
  const bool io_or_timer = id == MFASYNC_CALLBACK_QUEUE_IO || id == MFASYNC_CALLBACK_QUEUE_TIMER;
  const bool fast = (flags & (MFASYNC_FAST_IO_PROCESSING_CALLBACK | MFASYNC_SIGNAL_CALLBACK)) != 0;
  if (fast && !io_or_timer) return MF_E_INVALID_WORKQUEUE;
  *queue = FindQueue(id);
  return *queue == nullptr ? MF_E_INVALID_WORKQUEUE : S_OK;
}

}  // namespace portable

STDAPI MFInvokeCallback(IMFAsyncResult* pAsyncResult) {
  if (pAsyncResult == nullptr) return E_POINTER;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  MFASYNCRESULT* const layout = portable::LayoutOf(pAsyncResult);
  if (layout->pCallback == nullptr) {
    // Nobody to invoke: the event is the answer.
    if (layout->hEvent == nullptr) return E_INVALIDARG;
    const int event = static_cast<int>(reinterpret_cast<std::intptr_t>(layout->hEvent));
    return eventfd_write(event, 1) == 0 ? S_OK : E_HANDLE;
  }
  std::shared_ptr<portable::WorkQueue> queue;
  const HRESULT hr = portable::QueueOf(layout->pCallback, &queue);
  return FAILED(hr) ? hr : portable::Put(*queue, pAsyncResult);
}

STDAPI MFPutWorkItemEx(DWORD dwQueue, IMFAsyncResult* pResult) {
  if (pResult == nullptr || portable::LayoutOf(pResult)->pCallback == nullptr) return E_POINTER;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  const auto queue = portable::FindQueue(dwQueue);
  return queue == nullptr ? MF_E_INVALID_WORKQUEUE : portable::Put(*queue, pResult);
}

STDAPI MFPutWorkItem(DWORD dwQueue, IMFAsyncCallback* pCallback, IUnknown* pState) {
  if (pCallback == nullptr) return E_POINTER;
  // Before a result is made, whose platform lock would delay a shutdown.
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  com::ComPtr<IMFAsyncResult> result;
  const HRESULT hr = MFCreateAsyncResult(nullptr, pCallback, pState, result.Put());
  return FAILED(hr) ? hr : MFPutWorkItemEx(dwQueue, result.Get());
}

STDAPI MFAllocateWorkQueue(DWORD* pdwWorkQueue) {
  if (pdwWorkQueue == nullptr) return E_POINTER;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  return portable::PrivateQueues::Get().Allocate(pdwWorkQueue);
}

// Identifiers in the platform's range are accepted without effect, even those of no queue, as on
// Windows.
STDAPI MFLockWorkQueue(DWORD dwWorkQueue) {
  if (!portable::IsPrivate(dwWorkQueue)) return S_OK;
  return portable::PrivateQueues::Get().Lock(dwWorkQueue);
}

STDAPI MFUnlockWorkQueue(DWORD dwWorkQueue) {
  if (!portable::IsPrivate(dwWorkQueue)) return S_OK;
  return portable::PrivateQueues::Get().Unlock(dwWorkQueue);
}
