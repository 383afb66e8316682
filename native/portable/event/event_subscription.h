// One BeginGetEvent: the asynchronous result that the client sees and the work item that delivers
// it, in one allocation, so that the event that comes cannot fail to be announced for lack of
// memory.
#pragma once

#include <memory>

#include "portable/queue/async_result.h"
#include "portable/queue/queue_registry.h"
#include "portable/queue/work_queue.h"

namespace portable {

class EventSubscription final : public AsyncResult, private WorkItem {
 public:
  // `destination` is where the callback goes; keeps the queue until then.
  EventSubscription(IMFAsyncCallback* callback, IUnknown* state, Destination destination) noexcept;

  bool IsFor(IMFAsyncCallback* callback) const noexcept { return pCallback == callback; }
  bool HasState(IUnknown* state) noexcept { return GetStateNoAddRef() == state; }

  // Queues the one Invoke. MF_E_SHUTDOWN when the platform is down: then none will come. Called
  // once, without a lock.
  [[nodiscard]] HRESULT Deliver() noexcept;

 protected:
  ~EventSubscription() override = default;

 private:
  std::shared_ptr<WorkQueue> queue_;
};

}  // namespace portable
