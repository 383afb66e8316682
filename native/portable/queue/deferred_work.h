// Work that comes later: items that wait for a time or for an event, and periodic callbacks. One
// thread watches all of them; it exists while there is something to watch and for a moment after,
// sleeps in the kernel in between, and runs no user code: what is due goes to its queue.
//
// What is deferred counts as the engine's outstanding work from the beginning, so that the engine's
// threads are there when it is due.
#pragma once

#include <sys/epoll.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "com/com_ptr.h"
#include "portable/engine/fifo.h"
#include "portable/queue/work_queue.h"

namespace portable {

// A work item and what it waits for. On the heap; gone when it has run or was dropped.
struct DeferredItem final : WorkItem {
  using Clock = std::chrono::steady_clock;

  std::shared_ptr<WorkQueue> queue;
  Priority priority = Priority::kNormal;
  // Waits for an event, else for a time.
  bool for_event = false;
  Clock::time_point due;
  // A duplicate of the event's descriptor, which the caller may close; -1 for a time, and for the
  // null handle, which is never signalled.
  int descriptor = -1;

  // Guarded by the mutex of DeferredWork, while the item is there.
  MFWORKITEM_KEY key = 0;
  std::multimap<Clock::time_point, DeferredItem*>::iterator by_time;

  void Finish() noexcept override { delete this; }
};

class DeferredWork {
 public:
  // One in a process, never destroyed: its thread may outlive main().
  static DeferredWork& Get() noexcept;

  // Takes the item over, on success only. The key, which may be null, is written before the item
  // can be due. Any thread, as all of these.
  [[nodiscard]] HRESULT Add(DeferredItem* item, MFWORKITEM_KEY* key) noexcept;
  // An item that waits for a time is dropped: its references are gone on return. One that waits for
  // an event goes to its queue with the status MF_E_OPERATION_CANCELLED. MF_E_NOT_FOUND when there
  // is no such item any more.
  [[nodiscard]] HRESULT Cancel(MFWORKITEM_KEY key) noexcept;

  [[nodiscard]] HRESULT AddPeriodic(MFPERIODICCALLBACK callback, IUnknown* context,
                                    DWORD* key) noexcept;
  [[nodiscard]] HRESULT RemovePeriodic(DWORD key) noexcept;

  // Cancels and removes everything, and waits for the thread's end. The platform must refuse new
  // work already.
  void Stop() noexcept;

 private:
  using Clock = DeferredItem::Clock;
  class Periodic;

  static constexpr int kMaxEvents = 64;

  [[nodiscard]] HRESULT StartLocked() noexcept;
  void CloseDescriptorsLocked() noexcept;
  [[nodiscard]] HRESULT WatchEventLocked(DeferredItem* item) noexcept;
  void UnlinkLocked(DeferredItem* item) noexcept;
  bool EmptyLocked() const noexcept { return items_.empty() && periodic_.empty(); }
  void WakeLocked() noexcept;

  void Watch() noexcept;
  // Each of these moves what is due to `due`.
  void TakeItemsLocked(Clock::time_point now, Fifo<Task>* due) noexcept;
  void TakeSignalledLocked(epoll_event* events, int count, Fifo<Task>* due) noexcept;
  void TakeTicksLocked(Clock::time_point now, Fifo<Task>* due) noexcept;
  int MillisToSleepLocked(Clock::time_point now, Clock::time_point idle_since) const noexcept;

  std::mutex mutex_;
  // Guarded by mutex_, as are the rest.
  std::condition_variable changed_;
  bool running_ = false;
  bool stopping_ = false;
  // Valid while the thread runs.
  int epoll_ = -1;
  int wake_ = -1;
  // Keys are not used again while the process lives, so a stale one finds nothing.
  std::uint64_t next_item_ = 1;
  std::map<MFWORKITEM_KEY, DeferredItem*> items_;
  std::multimap<Clock::time_point, DeferredItem*> by_time_;
  DWORD next_periodic_ = 1;
  std::map<DWORD, std::shared_ptr<Periodic>> periodic_;
  Clock::time_point next_tick_;
};

}  // namespace portable
