// Media Foundation's functions for work items that come later, and for periodic callbacks.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <new>
#include <utility>

#include "com/com_ptr.h"
#include "mfplat/mfplat.h"
#include "portable/queue/deferred_work.h"
#include "portable/queue/event_handle.h"
#include "portable/queue/platform_lock.h"
#include "portable/queue/queue_registry.h"
#include "portable/queue/serial_queue.h"
#include "portable/sys/errno_to_hresult.h"

namespace portable {

namespace {

constexpr DWORD kPeriodicityMillis = 10;
// Thirty years; what is longer is as good as never, and must not overflow the clock.
constexpr INT64 kLongestMillis = 1000LL * 3600 * 24 * 365 * 30;

DeferredItem::Clock::time_point DueIn(INT64 timeout) noexcept {
  // Negative is from now on; 0 and what is positive, which means nothing here, is at once.
  const INT64 millis = std::max(timeout, -kLongestMillis);
  return DeferredItem::Clock::now() + std::chrono::milliseconds(millis < 0 ? -millis : 0);
}

// An item for the queue that the callback names, and for no other: it is known here whether there
// is one, and it lives until the item has run.
HRESULT MakeItem(IMFAsyncResult* result, DeferredItem** made) noexcept {
  if (result == nullptr) return E_POINTER;
  IMFAsyncCallback* const callback = static_cast<MFASYNCRESULT*>(result)->pCallback;
  if (callback == nullptr) return E_POINTER;
  if (!PlatformAccepts()) return MF_E_SHUTDOWN;
  Destination destination;
  const HRESULT hr = DestinationOf(callback, &destination);
  if (FAILED(hr)) return hr;
  auto* const item = new (std::nothrow) DeferredItem();
  if (item == nullptr) return E_OUTOFMEMORY;
  item->result = result;
  if (destination.reply) item->awaits_reply = destination.queue->AsSerial();
  item->queue = std::move(destination.queue);
  *made = item;
  return S_OK;
}

HRESULT Defer(DeferredItem* item, MFWORKITEM_KEY* key) noexcept {
  IMFAsyncResult* const result = item->result;
  result->AddRef();
  const HRESULT hr = DeferredWork::Get().Add(item, key);
  if (SUCCEEDED(hr)) return hr;
  if (item->descriptor >= 0) close(item->descriptor);
  delete item;
  result->Release();
  return hr;
}

// Waiting items are not for the queues that the platform itself works on.
bool MayWait(IMFAsyncCallback* callback) noexcept {
  switch (WishesOf(callback).queue) {
    case MFASYNC_CALLBACK_QUEUE_RT:
    case MFASYNC_CALLBACK_QUEUE_IO:
    case MFASYNC_CALLBACK_QUEUE_TIMER:
    case MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION:
      return false;
    default:
      return true;
  }
}

}  // namespace

}  // namespace portable

STDAPI MFScheduleWorkItemEx(IMFAsyncResult* pResult, INT64 Timeout, MFWORKITEM_KEY* pKey) {
  portable::DeferredItem* item = nullptr;
  const HRESULT hr = portable::MakeItem(pResult, &item);
  if (FAILED(hr)) return hr;
  item->due = portable::DueIn(Timeout);
  return portable::Defer(item, pKey);
}

STDAPI MFScheduleWorkItem(IMFAsyncCallback* pCallback, IUnknown* pState, INT64 Timeout,
                          MFWORKITEM_KEY* pKey) {
  if (pCallback == nullptr) return E_POINTER;
  // Before a result is made, whose platform lock would delay a shutdown.
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  com::ComPtr<IMFAsyncResult> result;
  const HRESULT hr = MFCreateAsyncResult(nullptr, pCallback, pState, result.Put());
  return FAILED(hr) ? hr : MFScheduleWorkItemEx(result.Get(), Timeout, pKey);
}

// The handle is the descriptor of an eventfd, which is an auto-reset event: a signal that invokes a
// callback is consumed. Of one made with EFD_SEMAPHORE each callback takes one count.
STDAPI MFPutWaitingWorkItem(HANDLE hEvent, LONG Priority, IMFAsyncResult* pResult,
                            MFWORKITEM_KEY* pKey) {
  portable::DeferredItem* item = nullptr;
  const HRESULT hr = portable::MakeItem(pResult, &item);
  if (FAILED(hr)) return hr;
  if (!portable::MayWait(static_cast<MFASYNCRESULT*>(pResult)->pCallback)) {
    delete item;
    return MF_E_INVALID_WORKQUEUE;
  }
  item->for_event = true;
  item->priority = portable::PriorityOf(Priority);
  if (hEvent != nullptr) {
    item->descriptor = fcntl(portable::DescriptorOf(hEvent), F_DUPFD_CLOEXEC, 0);
    if (item->descriptor < 0) {
      const HRESULT refused = portable::ErrnoToHresult(errno);
      delete item;
      return refused;
    }
  }
  return portable::Defer(item, pKey);
}

STDAPI MFCancelWorkItem(MFWORKITEM_KEY Key) { return portable::DeferredWork::Get().Cancel(Key); }

STDAPI MFGetTimerPeriodicity(DWORD* Periodicity) {
  if (Periodicity == nullptr) return E_POINTER;
  *Periodicity = portable::kPeriodicityMillis;
  return S_OK;
}

STDAPI MFAddPeriodicCallback(MFPERIODICCALLBACK Callback, IUnknown* pContext, DWORD* pdwKey) {
  if (Callback == nullptr || pdwKey == nullptr) return E_POINTER;
  return portable::DeferredWork::Get().AddPeriodic(Callback, pContext, pdwKey);
}

STDAPI MFRemovePeriodicCallback(DWORD dwKey) {
  return portable::DeferredWork::Get().RemovePeriodic(dwKey);
}
