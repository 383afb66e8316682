// Work queues by identifier: the platform's own, which always exist, and the private ones, each
// alive until its last unlock.
#pragma once

#include <memory>
#include <string>

#include "portable/queue/work_queue.h"

namespace portable {

// Whether the identifier is in the range of private queues.
bool IsPrivateQueue(DWORD id) noexcept;

// The queue with this identifier; null where there is none, which callers report as
// MF_E_INVALID_WORKQUEUE.
std::shared_ptr<WorkQueue> FindQueue(DWORD id) noexcept;

// Gives the queue an identifier and its first lock. E_FAIL when there are no identifiers left.
// Throws std::bad_alloc.
[[nodiscard]] HRESULT AddQueue(std::shared_ptr<WorkQueue> queue, DWORD* id);
// One more lock on the queue of this name, made by the first who asks and shared by all who do
// until the last unlock. Throws std::bad_alloc.
[[nodiscard]] HRESULT LockSharedQueue(const std::u16string& name, DWORD* id);
// MF_E_INVALID_WORKQUEUE for identifiers of no private queue.
[[nodiscard]] HRESULT LockQueue(DWORD id) noexcept;
[[nodiscard]] HRESULT UnlockQueue(DWORD id) noexcept;

// What a callback answers to GetParameters; E_NOTIMPL, and any other failure, is "no wishes".
struct Wishes {
  DWORD flags = 0;
  DWORD queue = MFASYNC_CALLBACK_QUEUE_STANDARD;

  bool Reply() const noexcept { return (flags & MFASYNC_REPLY_CALLBACK) != 0; }
};
Wishes WishesOf(IMFAsyncCallback* callback) noexcept;

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
