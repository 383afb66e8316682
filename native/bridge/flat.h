// What the flat functions have in common: addresses, an HRESULT and a count in one long, and the
// shim that every Begin makes.
#pragma once

#include <cstdint>

#include "bridge/callback_shim.h"
#include "bridge/jvm.h"
#include "com/com_ptr.h"

namespace bridge {

template <class Interface>
Interface* At(std::int64_t address) noexcept {
  return reinterpret_cast<Interface*>(static_cast<std::intptr_t>(address));
}

// A CountOrError: the code in the upper half, the count in the lower.
inline std::int64_t Pack(HRESULT hr, ULONG count) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(static_cast<std::uint32_t>(hr))
                                       << 32 |
                                   (SUCCEEDED(hr) ? count : 0));
}

// Begins something with a shim of its own. When it fails nothing calls back, and the shim must not
// tell Java so: the caller sees the failure.
template <class Begin>
HRESULT BeginWithShim(std::int64_t id, const CallbackParameters& parameters, Begin begin) noexcept {
  // No upcall would come any more: better to refuse than to leave the caller waiting.
  if (Jvm::Get().Stopped()) return MF_E_SHUTDOWN;
  const auto shim =
      com::ComPtr<CallbackShim>::Adopt(CallbackShim::Create(Jvm::Get(), id, parameters));
  if (!shim) return E_OUTOFMEMORY;
  const HRESULT hr = begin(shim.Get());
  if (FAILED(hr)) shim->Disarm();
  return hr;
}

}  // namespace bridge
