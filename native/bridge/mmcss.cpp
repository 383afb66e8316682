#include "bridge/mmcss.h"

#include "bridge/flat.h"
#include "mfplat/mfplat.h"

namespace bridge {

std::int32_t beginRegisterWithMmcss(std::int32_t queue, const std::uint16_t* mmcss_class,
                                    std::int32_t task, std::int32_t priority, std::int64_t id,
                                    std::int32_t flags, std::int32_t callback_queue) noexcept {
  const CallbackParameters parameters = ParametersOf(flags, callback_queue);
  return BeginWithShim(id, parameters, [=](IMFAsyncCallback* callback) {
    return MFBeginRegisterWorkQueueWithMMCSSEx(
        static_cast<DWORD>(queue), reinterpret_cast<LPCWSTR>(mmcss_class), static_cast<DWORD>(task),
        priority, callback, nullptr);
  });
}

std::int32_t endRegisterWithMmcss(std::int64_t result, std::int32_t* task) noexcept {
  const auto owned = com::ComPtr<IMFAsyncResult>::Adopt(At<IMFAsyncResult>(result));
  return MFEndRegisterWorkQueueWithMMCSS(owned.Get(), reinterpret_cast<DWORD*>(task));
}

std::int32_t beginUnregisterWithMmcss(std::int32_t queue, std::int64_t id, std::int32_t flags,
                                      std::int32_t callback_queue) noexcept {
  const CallbackParameters parameters = ParametersOf(flags, callback_queue);
  return BeginWithShim(id, parameters, [=](IMFAsyncCallback* callback) {
    return MFBeginUnregisterWorkQueueWithMMCSS(static_cast<DWORD>(queue), callback, nullptr);
  });
}

std::int32_t endUnregisterWithMmcss(std::int64_t result) noexcept {
  const auto owned = com::ComPtr<IMFAsyncResult>::Adopt(At<IMFAsyncResult>(result));
  return MFEndUnregisterWorkQueueWithMMCSS(owned.Get());
}

std::int32_t getMmcssClass(std::int32_t queue, std::uint16_t* name, std::int32_t* size) noexcept {
  return MFGetWorkQueueMMCSSClass(static_cast<DWORD>(queue), reinterpret_cast<LPWSTR>(name),
                                  reinterpret_cast<DWORD*>(size));
}

std::int32_t getMmcssTaskId(std::int32_t queue, std::int32_t* task) noexcept {
  return MFGetWorkQueueMMCSSTaskId(static_cast<DWORD>(queue), reinterpret_cast<DWORD*>(task));
}

std::int32_t getMmcssPriority(std::int32_t queue, std::int32_t* priority) noexcept {
  LONG value = 0;
  const HRESULT hr = MFGetWorkQueueMMCSSPriority(static_cast<DWORD>(queue), &value);
  *priority = value;
  return hr;
}

}  // namespace bridge
