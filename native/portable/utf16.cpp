#include "portable/utf16.h"

namespace portable {

namespace {

constexpr bool IsHighSurrogate(char16_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool IsLowSurrogate(char16_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

void AppendUtf8(char32_t point, std::string* utf8) {
  const auto tail = [utf8](char32_t bits) {
    utf8->push_back(static_cast<char>(0x80 | (bits & 0x3F)));
  };
  if (point < 0x80) {
    utf8->push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    utf8->push_back(static_cast<char>(0xC0 | (point >> 6)));
    tail(point);
  } else if (point < 0x10000) {
    utf8->push_back(static_cast<char>(0xE0 | (point >> 12)));
    tail(point >> 6);
    tail(point);
  } else {
    utf8->push_back(static_cast<char>(0xF0 | (point >> 18)));
    tail(point >> 12);
    tail(point >> 6);
    tail(point);
  }
}

}  // namespace

bool Utf16ToUtf8(LPCWSTR text, std::string* utf8) {
  utf8->clear();
  for (; *text != 0; ++text) {
    char32_t point = *text;
    if (IsHighSurrogate(*text)) {
      if (!IsLowSurrogate(text[1])) return false;
      ++text;
      point = 0x10000 + ((point - 0xD800) << 10) + (*text - 0xDC00);
    } else if (IsLowSurrogate(*text)) {
      return false;
    }
    AppendUtf8(point, utf8);
  }
  return true;
}

}  // namespace portable
