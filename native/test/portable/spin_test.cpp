// How long a dispatcher that has nothing to do looks for more, and that one which finds nothing
// stops looking: idle CPU is zero.

#include "portable/engine/spin.h"

#include <sys/resource.h>

#include <thread>

#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

using portable::Spin;
using std::chrono::microseconds;

microseconds CpuOfThisProcess() {
  rusage used;
  REQUIRE(getrusage(RUSAGE_SELF, &used) == 0);
  return microseconds{(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1'000'000 +
                      used.ru_utime.tv_usec + used.ru_stime.tv_usec};
}

}  // namespace

TEST_CASE("spin: one at a time, and none where it is off") {
  Spin off(microseconds{0});
  CHECK_FALSE(off.Begin());
  Spin spin(microseconds{10});
  REQUIRE(spin.Begin());
  CHECK_FALSE(spin.Begin());
  spin.End(true);
  CHECK(spin.Begin());
}

TEST_CASE("spin: what never helps is seldom tried, and what helps again is tried again") {
  Spin spin(microseconds{10});
  const auto tries_of_1000 = [&spin](bool helps) {
    int tries = 0;
    for (int i = 0; i < 1000; ++i) {
      if (!spin.Begin()) continue;
      ++tries;
      spin.End(helps);
    }
    return tries;
  };
  CHECK(tries_of_1000(true) == 1000);
  CHECK(tries_of_1000(false) < 50);
  CHECK(tries_of_1000(true) > 900);
}

TEST_CASE("spin: the machine is overloaded while more than two threads a core want to run") {
  CHECK_FALSE(Spin::IsOverload("0.20 0.18 0.12 4/80 11206", 2));
  CHECK(Spin::IsOverload("0.20 0.18 0.12 5/80 11206", 2));
  CHECK_FALSE(Spin::IsOverload("99.00 9.00 9.00 5/80 11206", 4));
  CHECK_FALSE(Spin::IsOverload("", 2));
  CHECK_FALSE(Spin::IsOverload("nonsense", 2));
}

TEST_CASE_FIXTURE(PlatformTest, "spin: a platform that has nothing to do uses no processor") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(4096));
  for (int i = 0; i < 100; ++i) {
    AsyncRead read(stream, 16);
    REQUIRE(read.Begin() == S_OK);
    REQUIRE(read.Wait(kHang));
  }
  // The watchdog parks after a tenth of a second.
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  const auto before = CpuOfThisProcess();
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  CHECK((CpuOfThisProcess() - before).count() < 5'000);
}

}  // namespace test
