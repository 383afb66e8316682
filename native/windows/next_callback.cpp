#include "mfplat/next_callback.h"

namespace mfplat {

bool IsInvokedByQueue(const IMFAsyncCallback*, const IMFAsyncResult*) noexcept { return false; }
bool OthersWait() noexcept { return false; }
bool InvokeNext() noexcept { return false; }

}  // namespace mfplat
