// Work queues: where asynchronous results wait for their Invoke. MULTITHREADED and its like hand
// every item to the dispatchers at once; STANDARD and its like are serial queues on top of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "com/base_types.h"
#include "portable/fifo.h"
#include "portable/task.h"

namespace portable {

// One Invoke to come. Lives inside an operation, which then cannot fail to be delivered for want of
// memory, or on the heap.
struct WorkItem : Task {
  // Owns one reference until Invoke has returned.
  IMFAsyncResult* result = nullptr;

  // Calls Invoke, then Invoked, then lets go of the result.
  void Run() noexcept final;

 protected:
  // Runs between Invoke's return and the release of the result.
  virtual void Invoked() noexcept {}
  // Runs last, when the result may be gone.
  virtual void Finish() noexcept {}
  ~WorkItem() = default;
};

class WorkQueue : public std::enable_shared_from_this<WorkQueue> {
 public:
  virtual ~WorkQueue() = default;
  // Takes the item; it runs exactly once, on a thread of the engine. Any thread.
  virtual void Put(WorkItem* item) noexcept = 0;
};

// Items run as soon as there is a thread, several at a time.
class MultithreadedQueue final : public WorkQueue {
 public:
  void Put(WorkItem* item) noexcept override;
};

// Items run in the order of Put, each after the one before has returned, on whichever thread.
class SerialQueue final : public WorkQueue, private Task {
 public:
  void Put(WorkItem* item) noexcept override;

 private:
  // Runs the oldest item, then makes way for others before the next.
  void Run() noexcept override;

  std::mutex mutex_;
  // Guarded by mutex_. Scheduled: a dispatcher has this queue as a task, or is running it.
  Fifo<Task> items_;
  bool scheduled_ = false;
  // Keeps a private queue that was unlocked alive until its items have run.
  std::shared_ptr<WorkQueue> self_;
};

// The queue with this identifier; null where there is none, which callers report as
// MF_E_INVALID_WORKQUEUE.
std::shared_ptr<WorkQueue> FindQueue(DWORD id) noexcept;

// The queue that the callback asks for through GetParameters, STANDARD where it does not care.
// MF_E_INVALID_WORKQUEUE for queues that do not exist and for flags that the queue cannot honour.
[[nodiscard]] HRESULT QueueOf(IMFAsyncCallback* callback,
                              std::shared_ptr<WorkQueue>* queue) noexcept;

}  // namespace portable
