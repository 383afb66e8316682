// What a byte stream says of itself.
#pragma once

#include "test/files.h"

namespace test {

inline com::ComPtr<IMFAttributes> AttributesOf(IUnknown* object) {
  void* found = nullptr;
  REQUIRE(object->QueryInterface(IID_IMFAttributes, &found) == S_OK);
  return com::ComPtr<IMFAttributes>::Adopt(static_cast<IMFAttributes*>(found));
}

inline com::ComPtr<IMFAttributes> AttributesOf(const StreamPtr& stream) {
  return AttributesOf(stream.Get());
}

inline UINT32 CountOfAttributes(const StreamPtr& stream) {
  UINT32 count = 0;
  REQUIRE(AttributesOf(stream)->GetCount(&count) == S_OK);
  return count;
}

inline WideString StringAttribute(const StreamPtr& stream, REFGUID key) {
  const auto attributes = AttributesOf(stream);
  UINT32 length = 0;
  REQUIRE(attributes->GetStringLength(key, &length) == S_OK);
  WideString text(length + 1, WCHAR(0));
  REQUIRE(attributes->GetString(key, text.data(), length + 1, nullptr) == S_OK);
  text.resize(length);
  return text;
}

}  // namespace test
