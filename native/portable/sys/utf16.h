// Paths cross the seam as UTF-16; Linux has bytes, which are mostly UTF-8. A byte that is no part
// of valid UTF-8 crosses as a lone surrogate, U+DC80 to U+DCFF, so that every name has its UTF-16.
#pragma once

#include <string>

#include "com/base_types.h"

namespace portable {

// The bytes of a path. False for a surrogate that stands for no byte. Throws std::bad_alloc.
[[nodiscard]] bool Utf16ToPath(LPCWSTR text, std::string* path);

// The UTF-16 of a path, from which Utf16ToPath makes the same bytes. Throws std::bad_alloc.
[[nodiscard]] std::u16string PathToUtf16(const std::string& path);

}  // namespace portable
