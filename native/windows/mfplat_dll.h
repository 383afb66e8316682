// Loading mfplat.dll.
#pragma once

#include <string>
#include <vector>

#include "com/base_types.h"

namespace windows {

// Loads the DLL on the first call; every call gives the same answer. `cause` is "" on success.
[[nodiscard]] HRESULT LoadMfplat(std::string* cause);

// The names of the functions that are taken from the DLL; none where it could not be loaded.
const std::vector<const char*>& UsedFunctions();

}  // namespace windows
