#include "portable/sys/utf16.h"

#include <cstddef>

namespace portable {

namespace {

constexpr char16_t kEscape = 0xDC00;

constexpr bool IsHighSurrogate(char16_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool IsLowSurrogate(char16_t unit) { return unit >= 0xDC00 && unit < 0xE000; }
constexpr bool IsSurrogate(char32_t point) { return point >= 0xD800 && point < 0xE000; }
// A lone surrogate that stands for a byte.
constexpr bool IsByte(char16_t unit) {
  return unit >= (kEscape | 0x80) && unit <= (kEscape | 0xFF);
}

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

void AppendUtf16(char32_t point, std::u16string* text) {
  if (point < 0x10000) {
    text->push_back(static_cast<char16_t>(point));
  } else {
    text->push_back(static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10)));
    text->push_back(static_cast<char16_t>(kEscape + ((point - 0x10000) & 0x3FF)));
  }
}

// The character that begins at `at`, and how many bytes it has; 0 where none does.
std::size_t DecodeUtf8(const std::string& bytes, std::size_t at, char32_t* point) {
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto first = static_cast<unsigned char>(bytes[at]);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC0 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF8 ? 4
                                          : 0;
  if (size == 0 || size > bytes.size() - at) return 0;
  *point = size == 1 ? first : first & (0x7F >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(bytes[at + i]);
    if ((next & 0xC0) != 0x80) return 0;
    *point = *point << 6 | (next & 0x3F);
  }
  return *point < kSmallest[size] || *point > 0x10FFFF || IsSurrogate(*point) ? 0 : size;
}

}  // namespace

bool Utf16ToPath(LPCWSTR text, std::string* path) {
  path->clear();
  for (; *text != 0; ++text) {
    char32_t point = *text;
    if (IsHighSurrogate(*text)) {
      if (!IsLowSurrogate(text[1])) return false;
      ++text;
      point = 0x10000 + ((point - 0xD800) << 10) + (*text - 0xDC00);
    } else if (IsByte(*text)) {
      path->push_back(static_cast<char>(*text & 0xFF));
      continue;
    } else if (IsLowSurrogate(*text)) {
      return false;
    }
    AppendUtf8(point, path);
  }
  return true;
}

std::u16string PathToUtf16(const std::string& path) {
  std::u16string text;
  for (std::size_t at = 0; at < path.size();) {
    char32_t point = 0;
    const std::size_t size = DecodeUtf8(path, at, &point);
    if (size == 0) point = kEscape | static_cast<unsigned char>(path[at]);
    AppendUtf16(point, &text);
    at += size == 0 ? 1 : size;
  }
  return text;
}

}  // namespace portable
