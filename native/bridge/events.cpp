#include "bridge/events.h"

#include <bit>
#include <cstring>
#include <limits>
#include <string>

#include "bridge/flat.h"
#include "bridge/upcall/java_object.h"
#include "com/variant.h"
#include "mfplat/mfplat.h"

namespace bridge {

namespace {

// What a value has outside of the variant. Foreign code may have left a pointer null.
struct Content {
  const void* bytes;
  std::size_t size;
};

Content ContentOf(const PROPVARIANT& value) noexcept {
  switch (value.vt) {
    case VT_LPWSTR:
      if (value.pwszVal == nullptr) return {nullptr, 0};
      return {value.pwszVal, std::char_traits<WCHAR>::length(value.pwszVal) * sizeof(WCHAR)};
    case VT_VECTOR | VT_UI1:
      if (value.caub.pElems == nullptr) return {nullptr, 0};
      return {value.caub.pElems, value.caub.cElems};
    default:
      return {nullptr, 0};
  }
}

}  // namespace

std::int32_t createEventQueue(long long* queue) noexcept {
  com::ComPtr<IMFMediaEventQueue> created;
  const HRESULT hr = MFCreateEventQueue(created.Put());
  return Give(hr, created, queue);
}

std::int32_t queueEvent(std::int64_t queue, std::int32_t type, std::int64_t extended_high,
                        std::int64_t extended_low, std::int32_t status, std::int32_t value_type,
                        std::int64_t high, std::int64_t low, const signed char* content,
                        std::int32_t size) noexcept {
  const GUID extended_type = GuidOf(extended_high, extended_low);
  GUID guid = GuidOf(high, low);
  // Only borrows: the event makes a copy.
  PROPVARIANT value{};
  value.vt = static_cast<VARTYPE>(value_type);
  switch (value_type) {
    case VT_I4:
      value.lVal = static_cast<LONG>(low);
      break;
    case VT_I8:
      value.hVal.QuadPart = low;
      break;
    case VT_R8:
      value.dblVal = std::bit_cast<double>(low);
      break;
    case VT_BOOL:
      value.boolVal = static_cast<std::int16_t>(low);
      break;
    case VT_CLSID:
      value.puuid = &guid;
      break;
    case VT_LPWSTR:
      value.pwszVal = reinterpret_cast<LPWSTR>(const_cast<signed char*>(content));
      break;
    case VT_VECTOR | VT_UI1:
      value.caub.cElems = static_cast<ULONG>(size);
      value.caub.pElems = reinterpret_cast<UINT8*>(const_cast<signed char*>(content));
      break;
    case VT_UNKNOWN:
      value.punkVal = At<IUnknown>(low);
      break;
    default:
      break;
  }
  return At<IMFMediaEventQueue>(queue)->QueueEventParamVar(static_cast<MediaEventType>(type),
                                                           extended_type, status, &value);
}

std::int32_t getEvent(std::int64_t queue, std::int32_t flags, long long* event) noexcept {
  com::ComPtr<IMFMediaEvent> got;
  const HRESULT hr = At<IMFMediaEventQueue>(queue)->GetEvent(static_cast<DWORD>(flags), got.Put());
  return Give(hr, got, event);
}

std::int32_t beginGetEvent(std::int64_t queue, std::int64_t id, std::int32_t flags,
                           std::int32_t work_queue) noexcept {
  const CallbackParameters parameters = ParametersOf(flags, work_queue);
  return BeginWithShim(id, parameters, [=](IMFAsyncCallback* callback) {
    return At<IMFMediaEventQueue>(queue)->BeginGetEvent(callback, nullptr);
  });
}

std::int32_t endGetEvent(std::int64_t queue, std::int64_t result, long long* event) noexcept {
  com::ComPtr<IMFMediaEvent> got;
  const auto ended = com::ComPtr<IMFAsyncResult>::Adopt(At<IMFAsyncResult>(result));
  const HRESULT hr = At<IMFMediaEventQueue>(queue)->EndGetEvent(ended.Get(), got.Put());
  return Give(hr, got, event);
}

std::int32_t shutdownEventQueue(std::int64_t queue) noexcept {
  return At<IMFMediaEventQueue>(queue)->Shutdown();
}

std::int32_t readEvent(std::int64_t event, long long* fields) noexcept {
  auto* const source = At<IMFMediaEvent>(event);
  MediaEventType type = 0;
  GUID extended_type{};
  HRESULT status = S_OK;
  com::Variant value;
  HRESULT hr = source->GetType(&type);
  if (SUCCEEDED(hr)) hr = source->GetExtendedType(&extended_type);
  if (SUCCEEDED(hr)) hr = source->GetStatus(&status);
  if (SUCCEEDED(hr)) hr = source->GetValue(value.Put());
  if (FAILED(hr)) return hr;
  fields[0] = static_cast<std::int32_t>(type);
  Split(extended_type, fields + 1);
  fields[3] = status;
  const PROPVARIANT& content = value.Get();
  fields[4] = content.vt;
  fields[5] = 0;
  switch (content.vt) {
    case VT_I4:
    case VT_UI4:
      fields[6] = content.lVal;
      break;
    case VT_BOOL:
      fields[6] = content.boolVal;
      break;
    case VT_CLSID:
      Split(content.puuid == nullptr ? GUID{} : *content.puuid, fields + 5);
      break;
    case VT_UNKNOWN:
      fields[6] = JavaObject::kNone;
      if (content.punkVal == nullptr) break;
      fields[6] = JavaObject::IdOf(content.punkVal);
      if (fields[6] == JavaObject::kNone) {
        content.punkVal->AddRef();
        fields[5] = reinterpret_cast<std::intptr_t>(content.punkVal);
      }
      break;
    default:
      // The double's bits, too.
      fields[6] = content.hVal.QuadPart;
  }
  const std::size_t size = ContentOf(content).size;
  // What no Java array holds.
  if (size > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    return E_OUTOFMEMORY;
  }
  fields[7] = static_cast<long long>(size);
  return S_OK;
}

std::int32_t readEventContent(std::int64_t event, signed char* content,
                              std::int32_t size) noexcept {
  com::Variant value;
  const HRESULT hr = At<IMFMediaEvent>(event)->GetValue(value.Put());
  if (FAILED(hr)) return hr;
  const Content found = ContentOf(value.Get());
  // A foreign event may have changed its mind.
  if (found.size != static_cast<std::size_t>(size)) return E_UNEXPECTED;
  if (size > 0) std::memcpy(content, found.bytes, found.size);
  return S_OK;
}

}  // namespace bridge
