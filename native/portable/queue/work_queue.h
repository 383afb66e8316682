// Work queues: where asynchronous results wait for their Invoke. MULTITHREADED and its like hand
// every item to the dispatchers at once; STANDARD and its like are serial queues on top of them.
#pragma once

#include <cstdint>
#include <memory>

#include "com/base_types.h"
#include "portable/engine/task.h"

namespace portable {

class SerialQueue;

// One Invoke to come. Lives inside an operation, which then cannot fail to be delivered for lack of
// memory, or on the heap.
struct WorkItem : Task {
  // Owns one reference until Invoke has returned.
  IMFAsyncResult* result = nullptr;
  // Set before the item is put, for a callback in reply mode: the serial queue that waits for the
  // reply.
  SerialQueue* awaits_reply = nullptr;

  // Calls Invoke.
  void Run() noexcept final;
  // Calls Invoked, then lets go of the result.
  void AfterRun() noexcept final;

  // Whether the calling thread is in the Invoke of this callback for this result because Run calls
  // it, and not another callback that passes it on.
  static bool IsInvoking(const IMFAsyncCallback* callback, const IMFAsyncResult* result) noexcept;

 protected:
  // Runs between Invoke's return and the release of the result.
  virtual void Invoked() noexcept {}
  // Runs last, when the result may be gone.
  virtual void Finish() noexcept {}
  ~WorkItem() = default;
};

// Which of a queue's waiting items comes next: a higher level first, and within a level the oldest.
enum class Priority : std::uint8_t { kHigh, kNormal, kLow };

// Any positive priority is 1, any negative one -1.
constexpr Priority PriorityOf(LONG priority) noexcept {
  if (priority == 0) return Priority::kNormal;
  return priority > 0 ? Priority::kHigh : Priority::kLow;
}

class WorkQueue : public std::enable_shared_from_this<WorkQueue> {
 public:
  virtual ~WorkQueue() = default;
  // Takes the task, a work item or another queue; it runs exactly once, on a thread of the engine.
  // Any thread.
  virtual void Put(Task* task, Priority priority) noexcept = 0;
  // This queue, if it runs its items one after the other.
  virtual SerialQueue* AsSerial() noexcept { return nullptr; }
};

// Items run as soon as there is a thread, several at a time. Nothing waits here, so priorities have
// nothing to order.
class MultithreadedQueue final : public WorkQueue {
 public:
  void Put(Task* task, Priority priority) noexcept override;
};

}  // namespace portable
