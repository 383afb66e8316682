#include "portable/work_queue.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <map>
#include <new>
#include <string>
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

Priority PriorityOf(LONG priority) noexcept {
  if (priority == 0) return Priority::kNormal;
  return priority > 0 ? Priority::kHigh : Priority::kLow;
}

struct Parameters {
  DWORD flags = 0;
  DWORD queue = MFASYNC_CALLBACK_QUEUE_STANDARD;
};

// What the callback wishes; E_NOTIMPL, and any other failure, is "nothing".
Parameters ParametersOf(IMFAsyncCallback* callback) noexcept {
  Parameters wished;
  return SUCCEEDED(callback->GetParameters(&wished.flags, &wished.queue)) ? wished : Parameters{};
}

MFASYNCRESULT* LayoutOf(IMFAsyncResult* result) noexcept {
  return static_cast<MFASYNCRESULT*>(result);
}

// Whether the callback is in reply mode on this queue, by its own GetParameters.
bool WantsReply(IMFAsyncCallback* callback, DWORD queue) noexcept {
  const Parameters wished = ParametersOf(callback);
  return (wished.flags & MFASYNC_REPLY_CALLBACK) != 0 && wished.queue == queue;
}

// Queues one Invoke of the result's callback; takes a reference of its own. `reply`: the callback
// is in reply mode, which means something on serial queues only.
HRESULT PutResult(WorkQueue& queue, IMFAsyncResult* result, Priority priority,
                  bool reply) noexcept {
  auto* item = new (std::nothrow) HeapItem();
  if (item == nullptr) return E_OUTOFMEMORY;
  result->AddRef();
  item->result = result;
  if (reply) item->awaits_reply = queue.AsSerial();
  Engine::Get().Accept();
  // Asked after the work was counted: a shutdown in between waits for it or is seen here.
  if (!PlatformAccepts()) {
    Engine::Get().Delivered();
    result->Release();
    delete item;
    return MF_E_SHUTDOWN;
  }
  queue.Put(item, priority);
  return S_OK;
}

// The serial queues that wait for a reply, linked through themselves so that waiting cannot fail.
struct WaitingQueues {
  std::mutex mutex;
  // Guarded by mutex.
  SerialQueue* first = nullptr;
};

WaitingQueues& TheWaitingQueues() noexcept {
  static WaitingQueues* const queues = new WaitingQueues();
  return *queues;
}

}  // namespace

void WorkItem::Run() noexcept {
  IMFAsyncResult* const held = result;
  if (awaits_reply != nullptr) awaits_reply->AwaitReply(held);
  // The callback's answer means nothing to the platform: the operation's status is what End
  // returns.
  (void)LayoutOf(held)->pCallback->Invoke(held);
  Invoked();
  Finish();
  held->Release();
  Engine::Get().Delivered();
}

void MultithreadedQueue::Put(Task* task, Priority) noexcept { Engine::Get().Schedule(task); }

SerialQueue::SerialQueue(std::shared_ptr<WorkQueue> target) noexcept : target_(std::move(target)) {}

void SerialQueue::Put(Task* task, Priority priority) noexcept {
  {
    std::lock_guard lock(mutex_);
    items_[static_cast<std::size_t>(priority)].Push(task);
    if (scheduled_) return;
    scheduled_ = true;
    running_ = true;
    // Null for the platform's own queues, which need no keeping.
    self_ = weak_from_this().lock();
  }
  Schedule();
}

void SerialQueue::Schedule() noexcept {
  if (target_ == nullptr) {
    Engine::Get().Schedule(this);
  } else {
    target_->Put(this, Priority::kNormal);
  }
}

Task* SerialQueue::Next() noexcept {
  for (auto& level : items_) {
    if (Task* task = level.Pop()) return task;
  }
  return nullptr;
}

bool SerialQueue::EmptyLocked() const noexcept {
  return std::all_of(items_.begin(), items_.end(), [](auto& level) { return level.Empty(); });
}

