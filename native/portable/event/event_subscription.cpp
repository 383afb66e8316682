#include "portable/event/event_subscription.h"

#include <utility>

#include "portable/engine/engine.h"

namespace portable {

EventSubscription::EventSubscription(IMFAsyncCallback* callback, IUnknown* state,
                                     Destination destination) noexcept
    // No object: the queue is not to be found through the result.
    : AsyncResult(nullptr, callback, state), queue_(std::move(destination.queue)) {
  result = this;
  if (destination.reply) awaits_reply = queue_->AsSerial();
}

HRESULT EventSubscription::Deliver() noexcept {
  Engine::Get().Accept();
  // Asked after the work was counted: a shutdown in between waits for it or is seen here.
  if (!PlatformAccepts()) {
    Engine::Get().Delivered();
    return MF_E_SHUTDOWN;
  }
  // The work item's, until Invoke has returned.
  AddRef();
  const std::shared_ptr<WorkQueue> queue = std::move(queue_);
  queue->Put(this, Priority::kNormal);
  return S_OK;
}

}  // namespace portable
