// The door from the kernel's error numbers to HRESULTs. Nothing else in the engine translates
// errors.
#pragma once

#include "com/base_types.h"

namespace portable {

// The HRESULT that Media Foundation's file streams give where Linux says `error`; E_FAIL for
// numbers that have no counterpart.
[[nodiscard]] HRESULT ErrnoToHresult(int error) noexcept;

}  // namespace portable
