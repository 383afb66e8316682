#include "bridge/attribute_access.h"

#include <cstring>

#include "bridge/flat.h"
#include "mfplat/mfplat.h"

namespace bridge {

namespace {

// Lets the object's attributes do something.
template <class Action>
HRESULT WithAttributes(std::int64_t object, Action action) noexcept {
  void* found = nullptr;
  const HRESULT hr = At<IUnknown>(object)->QueryInterface(IID_IMFAttributes, &found);
  if (FAILED(hr)) return hr;
  const auto attributes = com::ComPtr<IMFAttributes>::Adopt(static_cast<IMFAttributes*>(found));
  return action(attributes.Get());
}

// Copies what the store has allocated, if there is room, and frees it.
template <class Unit>
void TakeOver(void* allocated, UINT32 length, Unit* value, std::int32_t capacity,
              std::int32_t* length_out) noexcept {
  *length_out = static_cast<std::int32_t>(length);
  if (length <= static_cast<UINT32>(capacity) && length > 0) {
    std::memcpy(value, allocated, length * sizeof(Unit));
  }
  CoTaskMemFree(allocated);
}

}  // namespace

std::int32_t attributeCount(std::int64_t object, std::int32_t* count) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->GetCount(reinterpret_cast<UINT32*>(count));
  });
}

std::int32_t attributeKey(std::int64_t object, std::int32_t index, long long* key) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    GUID guid = {};
    const HRESULT hr = attributes->GetItemByIndex(static_cast<UINT32>(index), &guid, nullptr);
    if (SUCCEEDED(hr)) Split(guid, key);
    return hr;
  });
}

std::int32_t attributeType(std::int64_t object, std::int64_t most, std::int64_t least,
                           std::int32_t* type) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    MF_ATTRIBUTE_TYPE found = {};
    const HRESULT hr = attributes->GetItemType(GuidOf(most, least), &found);
    if (SUCCEEDED(hr)) *type = static_cast<std::int32_t>(found);
    return hr;
  });
}

std::int32_t getUint32(std::int64_t object, std::int64_t most, std::int64_t least,
                       std::int32_t* value) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->GetUINT32(GuidOf(most, least), reinterpret_cast<UINT32*>(value));
  });
}

std::int32_t getUint64(std::int64_t object, std::int64_t most, std::int64_t least,
                       long long* value) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    UINT64 found = 0;
    const HRESULT hr = attributes->GetUINT64(GuidOf(most, least), &found);
    if (SUCCEEDED(hr)) *value = static_cast<std::int64_t>(found);
    return hr;
  });
}

std::int32_t getDouble(std::int64_t object, std::int64_t most, std::int64_t least,
                       double* value) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->GetDouble(GuidOf(most, least), value);
  });
}

std::int32_t getGuid(std::int64_t object, std::int64_t most, std::int64_t least,
                     long long* value) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    GUID found = {};
    const HRESULT hr = attributes->GetGUID(GuidOf(most, least), &found);
    if (SUCCEEDED(hr)) Split(found, value);
    return hr;
  });
}

std::int32_t getString(std::int64_t object, std::int64_t most, std::int64_t least,
                       std::uint16_t* value, std::int32_t capacity, std::int32_t* length) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    LPWSTR found = nullptr;
    UINT32 found_length = 0;
    const HRESULT hr = attributes->GetAllocatedString(GuidOf(most, least), &found, &found_length);
    if (SUCCEEDED(hr)) TakeOver(found, found_length, value, capacity, length);
    return hr;
  });
}

std::int32_t getBlob(std::int64_t object, std::int64_t most, std::int64_t least, signed char* value,
                     std::int32_t capacity, std::int32_t* length) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    UINT8* found = nullptr;
    UINT32 found_length = 0;
    const HRESULT hr = attributes->GetAllocatedBlob(GuidOf(most, least), &found, &found_length);
    if (SUCCEEDED(hr)) TakeOver(found, found_length, value, capacity, length);
    return hr;
  });
}

std::int32_t setUint32(std::int64_t object, std::int64_t most, std::int64_t least,
                       std::int32_t value) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->SetUINT32(GuidOf(most, least), static_cast<UINT32>(value));
  });
}

std::int32_t setUint64(std::int64_t object, std::int64_t most, std::int64_t least,
                       std::int64_t value) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->SetUINT64(GuidOf(most, least), static_cast<UINT64>(value));
  });
}

std::int32_t setDouble(std::int64_t object, std::int64_t most, std::int64_t least,
                       double value) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->SetDouble(GuidOf(most, least), value);
  });
}

std::int32_t setGuid(std::int64_t object, std::int64_t most, std::int64_t least,
                     std::int64_t value_most, std::int64_t value_least) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->SetGUID(GuidOf(most, least), GuidOf(value_most, value_least));
  });
}

std::int32_t setString(std::int64_t object, std::int64_t most, std::int64_t least,
                       const std::uint16_t* value) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->SetString(GuidOf(most, least), reinterpret_cast<LPCWSTR>(value));
  });
}

std::int32_t setBlob(std::int64_t object, std::int64_t most, std::int64_t least,
                     const signed char* value, std::int32_t size) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->SetBlob(GuidOf(most, least), reinterpret_cast<const UINT8*>(value),
                               static_cast<UINT32>(size));
  });
}

std::int32_t deleteAttribute(std::int64_t object, std::int64_t most, std::int64_t least) noexcept {
  return WithAttributes(object, [=](IMFAttributes* attributes) {
    return attributes->DeleteItem(GuidOf(most, least));
  });
}

std::int32_t deleteAllAttributes(std::int64_t object) noexcept {
  return WithAttributes(object,
                        [](IMFAttributes* attributes) { return attributes->DeleteAllItems(); });
}

}  // namespace bridge
