#include "portable/queue/work_queue.h"

#include "portable/engine/engine.h"
#include "portable/queue/serial_queue.h"

namespace portable {

namespace {

// What the work item that this thread runs has called, and with what; held by that item. The
// result's own pCallback is anybody's to change.
struct Invocation {
  IMFAsyncCallback* callback = nullptr;
  IMFAsyncResult* result = nullptr;
};
thread_local Invocation invoking;

}  // namespace

void WorkItem::Run() noexcept {
  if (awaits_reply != nullptr) awaits_reply->AwaitReply(result);
  IMFAsyncCallback* const callback = static_cast<MFASYNCRESULT*>(result)->pCallback;
  invoking = {callback, result};
  // The callback's answer means nothing to the platform: the operation's status is what End
  // returns.
  (void)callback->Invoke(result);
}

void WorkItem::AfterRun() noexcept {
  invoking = {};
  IMFAsyncResult* const held = result;
  Invoked();
  Finish();
  held->Release();
  Engine::Get().Delivered();
}

bool WorkItem::IsInvoking(const IMFAsyncCallback* callback, const IMFAsyncResult* result) noexcept {
  return result != nullptr && result == invoking.result && callback == invoking.callback;
}

void MultithreadedQueue::Put(Task* task, Priority) noexcept { Engine::Get().Schedule(task); }

}  // namespace portable
