// Events that waiting work items wait for, which Media Foundation leaves to the system: an
// auto-reset event of Windows, an eventfd on Linux. A signal lets one who waits through and is then
// used up.
#pragma once

#include "com/base_types.h"

namespace mfplat {

// Not signalled; to be closed by the caller.
[[nodiscard]] HRESULT CreateNativeEvent(HANDLE* event) noexcept;
// E_HANDLE for what is no event.
[[nodiscard]] HRESULT SetNativeEvent(HANDLE event) noexcept;
// Takes a signal back that is not used yet.
[[nodiscard]] HRESULT ResetNativeEvent(HANDLE event) noexcept;
void CloseNativeEvent(HANDLE event) noexcept;

}  // namespace mfplat
