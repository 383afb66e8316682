// Paths cross the seam as UTF-16; Linux wants UTF-8.
#pragma once

#include <string>

#include "com/base_types.h"

namespace portable {

// False for what is not well-formed UTF-16: no file has such a name. Throws std::bad_alloc.
[[nodiscard]] bool Utf16ToUtf8(LPCWSTR text, std::string* utf8);

}  // namespace portable
