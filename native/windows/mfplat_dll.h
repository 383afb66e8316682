// Loading mfplat.dll.
#pragma once

#include <string>

#include "com/base_types.h"

namespace windows {

// Loads the DLL on the first call; every call gives the same answer. `cause` is "" on success.
[[nodiscard]] HRESULT LoadMfplat(std::string* cause);

}  // namespace windows
