// Work queues: where asynchronous results wait for their Invoke. MULTITHREADED and its like hand
// every item to the dispatchers at once; STANDARD and its like are serial queues on top of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "com/base_types.h"
#include "portable/fifo.h"
#include "portable/task.h"

namespace portable {

class SerialQueue;

// One Invoke to come. Lives inside an operation, which then cannot fail to be delivered for want of
// memory, or on the heap.
struct WorkItem : Task {
  // Owns one reference until Invoke has returned.
  IMFAsyncResult* result = nullptr;
  // Set before the item is put, for a callback in reply mode: the serial queue that waits for the
  // reply.
  SerialQueue* awaits_reply = nullptr;

  // Calls Invoke, then Invoked, then lets go of the result.
  void Run() noexcept final;

 protected:
  // Runs between Invoke's return and the release of the result.
  virtual void Invoked() noexcept {}
  // Runs last, when the result may be gone.
  virtual void Finish() noexcept {}
  ~WorkItem() = default;
};

// Which of a queue's waiting items comes next: a higher level first, and within a level the oldest.
enum class Priority : std::uint8_t { kHigh, kNormal, kLow };
inline constexpr std::size_t kPriorities = 3;

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

// Items run one after the other, on whichever thread: on the dispatchers, or as items of another
// queue.
class SerialQueue final : public WorkQueue, private Task {
 public:
  // Null: on the dispatchers.
  explicit SerialQueue(std::shared_ptr<WorkQueue> target = nullptr) noexcept;

  void Put(Task* task, Priority priority) noexcept override;
  SerialQueue* AsSerial() noexcept override { return this; }

  // The item that runs is in reply mode: no other starts before Reply(token).
  void AwaitReply(IMFAsyncResult* token) noexcept;
  // Lets the queue go on that passed `token` to a callback in reply mode. False when none waits for
  // it.
  static bool Reply(IMFAsyncResult* token) noexcept;

 private:
  // Runs the next item, then makes way for others before the one after it.
  void Run() noexcept override;
  void Schedule() noexcept;
  void Advance() noexcept;
  // Under mutex_.
  Task* Next() noexcept;
  bool EmptyLocked() const noexcept;

  const std::shared_ptr<WorkQueue> target_;
  std::mutex mutex_;
  // Guarded by mutex_. Scheduled: there are items, or one has not been dealt with. Running: the
  // target has this queue as a task, or an item runs.
  std::array<Fifo<Task>, kPriorities> items_;
  bool scheduled_ = false;
  bool running_ = false;
  bool awaits_reply_ = false;
  // Keeps a private queue that was unlocked alive until its items have run.
  std::shared_ptr<WorkQueue> self_;
  // Guarded by the mutex of all waiting queues. Owns a reference while a reply is awaited.
  IMFAsyncResult* awaited_token_ = nullptr;
  SerialQueue* next_waiting_ = nullptr;
};

// The queue with this identifier; null where there is none, which callers report as
// MF_E_INVALID_WORKQUEUE.
std::shared_ptr<WorkQueue> FindQueue(DWORD id) noexcept;

// Where a callback wants to go, by its GetParameters.
struct Destination {
  std::shared_ptr<WorkQueue> queue;
  // The callback is in reply mode; means something on serial queues only.
  bool reply = false;
};

// STANDARD where the callback does not care. MF_E_INVALID_WORKQUEUE for queues that do not exist
// and for flags that the queue cannot honour.
[[nodiscard]] HRESULT DestinationOf(IMFAsyncCallback* callback, Destination* destination) noexcept;

}  // namespace portable
