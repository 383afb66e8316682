// Names as UTF-16 and as bytes, there and back.

#include "portable/sys/utf16.h"

#include <cstdint>
#include <string>

#include "doctest/doctest.h"
#include "test/files.h"

namespace test {

namespace {

// What becomes of bytes that cross the seam twice.
std::string ThereAndBack(const std::string& path) {
  const std::u16string units = portable::PathToUtf16(path);
  const WideString wide(units.begin(), units.end());
  std::string back;
  REQUIRE(portable::Utf16ToPath(wide.c_str(), &back));
  return back;
}

}  // namespace

TEST_CASE("any bytes are a name and come back as they are") {
  for (int first = 1; first < 256; ++first) {
    for (int second = 1; second < 256; ++second) {
      const std::string name = {'a', static_cast<char>(first), static_cast<char>(second), 'b'};
      if (ThereAndBack(name) != name) FAIL(first << " " << second);
    }
  }
  // By a simple generator: longer sequences of bytes that begin characters and continue them.
  std::uint32_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    std::string name;
    for (int j = 0; j < 12; ++j) {
      state = state * 1'664'525 + 1'013'904'223;
      const std::uint32_t byte = (state >> 24) | (j % 3 == 0 ? 0xC0 : 0);
      name.push_back(static_cast<char>(byte == 0 ? 1 : byte));
    }
    if (ThereAndBack(name) != name) FAIL(i);
  }
}

TEST_CASE("text crosses as text") {
  CHECK(portable::PathToUtf16("gr\xC3\xBC\xC3\x9F") == u"gr\u00FC\u00DF");
  CHECK(portable::PathToUtf16("\xE6\x97\xA5") == u"\u65E5");
  CHECK(portable::PathToUtf16("\xF0\x9F\x8E\xB5") == u"\U0001F3B5");
}

TEST_CASE("what is no UTF-8 crosses as lone surrogates") {
  const auto units = [](const char* bytes) { return portable::PathToUtf16(bytes); };
  CHECK(units("\xE4x") == std::u16string({0xDCE4, u'x'}));
  // Longer than need be, a surrogate, beyond Unicode, cut off.
  CHECK(units("\xC0\xAF") == std::u16string({0xDCC0, 0xDCAF}));
  CHECK(units("\xED\xB3\xA4") == std::u16string({0xDCED, 0xDCB3, 0xDCA4}));
  CHECK(units("\xF4\x90\x80\x80") == std::u16string({0xDCF4, 0xDC90, 0xDC80, 0xDC80}));
  CHECK(units("\xE6\x97") == std::u16string({0xDCE6, 0xDC97}));
}

TEST_CASE("other lone surrogates are no name") {
  std::string path;
  for (const WCHAR unit : {0xD800, 0xDBFF, 0xDC00, 0xDC7F, 0xDD00, 0xDFFF}) {
    const WCHAR text[] = {u'a', unit, 0};
    CHECK_FALSE(portable::Utf16ToPath(text, &path));
  }
}

}  // namespace test
