// What the seam offers beside Media Foundation's functions: mfplat/platform.h.

#include "mfplat/platform.h"

#include <atomic>
#include <thread>

#include "test/fixtures.h"
#include "test/host.h"

namespace test {

TEST_CASE_FIXTURE(ObjectsTest, "the platform describes itself") {
  const mfplat::Description platform = mfplat::Describe();
  CHECK_FALSE(platform.implementation.empty());
  CHECK_FALSE(platform.reason.empty());
  CHECK(
      (platform.engine == "uring" || platform.engine == "threads" || platform.engine == "mfplat"));
  CHECK((platform.engine == "mfplat") == !OnPortableEngine());
}

TEST_CASE_FIXTURE(ObjectsTest, "loading again changes nothing") {
  std::string cause;
  CHECK(mfplat::Load(&cause) == S_OK);
  CHECK(cause.empty());
}

namespace {

std::atomic<int> ends{0};
std::atomic<std::thread::id> end_thread;

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "a thread's handler runs once, on that thread, when it ends") {
  ends.store(0);
  std::thread::id thread;
  bool heard = true;
  std::thread([&thread, &heard] {
    thread = std::this_thread::get_id();
    const auto handler = []() noexcept {
      end_thread.store(std::this_thread::get_id());
      ends.fetch_add(1);
    };
    heard = mfplat::CallAtThreadExit(handler);
    CHECK(mfplat::CallAtThreadExit(handler) == heard);
    CHECK(ends.load() == 0);
  }).join();
  // Wine would run it under a lock.
  CHECK(heard == !OnWine({8, 10}));
  if (!heard) {
    CHECK(ends.load() == 0);
    return;
  }
  CHECK(Eventually([] { return ends.load() > 0; }));
  CHECK(ends.load() == 1);
  CHECK(end_thread.load() == thread);
  std::thread([] {}).join();
  CHECK(ends.load() == 1);
}

}  // namespace test
