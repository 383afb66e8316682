// The threads that the library starts, so that it can be unloaded when they have ended: a thread is
// inside the library's code until it is joined, whatever it has said before.
#pragma once

#include <chrono>
#include <functional>

namespace com {

class OwnThreads {
 public:
  // Runs the body on a new thread. Throws what std::thread and new do, when there is no thread or
  // no memory for one. Any thread; does not wait.
  static void Start(std::function<void()> body);
  // Waits until every such thread has left the library for good, at most this long. False when one
  // has not. Not on one of them.
  [[nodiscard]] static bool AwaitEnd(std::chrono::milliseconds limit) noexcept;
};

}  // namespace com
