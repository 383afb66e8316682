// The queue that runs one item at a time: STANDARD and its like, and most private queues.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>

#include "portable/engine/fifo.h"
#include "portable/queue/work_queue.h"

namespace portable {

inline constexpr std::size_t kPriorities = 3;

// Items run one after the other, on whichever thread: on the dispatchers, or as items of another
// queue. Queues on queues may be as many as memory holds: nothing here calls itself for each.
class SerialQueue final : public WorkQueue, private Task {
 public:
  // Null: on the dispatchers.
  explicit SerialQueue(std::shared_ptr<WorkQueue> target = nullptr) noexcept;
  ~SerialQueue() override;

  void Put(Task* task, Priority priority) noexcept override;
  SerialQueue* AsSerial() noexcept override { return this; }

  // The item that runs is in reply mode: no other starts before Reply(token).
  void AwaitReply(IMFAsyncResult* token) noexcept;
  // Lets the queue go on that passed `token` to a callback in reply mode. False when none waits for
  // it.
  static bool Reply(IMFAsyncResult* token) noexcept;

 private:
  SerialQueue* AsSerialQueue() noexcept override { return this; }
  // Runs the next item, or that of the queue which is the next item, and so on.
  void Run() noexcept override;
  // Makes way for others before the item after that.
  void AfterRun() noexcept override;
  bool Add(Task* task, Priority priority) noexcept;
  Task* TakeNext() noexcept;
  void Schedule() noexcept;
  void Advance(bool ran) noexcept;
  // Under mutex_.
  Task* Next() noexcept;
  bool EmptyLocked() const noexcept;

  // Taken away by the destructor alone.
  std::shared_ptr<WorkQueue> target_;
  std::mutex mutex_;
  // Guarded by mutex_. Scheduled: there are items, or one has not been dealt with. Running: the
  // target has this queue as a task, or an item runs.
  std::array<Fifo<Task>, kPriorities> items_;
  bool scheduled_ = false;
  bool running_ = false;
  bool awaits_reply_ = false;
  // From Run to AfterRun, for the thread that runs it: the item; the queue whose item this one is
  // just then; and, of the queue that has none, the queue whose item is no queue.
  Task* item_ = nullptr;
  SerialQueue* outer_ = nullptr;
  SerialQueue* innermost_ = nullptr;
  // Keeps a private queue that was unlocked alive until its items have run.
  std::shared_ptr<WorkQueue> self_;
  // Guarded by the mutex of all waiting queues. Owns a reference while a reply is awaited.
  IMFAsyncResult* awaited_token_ = nullptr;
  SerialQueue* next_waiting_ = nullptr;
};

}  // namespace portable
