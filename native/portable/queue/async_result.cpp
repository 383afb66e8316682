#include "portable/queue/async_result.h"

#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <new>

#include "mfplat/mfplat.h"
#include "portable/queue/event_handle.h"

namespace portable {

namespace {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"
static_assert(sizeof(OVERLAPPED) == 32 && sizeof(MFASYNCRESULT) == 64);
static_assert(offsetof(MFASYNCRESULT, overlapped) == 8);
static_assert(offsetof(MFASYNCRESULT, pCallback) == 40);
static_assert(offsetof(MFASYNCRESULT, hrStatusResult) == 48);
static_assert(offsetof(MFASYNCRESULT, dwBytesTransferred) == 52);
static_assert(offsetof(MFASYNCRESULT, hEvent) == 56);
#pragma GCC diagnostic pop

// The documentation says that the parameter receives null when there is nothing to give; Windows
// leaves it untouched and answers E_POINTER.
HRESULT Give(const com::ComPtr<IUnknown>& held, IUnknown** out) noexcept {
  if (out == nullptr || !held) return E_POINTER;
  held->AddRef();
  *out = held.Get();
  return S_OK;
}

}  // namespace

AsyncResult::AsyncResult(IUnknown* object, IMFAsyncCallback* callback, IUnknown* state) noexcept
    : object_(object), state_(state) {
  overlapped = {};
  pCallback = callback;
  hrStatusResult = S_OK;
  dwBytesTransferred = 0;
  hEvent = nullptr;
  if (callback != nullptr) callback->AddRef();
}

AsyncResult::~AsyncResult() {
  if (pCallback != nullptr) pCallback->Release();
  if (hEvent != nullptr) close(DescriptorOf(hEvent));
}

HRESULT AsyncResult::GetState(IUnknown** ppunkState) noexcept { return Give(state_, ppunkState); }

// The status is anybody's to set and to get at any time: a result may wait in two work items, of
// which one is cancelled while the other is invoked.
HRESULT AsyncResult::GetStatus() noexcept {
  return std::atomic_ref(hrStatusResult).load(std::memory_order_acquire);
}

HRESULT AsyncResult::SetStatus(HRESULT hrStatus) noexcept {
  std::atomic_ref(hrStatusResult).store(hrStatus, std::memory_order_release);
  return S_OK;
}

HRESULT AsyncResult::GetObject(IUnknown** ppObject) noexcept { return Give(object_, ppObject); }

IUnknown* AsyncResult::GetStateNoAddRef() noexcept { return state_.Get(); }

}  // namespace portable

STDAPI MFCreateAsyncResult(IUnknown* punkObject, IMFAsyncCallback* pCallback, IUnknown* punkState,
                           IMFAsyncResult** ppAsyncResult) {
  if (ppAsyncResult == nullptr) return E_INVALIDARG;
  *ppAsyncResult = new (std::nothrow) portable::AsyncResult(punkObject, pCallback, punkState);
  return *ppAsyncResult == nullptr ? E_OUTOFMEMORY : S_OK;
}
