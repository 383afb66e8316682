// The count in stripes: exact when it does not change, and never 0 while something is there.

#include "com/striped_counter.h"

#include <thread>
#include <vector>

#include "test/fixtures.h"

namespace test {

TEST_CASE("a striped counter adds up what all threads did") {
  com::StripedCounter counter;
  CHECK(counter.Count() == 0);
  constexpr int kThreads = 40;
  constexpr int kTimes = 1000;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&counter, i] {
      for (int j = 0; j < kTimes; ++j) {
        counter.Add();
        if (i % 2 == 0) counter.Remove();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(counter.Count() == kThreads / 2 * kTimes);
  for (int i = 0; i < kThreads / 2 * kTimes; ++i) counter.Remove();
  CHECK(counter.Count() == 0);
}

TEST_CASE("a striped counter is never seen as 0 while something is there") {
  com::StripedCounter counter;
  counter.Add();
  std::atomic<int> turns{0};
  constexpr int kThreads = 3;
  constexpr int kTurns = 600;
  std::vector<std::thread> threads;
  // They take turns, each on a stripe of its own.
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int turn = turns.load(); turn < kTurns; turn = turns.load()) {
        if (turn % kThreads != i) {
          std::this_thread::yield();
          continue;
        }
        for (int j = 0; j < 100; ++j) {
          counter.Add();
          counter.Remove();
        }
        turns.store(turn + 1);
      }
    });
  }
  int wrong = 0;
  while (turns.load() < kTurns) wrong += counter.Count() < 1 ? 1 : 0;
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(counter.Count() == 1);
}

}  // namespace test
