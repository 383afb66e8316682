#include "portable/work_queue.h"

#include "portable/engine.h"
#include "portable/serial_queue.h"

namespace portable {

void WorkItem::Run() noexcept {
  IMFAsyncResult* const held = result;
  if (awaits_reply != nullptr) awaits_reply->AwaitReply(held);
  // The callback's answer means nothing to the platform: the operation's status is what End
  // returns.
  (void)static_cast<MFASYNCRESULT*>(held)->pCallback->Invoke(held);
  Invoked();
  Finish();
  held->Release();
  Engine::Get().Delivered();
}

void MultithreadedQueue::Put(Task* task, Priority) noexcept { Engine::Get().Schedule(task); }

}  // namespace portable
