#include "bridge/upcall/java_object.h"

#include <new>

namespace bridge {

namespace {

// Known by its address as well as by its value: a JavaObject of another copy of this library in the
// same process has ids of another table, and must not be taken for one of ours.
const IID kIidJavaObject = {
    0x1f0c6a52, 0x7d3e, 0x4b0b, {0x9a, 0x51, 0x5c, 0x6e, 0x2b, 0x8d, 0x40, 0xf7}};

}  // namespace

JavaObject* JavaObject::Create(ObjectUpcalls& upcalls, std::int64_t id) noexcept {
  return new (std::nothrow) JavaObject(upcalls, id);
}

std::int64_t JavaObject::IdOf(IUnknown* object) noexcept {
  void* found = nullptr;
  if (FAILED(object->QueryInterface(kIidJavaObject, &found)) || found == nullptr) return kNone;
  auto* const mine = static_cast<JavaObject*>(static_cast<IUnknown*>(found));
  const std::int64_t id = mine->id_;
  mine->Release();
  return id;
}

JavaObject::~JavaObject() { upcalls_.Released(id_); }

bool JavaObject::Answers(REFIID riid) const noexcept {
  return &riid == &kIidJavaObject || riid == kIidAgileObject;
}

JavaCallback* JavaCallback::Create(ObjectUpcalls& upcalls, std::int64_t id,
                                   const CallbackParameters& parameters) noexcept {
  return new (std::nothrow) JavaCallback(upcalls, id, parameters);
}

JavaCallback::~JavaCallback() { upcalls_.Released(id_); }

bool JavaCallback::Answers(REFIID riid) const noexcept {
  return riid == IID_IMFAsyncCallback || riid == kIidAgileObject;
}

HRESULT JavaCallback::GetParameters(DWORD* pdwFlags, DWORD* pdwQueue) noexcept {
  return parameters_.Answer(pdwFlags, pdwQueue);
}

HRESULT JavaCallback::Invoke(IMFAsyncResult* pAsyncResult) noexcept {
  if (pAsyncResult == nullptr) return E_POINTER;
  // For the Java side, which may keep the result and end it later, from any thread.
  pAsyncResult->AddRef();
  const HRESULT hr = upcalls_.InvokeObject(id_, pAsyncResult, pAsyncResult->GetStatus());
  if (hr != S_OK) pAsyncResult->Release();
  return hr;
}

}  // namespace bridge
