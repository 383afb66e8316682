// Loading mfplat.dll.
#pragma once

#include <string>
#include <vector>

#include "com/base_types.h"

namespace windows {

// Loads the DLL on the first call; every call gives the same answer. `cause` is "" on success.
[[nodiscard]] HRESULT LoadMfplat(std::string* cause);

// The names of the functions that are taken from the DLL; none where there is no DLL.
const std::vector<const char*>& UsedFunctions();

// Those of them that the DLL lacks.
const std::vector<const char*>& MissingFunctions();

// The DLL's file as the system names it, and its version; "" where there is no DLL.
const std::string& MfplatFile();
const std::string& MfplatVersion();

}  // namespace windows
