// Something that blocks in the kernel, for a thread that has nothing else to do. The work's own
// type says who owns it.
#pragma once

namespace portable {

struct BlockingWork {
  // Guarded by whichever list the work is in; it is in at most one.
  BlockingWork* next = nullptr;

  // Runs no user code, unless the last reference to some goes here. The work may be gone when this
  // returns.
  virtual void RunBlocking() noexcept = 0;

 protected:
  ~BlockingWork() = default;
};

}  // namespace portable
