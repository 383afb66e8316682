// The bridge's stand-ins: threads that work while others wait for them.

#include "bridge/upcall/stand_ins.h"

#include <atomic>
#include <thread>
#include <vector>

#include "test/fixtures.h"

namespace test {

namespace {

using bridge::StandIns;
using std::chrono::milliseconds;

// Never destroyed, as its user below: threads end when they like.
Counter& Ends() {
  static auto* const ends = new Counter();
  return *ends;
}

void CountEnd() noexcept { Ends().Add(); }

std::thread::id RunsOn(StandIns& stand_ins) {
  std::thread::id id;
  const auto work = [&id]() noexcept { id = std::this_thread::get_id(); };
  CHECK(stand_ins.Run(work));
  return id;
}

StandIns& Patient() {
  static auto* const stand_ins = new StandIns(milliseconds(60000), &CountEnd);
  return *stand_ins;
}

}  // namespace

TEST_CASE(
    "stand-ins: the work has run on another thread when Run returns, and the next on the same") {
  const std::thread::id first = RunsOn(Patient());
  CHECK(first != std::thread::id());
  CHECK(first != std::this_thread::get_id());
  CHECK(RunsOn(Patient()) == first);
}

TEST_CASE("stand-ins: one that is blocked keeps no other waiting, and may itself have one") {
  Gate blocked, release;
  std::thread blocking([&] {
    const auto work = [&]() noexcept {
      blocked.Open();
      CHECK(release.Wait());
    };
    CHECK(Patient().Run(work));
  });
  CHECK(blocked.Wait());
  std::thread::id outer, inner;
  const auto work = [&]() noexcept {
    outer = std::this_thread::get_id();
    inner = RunsOn(Patient());
  };
  CHECK(Patient().Run(work));
  CHECK(outer != inner);
  release.Open();
  blocking.join();
}

TEST_CASE("stand-ins: of many calls from many threads each runs once") {
  constexpr int kThreads = 8;
  constexpr int kEach = 500;
  std::atomic<int> ran{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; i++) {
    threads.emplace_back([&ran] {
      for (int n = 0; n < kEach; n++) {
        int mine = 0;
        const auto work = [&]() noexcept {
          mine++;
          ran.fetch_add(1);
        };
        if (!Patient().Run(work) || mine != 1) ran.fetch_sub(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(ran.load() == kThreads * kEach);
}

TEST_CASE(
    "stand-ins: one that has nothing to do says so and ends, and there is another afterwards") {
  static auto* const stand_ins = new StandIns(milliseconds(20), &CountEnd);
  const int before = Ends().Value();
  (void)RunsOn(*stand_ins);
  CHECK(Ends().WaitFor(before + 1));
  (void)RunsOn(*stand_ins);
  CHECK(Ends().WaitFor(before + 2));
}

// Those that are about to end are asked all the time.
TEST_CASE("stand-ins: calls may come just when a stand-in ends") {
  static auto* const stand_ins = new StandIns(milliseconds(1), &CountEnd);
  const int before = Ends().Value();
  int ran = 0;
  for (int i = 0; i < 300; i++) {
    const auto work = [&ran]() noexcept { ran++; };
    CHECK(stand_ins->Run(work));
    std::this_thread::sleep_for(milliseconds(1));
  }
  CHECK(ran == 300);
  CHECK(Ends().WaitFor(before + 1));
}

}  // namespace test
