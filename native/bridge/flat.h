// What the flat functions have in common: addresses, GUIDs in two longs, an HRESULT and a count in
// one, and the shim that every Begin makes.
#pragma once

#include <cstdint>

#include "bridge/upcall/callback_shim.h"
#include "bridge/upcall/jvm.h"
#include "com/com_ptr.h"

namespace bridge {

template <class Interface>
Interface* At(std::int64_t address) noexcept {
  return reinterpret_cast<Interface*>(static_cast<std::intptr_t>(address));
}

// Gives the reference to Java if there is one; passes the code on.
template <class Interface>
HRESULT Give(HRESULT hr, com::ComPtr<Interface>& object, long long* address) noexcept {
  if (SUCCEEDED(hr)) *address = reinterpret_cast<std::intptr_t>(object.Detach());
  return hr;
}

// GUIDs by their halves, as java.util.UUID has them: the first three fields, then the bytes.
inline GUID GuidOf(std::int64_t high, std::int64_t low) noexcept {
  const auto first = static_cast<std::uint64_t>(high);
  const auto second = static_cast<std::uint64_t>(low);
  GUID guid = {static_cast<std::uint32_t>(first >> 32),
               static_cast<std::uint16_t>(first >> 16),
               static_cast<std::uint16_t>(first),
               {}};
  for (int i = 0; i < 8; ++i) guid.Data4[i] = static_cast<std::uint8_t>(second >> (56 - 8 * i));
  return guid;
}

inline void Split(const GUID& guid, long long* halves) noexcept {
  halves[0] = static_cast<long long>(static_cast<std::uint64_t>(guid.Data1) << 32 |
                                     static_cast<std::uint64_t>(guid.Data2) << 16 | guid.Data3);
  std::uint64_t low = 0;
  for (const std::uint8_t byte : guid.Data4) low = low << 8 | byte;
  halves[1] = static_cast<long long>(low);
}

// What a callback answers to GetParameters, as Java has it.
inline CallbackParameters ParametersOf(std::int32_t flags, std::int32_t queue) noexcept {
  return {static_cast<DWORD>(flags), static_cast<DWORD>(queue)};
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
  const auto shim =
      com::ComPtr<CallbackShim>::Adopt(CallbackShim::Create(Jvm::Get(), id, parameters));
  if (!shim) return E_OUTOFMEMORY;
  const HRESULT hr = begin(shim.Get());
  if (FAILED(hr)) shim->Disarm();
  return hr;
}

}  // namespace bridge
