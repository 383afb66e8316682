// Media Foundation's functions for work queues, and MFInvokeCallback, which is one of them at
// heart.

#include <sys/eventfd.h>

#include <memory>
#include <new>
#include <string>
#include <utility>

#include "com/com_ptr.h"
#include "mfplat/mfplat.h"
#include "portable/engine/engine.h"
#include "portable/queue/event_handle.h"
#include "portable/queue/platform_lock.h"
#include "portable/queue/queue_registry.h"
#include "portable/queue/serial_queue.h"

namespace portable {

namespace {

struct HeapItem final : WorkItem {
  void Finish() noexcept override { delete this; }
};

MFASYNCRESULT* LayoutOf(IMFAsyncResult* result) noexcept {
  return static_cast<MFASYNCRESULT*>(result);
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

}  // namespace

}  // namespace portable

STDAPI MFInvokeCallback(IMFAsyncResult* pAsyncResult) {
  if (pAsyncResult == nullptr) return E_POINTER;
  // Also while the platform shuts down: the items behind the reply were accepted.
  if (portable::SerialQueue::Reply(pAsyncResult)) return S_OK;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  MFASYNCRESULT* const layout = portable::LayoutOf(pAsyncResult);
  if (layout->pCallback == nullptr) {
    // Nothing to invoke: the event is the answer.
    if (layout->hEvent == nullptr) return E_INVALIDARG;
    const int event = portable::DescriptorOf(layout->hEvent);
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
  // Reply mode on this queue, which the callback must have named itself.
  const portable::Wishes wishes = portable::WishesOf(portable::LayoutOf(pResult)->pCallback);
  const bool reply = wishes.Reply() && wishes.queue == dwQueue;
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
  return portable::AddQueue(std::move(queue), pdwWorkQueue);
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
  return portable::AddQueue(std::make_shared<portable::SerialQueue>(std::move(target)),
                            pdwWorkQueue);
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

// MMCSS is Windows's: the class only names the queue, and there is no task to give an id.
STDAPI MFLockSharedWorkQueue(LPCWSTR wszClass, LONG, DWORD* pdwTaskId, DWORD* pID) try {
  if (wszClass == nullptr || pID == nullptr) return E_POINTER;
  const std::u16string name(wszClass);
  if (name.empty() && pdwTaskId != nullptr) return E_INVALIDARG;
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  return portable::LockSharedQueue(name, pID);
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

// Identifiers in the platform's range are accepted without effect, even those of no queue, as on
// Windows.
STDAPI MFLockWorkQueue(DWORD dwWorkQueue) {
  if (!portable::IsPrivateQueue(dwWorkQueue)) return S_OK;
  return portable::LockQueue(dwWorkQueue);
}

STDAPI MFUnlockWorkQueue(DWORD dwWorkQueue) {
  if (!portable::IsPrivateQueue(dwWorkQueue)) return S_OK;
  return portable::UnlockQueue(dwWorkQueue);
}
