#include "bridge/callback_shim.h"

#include <new>

namespace bridge {

namespace {

// Free-threaded: any thread may call it, whatever its apartment. Spelled here because not every SDK
// library has it.
constexpr IID kIidAgileObject = {
    0x94ea2b94, 0xe9cc, 0x49e0, {0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}};

}  // namespace

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
  if (pdwFlags == nullptr || pdwQueue == nullptr) return E_POINTER;
  if (parameters_.queue == MFASYNC_CALLBACK_QUEUE_UNDEFINED) return E_NOTIMPL;
  *pdwFlags = parameters_.flags;
  *pdwQueue = parameters_.queue;
  return S_OK;
}

HRESULT CallbackShim::Invoke(IMFAsyncResult* pAsyncResult) noexcept {
  if (pAsyncResult == nullptr) return E_POINTER;
  if (invoked_.exchange(true, std::memory_order_acq_rel)) return S_FALSE;
  // For the Java side, which may keep the result and end it later, from any thread.
  pAsyncResult->AddRef();
  const HRESULT hr = upcalls_.Invoke(id_, pAsyncResult, pAsyncResult->GetStatus());
  if (hr != S_OK) pAsyncResult->Release();
  return hr;
}

}  // namespace bridge
