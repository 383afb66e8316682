#include "bridge/deferred.h"

#include <new>

#include "bridge/flat.h"
#include "bridge/upcall/jvm.h"
#include "mfplat/mfplat.h"
#include "mfplat/native_event.h"

namespace bridge {

namespace {

HANDLE HandleOf(std::int64_t event) noexcept {
  return reinterpret_cast<HANDLE>(static_cast<std::intptr_t>(event));
}

// The context of a periodic callback: nothing but the id that it has in Java, which forgets it when
// the callback is removed.
class TickContext final : public com::RefCounted<IUnknown> {
 public:
  explicit TickContext(std::int64_t id) noexcept : id_(id) {}

  static void STDMETHODCALLTYPE Tick(IUnknown* context) {
    Jvm::Get().Ticked(static_cast<TickContext*>(context)->id_);
  }

 protected:
  ~TickContext() override = default;
  bool Answers(REFIID) const noexcept override { return false; }

 private:
  const std::int64_t id_;
};

}  // namespace

std::int32_t scheduleWorkItem(std::int32_t queue, std::int32_t flags, std::int64_t timeout,
                              std::int64_t id, long long* key) noexcept {
  return BeginWithShim(id, ParametersOf(flags, queue), [=](IMFAsyncCallback* callback) {
    MFWORKITEM_KEY scheduled = 0;
    const HRESULT hr = MFScheduleWorkItem(callback, nullptr, timeout, &scheduled);
    *key = static_cast<std::int64_t>(scheduled);
    return hr;
  });
}

std::int32_t putWaitingWorkItem(std::int64_t event, std::int32_t queue, std::int32_t flags,
                                std::int32_t priority, std::int64_t id, long long* key) noexcept {
  return BeginWithShim(id, ParametersOf(flags, queue), [=](IMFAsyncCallback* callback) {
    com::ComPtr<IMFAsyncResult> result;
    HRESULT hr = MFCreateAsyncResult(nullptr, callback, nullptr, result.Put());
    if (FAILED(hr)) return hr;
    MFWORKITEM_KEY waiting = 0;
    hr = MFPutWaitingWorkItem(HandleOf(event), priority, result.Get(), &waiting);
    *key = static_cast<std::int64_t>(waiting);
    return hr;
  });
}

std::int32_t cancelWorkItem(std::int64_t key) noexcept {
  return MFCancelWorkItem(static_cast<MFWORKITEM_KEY>(key));
}

std::int32_t reply(std::int64_t result) noexcept {
  const auto token = com::ComPtr<IMFAsyncResult>::Adopt(At<IMFAsyncResult>(result));
  return MFInvokeCallback(token.Get());
}

std::int32_t addPeriodicCallback(std::int64_t id, std::int32_t* key) noexcept {
  const auto context = com::ComPtr<IUnknown>::Adopt(new (std::nothrow) TickContext(id));
  if (!context) return E_OUTOFMEMORY;
  return MFAddPeriodicCallback(&TickContext::Tick, context.Get(), reinterpret_cast<DWORD*>(key));
}

std::int32_t removePeriodicCallback(std::int32_t key) noexcept {
  return MFRemovePeriodicCallback(static_cast<DWORD>(key));
}

std::int32_t getTimerPeriodicity(std::int32_t* millis) noexcept {
  return MFGetTimerPeriodicity(reinterpret_cast<DWORD*>(millis));
}

std::int32_t createEvent(long long* event) noexcept {
  HANDLE created = nullptr;
  const HRESULT hr = mfplat::CreateNativeEvent(&created);
  *event = reinterpret_cast<std::intptr_t>(created);
  return hr;
}

std::int32_t setEvent(std::int64_t event) noexcept {
  return mfplat::SetNativeEvent(HandleOf(event));
}

std::int32_t resetEvent(std::int64_t event) noexcept {
  return mfplat::ResetNativeEvent(HandleOf(event));
}

void closeEvent(std::int64_t event) noexcept { mfplat::CloseNativeEvent(HandleOf(event)); }

}  // namespace bridge