void SerialQueue::Run() noexcept {
  Task* task;
  {
    std::lock_guard lock(mutex_);
    task = Next();
  }
  task->Run();
  {
    std::lock_guard lock(mutex_);
    running_ = false;
  }
  Advance();
}

// Goes on with the next item, unless one runs or a reply is awaited; whoever ends that comes here
// again.
void SerialQueue::Advance() noexcept {
  std::shared_ptr<WorkQueue> last;
  {
    std::lock_guard lock(mutex_);
    if (running_ || awaits_reply_ || !scheduled_) return;
    if (EmptyLocked()) {
      scheduled_ = false;
      last = std::move(self_);
      return;
    }
    // Claimed, so that of two who come here only one schedules.
    running_ = true;
  }
  Schedule();
}

void SerialQueue::AwaitReply(IMFAsyncResult* token) noexcept {
  {
    std::lock_guard lock(mutex_);
    awaits_reply_ = true;
  }
  // Held until the reply: no other result can have its address meanwhile.
  token->AddRef();
  WaitingQueues& waiting = TheWaitingQueues();
  std::lock_guard lock(waiting.mutex);
  awaited_token_ = token;
  next_waiting_ = waiting.first;
  waiting.first = this;
}

bool SerialQueue::Reply(IMFAsyncResult* token) noexcept {
  SerialQueue* replied = nullptr;
  // Keeps the queue while it advances: an unlocked one may end with its last item.
  std::shared_ptr<WorkQueue> keep;
  {
    WaitingQueues& waiting = TheWaitingQueues();
    std::lock_guard lock(waiting.mutex);
    SerialQueue** link = &waiting.first;
    while (*link != nullptr && (*link)->awaited_token_ != token) link = &(*link)->next_waiting_;
    if (*link == nullptr) return false;
    replied = *link;
    *link = replied->next_waiting_;
    replied->awaited_token_ = nullptr;
    keep = replied->weak_from_this().lock();
  }
  {
    std::lock_guard lock(replied->mutex_);
    replied->awaits_reply_ = false;
  }
  replied->Advance();
  token->Release();
  return true;
}

std::shared_ptr<WorkQueue> FindQueue(DWORD id) noexcept {
  if (IsPrivate(id)) return PrivateQueues::Get().Find(id);
  // Without a count: the platform's queues live for ever.
  return {std::shared_ptr<void>(), ThePlatformQueues().Find(id)};
}

HRESULT DestinationOf(IMFAsyncCallback* callback, Destination* destination) noexcept {
  const Parameters wished = ParametersOf(callback);
  const bool io_or_timer =
      wished.queue == MFASYNC_CALLBACK_QUEUE_IO || wished.queue == MFASYNC_CALLBACK_QUEUE_TIMER;
  const bool fast =
      (wished.flags & (MFASYNC_FAST_IO_PROCESSING_CALLBACK | MFASYNC_SIGNAL_CALLBACK)) != 0;
  if (fast && !io_or_timer) return MF_E_INVALID_WORKQUEUE;
  destination->queue = FindQueue(wished.queue);
  destination->reply = (wished.flags & MFASYNC_REPLY_CALLBACK) != 0;
  return destination->queue == nullptr ? MF_E_INVALID_WORKQUEUE : S_OK;
}

}  // namespace portable

STDAPI MFInvokeCallback(IMFAsyncResult* pAsyncResult) {
  if (pAsyncResult == nullptr) return E_POINTER;
  // Also while the platform shuts down: the items behind the reply were accepted.
  if (portable::SerialQueue::Reply(pAsyncResult)) return S_OK;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  MFASYNCRESULT* const layout = portable::LayoutOf(pAsyncResult);
  if (layout->pCallback == nullptr) {
    // Nobody to invoke: the event is the answer.
    if (layout->hEvent == nullptr) return E_INVALIDARG;
    const int event = static_cast<int>(reinterpret_cast<std::intptr_t>(layout->hEvent));
    return eventfd_write(event, 1) == 0 ? S_OK : E_HANDLE;
  }
  portable::Destination destination;
  const HRESULT hr = portable::DestinationOf(layout->pCallback, &destination);
  if (FAILED(hr)) return hr;
  return portable::PutResult(*destination.queue, pAsyncResult, portable::Priority::kNormal,
                             destination.reply);
}

