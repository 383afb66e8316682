#include "portable/work_queue.h"

#include "portable/engine.h"
#include "portable/serial_queue.h"

namespace portable {

namespace {

// Of the work item that this thread runs; held by that.
thread_local IMFAsyncResult* invoking = nullptr;

}  // namespace

void WorkItem::Run() noexcept {
  if (awaits_reply != nullptr) awaits_reply->AwaitReply(result);
  invoking = result;
  // The callback's answer means nothing to the platform: the operation's status is what End
  // returns.
  (void)static_cast<MFASYNCRESULT*>(result)->pCallback->Invoke(result);
}

void WorkItem::Ran() noexcept {
  invoking = nullptr;
  IMFAsyncResult* const held = result;
  Invoked();
  Finish();
  held->Release();
  Engine::Get().Delivered();
}

bool WorkItem::IsInvoking(const IMFAsyncCallback* callback, const IMFAsyncResult* result) noexcept {
  return result == invoking && static_cast<const MFASYNCRESULT*>(result)->pCallback == callback;
}

void MultithreadedQueue::Put(Task* task, Priority) noexcept { Engine::Get().Schedule(task); }

}  // namespace portable
