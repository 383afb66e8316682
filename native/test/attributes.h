// What tests of attributes and events set: some keys, a text, and a store of their own.
#pragma once

#include <array>
#include <string>

#include "com/com_ptr.h"
#include "doctest/doctest.h"
#include "mfplat/mfplat.h"

namespace test {

using AttributesPtr = com::ComPtr<IMFAttributes>;

inline constexpr std::array<GUID, 10> kKeys = [] {
  std::array<GUID, 10> keys{};
  for (unsigned i = 0; i < keys.size(); ++i) {
    keys[i] = {0x3f2c1a00 + i, 0x51d7, 0x4c0e, {0x93, 0x4a, 0x11, 0x20, 0x7d, 0x66, 0x0b, 0xe8}};
  }
  return keys;
}();

// Five characters.
inline constexpr WCHAR kText[] = {'h', 'e', 'l', 'l', 'o', 0};

inline bool Same(LPCWSTR a, LPCWSTR b) {
  return std::basic_string_view<WCHAR>(a) == std::basic_string_view<WCHAR>(b);
}

inline AttributesPtr NewAttributes() {
  AttributesPtr attributes;
  REQUIRE(MFCreateAttributes(attributes.Put(), 4) == S_OK);
  return attributes;
}

}  // namespace test
