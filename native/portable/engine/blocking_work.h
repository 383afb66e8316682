// Something that blocks in the kernel, for a thread that has nothing else to do. The work's own
// type says who owns it.
#pragma once

#include <atomic>

namespace portable {

struct BlockingWork {
  // Guarded by the list that the work is in; it is in at most one.
  BlockingWork* next = nullptr;
  // The two are a WaitingList's. Any thread may ask whether the work waits in a certain list.
  BlockingWork* previous = nullptr;
  std::atomic<const void*> waits_in{nullptr};

  // Runs no user code, unless the last reference to some goes here. The work may be gone when this
  // returns.
  virtual void RunBlocking() noexcept = 0;

 protected:
  ~BlockingWork() = default;
};

}  // namespace portable
