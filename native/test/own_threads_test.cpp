#include "com/own_threads.h"

#include "doctest/doctest.h"

#include <atomic>
#include <thread>

TEST_CASE("threads: the end of all is waited for, and not for ever") {
  std::atomic<bool> may_end{false};
  std::atomic<int> ended{0};
  for (int i = 0; i < 20; ++i) {
    com::OwnThreads::Start([&] {
      while (!may_end.load()) std::this_thread::yield();
      ++ended;
    });
  }
  CHECK_FALSE(com::OwnThreads::AwaitEnd(std::chrono::milliseconds(1)));
  may_end.store(true);
  CHECK(com::OwnThreads::AwaitEnd(std::chrono::seconds(30)));
  CHECK(ended.load() == 20);
  // Again, with nothing left.
  CHECK(com::OwnThreads::AwaitEnd(std::chrono::milliseconds(0)));
}
