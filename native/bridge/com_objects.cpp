#include "bridge/com_objects.h"

#include "bridge/flat.h"
#include "bridge/upcall/java_object.h"
#include "mfplat/mfplat.h"

namespace bridge {

namespace {

std::int64_t AddressOf(const void* object) noexcept {
  return reinterpret_cast<std::intptr_t>(object);
}

// Stock results answer E_POINTER when there is nothing to give, some custom ones S_OK with null.
void Find(std::int64_t result, HRESULT (STDMETHODCALLTYPE IMFAsyncResult::*getter)(IUnknown**),
          long long* found) noexcept {
  com::ComPtr<IUnknown> object;
  found[0] = JavaObject::kNone;
  found[1] = 0;
  if (FAILED((At<IMFAsyncResult>(result)->*getter)(object.Put())) || !object) return;
  found[0] = JavaObject::IdOf(object.Get());
  if (found[0] == JavaObject::kNone) found[1] = AddressOf(object.Detach());
}

}  // namespace

std::int64_t createJavaObject(std::int64_t id) noexcept {
  return AddressOf(JavaObject::Create(Jvm::Get(), id));
}

std::int64_t createJavaCallback(std::int64_t id, std::int32_t flags, std::int32_t queue) noexcept {
  return AddressOf(JavaCallback::Create(Jvm::Get(), id, ParametersOf(flags, queue)));
}

std::int32_t createAsyncResult(std::int64_t object, std::int64_t callback, std::int64_t state,
                               long long* result) noexcept {
  com::ComPtr<IMFAsyncResult> created;
  const HRESULT hr = MFCreateAsyncResult(At<IUnknown>(object), At<IMFAsyncCallback>(callback),
                                         At<IUnknown>(state), created.Put());
  return Give(hr, created, result);
}

std::int32_t invokeCallback(std::int64_t result) noexcept {
  return MFInvokeCallback(At<IMFAsyncResult>(result));
}

std::int32_t getStatus(std::int64_t result) noexcept {
  return At<IMFAsyncResult>(result)->GetStatus();
}

void getState(std::int64_t result, long long* found) noexcept {
  Find(result, &IMFAsyncResult::GetState, found);
}

void getObject(std::int64_t result, long long* found) noexcept {
  Find(result, &IMFAsyncResult::GetObject, found);
}

std::int32_t setStatus(std::int64_t result, std::int32_t status) noexcept {
  return At<IMFAsyncResult>(result)->SetStatus(status);
}

void addReference(std::int64_t object) noexcept { At<IUnknown>(object)->AddRef(); }

void release(std::int64_t object) noexcept { At<IUnknown>(object)->Release(); }

std::int64_t queryInterface(std::int64_t object, std::int64_t iid_high,
                            std::int64_t iid_low) noexcept {
  void* found = nullptr;
  const HRESULT hr = At<IUnknown>(object)->QueryInterface(GuidOf(iid_high, iid_low), &found);
  return SUCCEEDED(hr) ? AddressOf(found) : 0;
}

std::int32_t getParameters(std::int64_t callback, std::int32_t* answers) noexcept {
  DWORD flags = 0;
  DWORD queue = 0;
  const HRESULT hr = At<IMFAsyncCallback>(callback)->GetParameters(&flags, &queue);
  answers[0] = static_cast<std::int32_t>(flags);
  answers[1] = static_cast<std::int32_t>(queue);
  return hr;
}

std::int32_t invoke(std::int64_t callback, std::int64_t result) noexcept {
  return At<IMFAsyncCallback>(callback)->Invoke(At<IMFAsyncResult>(result));
}

std::int64_t liveObjects() noexcept { return com::live_objects.Count(); }

}  // namespace bridge