STDAPI MFPutWorkItemEx2(DWORD dwQueue, LONG Priority, IMFAsyncResult* pResult) {
  if (pResult == nullptr || portable::LayoutOf(pResult)->pCallback == nullptr) return E_POINTER;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  const auto queue = portable::FindQueue(dwQueue);
  if (queue == nullptr) return MF_E_INVALID_WORKQUEUE;
  const bool reply = portable::WantsReply(portable::LayoutOf(pResult)->pCallback, dwQueue);
  return portable::PutResult(*queue, pResult, portable::PriorityOf(Priority), reply);
}

STDAPI MFPutWorkItem2(DWORD dwQueue, LONG Priority, IMFAsyncCallback* pCallback, IUnknown* pState) {
  if (pCallback == nullptr) return E_POINTER;
  // Before a result is made, whose platform lock would delay a shutdown.
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  com::ComPtr<IMFAsyncResult> result;
  const HRESULT hr = MFCreateAsyncResult(nullptr, pCallback, pState, result.Put());
  return FAILED(hr) ? hr : MFPutWorkItemEx2(dwQueue, Priority, result.Get());
}

STDAPI MFPutWorkItemEx(DWORD dwQueue, IMFAsyncResult* pResult) {
  return MFPutWorkItemEx2(dwQueue, 0, pResult);
}

STDAPI MFPutWorkItem(DWORD dwQueue, IMFAsyncCallback* pCallback, IUnknown* pState) {
  return MFPutWorkItem2(dwQueue, 0, pCallback, pState);
}

STDAPI MFAllocateWorkQueueEx(MFASYNC_WORKQUEUE_TYPE WorkQueueType, DWORD* pdwWorkQueue) try {
  if (pdwWorkQueue == nullptr) return E_POINTER;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  std::shared_ptr<portable::WorkQueue> queue;
  switch (WorkQueueType) {
    case MF_STANDARD_WORKQUEUE:
    // There are no window messages to pump here.
    case MF_WINDOW_WORKQUEUE:
      queue = std::make_shared<portable::SerialQueue>();
      break;
    case MF_MULTITHREADED_WORKQUEUE:
      queue = std::make_shared<portable::MultithreadedQueue>();
      break;
    default:
      return E_INVALIDARG;
  }
  return portable::PrivateQueues::Get().Add(std::move(queue), pdwWorkQueue);
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

STDAPI MFAllocateWorkQueue(DWORD* pdwWorkQueue) {
  return MFAllocateWorkQueueEx(MF_STANDARD_WORKQUEUE, pdwWorkQueue);
}

STDAPI MFAllocateSerialWorkQueue(DWORD dwWorkQueue, DWORD* pdwWorkQueue) try {
  if (pdwWorkQueue == nullptr) return E_POINTER;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  auto target = portable::FindQueue(dwWorkQueue);
  if (target == nullptr) return MF_E_INVALID_WORKQUEUE;
  return portable::PrivateQueues::Get().Add(
      std::make_shared<portable::SerialQueue>(std::move(target)), pdwWorkQueue);
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

// MMCSS is Windows's: the class only names the queue, and there is no task to give an id.
STDAPI MFLockSharedWorkQueue(LPCWSTR wszClass, LONG, DWORD* pdwTaskId, DWORD* pID) try {
  if (wszClass == nullptr || pID == nullptr) return E_POINTER;
  const std::u16string name(wszClass);
  if (name.empty() && pdwTaskId != nullptr) return E_INVALIDARG;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  return portable::PrivateQueues::Get().LockShared(name, pID);
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
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
