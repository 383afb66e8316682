#include "bridge/upcall/callback_shim.h"

#include <new>

#include "mfplat/next_callback.h"

namespace bridge {

HRESULT CallbackParameters::Answer(DWORD* pdwFlags, DWORD* pdwQueue) const noexcept {
  if (pdwFlags == nullptr || pdwQueue == nullptr) return E_POINTER;
  if (queue == MFASYNC_CALLBACK_QUEUE_UNDEFINED) return E_NOTIMPL;
  *pdwFlags = flags;
  *pdwQueue = queue;
  return S_OK;
}

CallbackShim* CallbackShim::Create(Upcalls& upcalls, std::int64_t id,
                                   const CallbackParameters& parameters) noexcept {
  return new (std::nothrow) CallbackShim(upcalls, id, parameters);
}

CallbackShim::~CallbackShim() {
  if (!invoked_.load(std::memory_order_relaxed)) upcalls_.Abandoned(id_);
}

bool CallbackShim::Answers(REFIID riid) const noexcept {
  return riid == IID_IMFAsyncCallback || riid == kIidAgileObject;
}

HRESULT CallbackShim::GetParameters(DWORD* pdwFlags, DWORD* pdwQueue) noexcept {
  return parameters_.Answer(pdwFlags, pdwQueue);
}

HRESULT CallbackShim::Invoke(IMFAsyncResult* pAsyncResult) noexcept {
  if (pAsyncResult == nullptr) return E_POINTER;
  if (invoked_.exchange(true, std::memory_order_acq_rel)) return S_FALSE;
  // For the Java side, which may keep the result and end it later, from any thread.
  pAsyncResult->AddRef();
  const HRESULT hr = upcalls_.Invoke(id_, pAsyncResult, pAsyncResult->GetStatus(),
                                     mfplat::IsInvokedByQueue(this, pAsyncResult));
  if (hr != S_OK) pAsyncResult->Release();
  return hr;
}

}  // namespace bridge
