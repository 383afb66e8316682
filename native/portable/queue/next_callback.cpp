#include "mfplat/next_callback.h"

#include "portable/engine/dispatcher.h"
#include "portable/queue/work_queue.h"

namespace mfplat {

bool IsInvokedByQueue(const IMFAsyncCallback* callback, const IMFAsyncResult* result) noexcept {
  return portable::WorkItem::IsInvoking(callback, result);
}

bool OthersWait() noexcept { return portable::Dispatcher::OthersWait(); }

bool InvokeNext() noexcept { return portable::Dispatcher::RunNext(); }

}  // namespace mfplat
