// One thing to run on a dispatcher thread. The task's own type says who owns it.
#pragma once

namespace portable {

class SerialQueue;

struct Task {
  // Guarded by whichever list the task is in; it is in at most one.
  Task* next = nullptr;

  // Runs user code, perhaps; may block. That code may end the run early (Dispatcher::RunNext), and
  // then the task may be gone when Run returns.
  virtual void Run() noexcept = 0;
  // What is left to do after that, once. The task may be gone when AfterRun returns.
  virtual void AfterRun() noexcept = 0;
  // The task, if it is a queue that runs its next item.
  virtual SerialQueue* AsSerialQueue() noexcept { return nullptr; }

 protected:
  ~Task() = default;
};

}  // namespace portable
